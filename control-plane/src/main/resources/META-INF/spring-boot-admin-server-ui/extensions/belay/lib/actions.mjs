// What a person may do with a rollout, by its state. The server has the last word.

const MOVING = ['Verifying', 'Migrating', 'Starting', 'Shifting', 'Observing', 'Baking'];

const ACTIONS = [
  {
    name: 'pause',
    label: 'Pause',
    states: MOVING,
    tells: 'Weights stay as they are until you resume. Going back on errors stays on.',
  },
  {
    name: 'resume',
    label: 'Resume',
    states: ['Held'],
    tells: 'The rollout goes on from where it was held.',
  },
  {
    name: 'promote',
    label: 'Promote',
    states: ['Shifting', 'Observing', 'Baking', 'Held'],
    tells: 'The candidate gets all requests now, without the remaining steps.',
    strong: true,
  },
  {
    name: 'abort',
    label: 'Abort',
    states: [...MOVING, 'Held'],
    tells: 'All requests go back to the stable revision and the candidate is stopped.',
    strong: true,
  },
  {
    name: 'undo',
    label: 'Undo',
    states: ['Promoted'],
    newestOnly: true,
    tells: 'A new rollout brings back the last revision that completed before this one.',
    strong: true,
  },
];

/** Those that fit the state; newest: whether no later rollout of the service exists. */
export const legalActions = (rollout, newest) =>
  ACTIONS.filter((each) => each.states.includes(rollout.state) && (newest || !each.newestOnly));
