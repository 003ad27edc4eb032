// A rollout's way from the gates to the promotion, and how far along it is.
import { percent } from './words.mjs';

const BEFORE_TRAFFIC = ['Verifying', 'Migrating', 'Starting'];
const TITLES = { Verifying: 'Verify', Migrating: 'Migrate', Starting: 'Start' };
const FAILED = ['RollingBack', 'Stranded', 'RolledBack', 'Blocked', 'Inconclusive'];

/** [{key, title, mark}] where mark is done, current, held, stopped or ahead. */
export function phases(rollout) {
  const all = [
    ...BEFORE_TRAFFIC.map((state) => ({ key: state, title: TITLES[state] })),
    ...rollout.steps.map((step, index) => ({ key: `step-${index}`, title: percent(step) })),
    { key: 'Baking', title: 'Bake' },
  ];
  if (rollout.state === 'Promoted') {
    return all.map((phase) => ({ ...phase, mark: 'done' }));
  }
  const here = position(rollout, all);
  return all.map((phase, index) => ({ ...phase, mark: mark(index, here, rollout.state) }));
}

function mark(index, here, state) {
  if (index !== here) {
    return index < here ? 'done' : 'ahead';
  }
  if (FAILED.includes(state)) {
    return 'stopped';
  }
  return state === 'Held' ? 'held' : 'current';
}

function position(rollout, all) {
  const state = movingState(rollout);
  const found = all.findIndex((phase) => phase.key === state);
  return found >= 0 ? found : BEFORE_TRAFFIC.length + (rollout.step ?? stepReached(rollout));
}

/** On the way back a rollout has no step any more; how often it moved on tells how far it was. */
function stepReached(rollout) {
  const moves = (rollout.decisions ?? []).filter(
    (each) => each.to === 'Shifting' && (each.from === 'Starting' || each.from === 'Observing'),
  ).length;
  return Math.min(Math.max(moves, 1), rollout.steps.length) - 1;
}

/** The last state in which the rollout went forward; where it stopped is told by its decisions. */
function movingState(rollout) {
  const forward = (state) =>
    [...BEFORE_TRAFFIC, 'Shifting', 'Observing', 'Baking'].includes(state);
  if (forward(rollout.state)) {
    return rollout.state;
  }
  return newestFirst(rollout.decisions).find((each) => forward(each.from))?.from;
}

export const newestFirst = (decisions) =>
  [...(decisions ?? [])].reverse().sort((one, other) => other.at.localeCompare(one.at));
