// How things are called and formatted for people.

const TONES = {
  Verifying: 'busy',
  Migrating: 'busy',
  Starting: 'busy',
  Shifting: 'busy',
  Observing: 'busy',
  Baking: 'busy',
  Held: 'wait',
  RollingBack: 'bad',
  Stranded: 'worst',
  Promoted: 'good',
  RolledBack: 'bad',
  Blocked: 'bad',
  Inconclusive: 'wait',
};

const LABELS = { RollingBack: 'Rolling back', RolledBack: 'Rolled back' };

const MEANINGS = {
  Verifying: 'The artifact is checked before anybody reaches it.',
  Migrating: 'The database schema is brought up to this revision.',
  Starting: 'Instances start and have to become ready.',
  Shifting: 'The weights are being changed.',
  Observing: 'Requests of both revisions are compared.',
  Baking: 'It has all requests; the old revision stays ready to take them back.',
  Held: 'Nothing moves until somebody decides, or the reason goes away.',
  RollingBack: 'Requests go back to the stable revision.',
  Stranded: 'The way back is blocked. A person is needed now.',
  Promoted: 'This revision is the stable one.',
  RolledBack: 'The stable revision serves all requests again.',
  Blocked: 'It was stopped before it had any request.',
  Inconclusive: 'There was not enough to judge by; the stable revision serves all requests.',
};

const ENDED = new Set(['Promoted', 'RolledBack', 'Blocked', 'Inconclusive']);

export const tone = (state) => TONES[state] ?? 'wait';
export const label = (state) => LABELS[state] ?? state;
const WITHOUT_STABLE = {
  RollingBack: 'Requests are taken from the candidate; there is no stable revision.',
  RolledBack: 'No revision serves requests; there was no stable one.',
  Inconclusive: 'There was not enough to judge by; no revision serves requests.',
};

export const meaning = ({ state, stable }) =>
  (stable ? undefined : WITHOUT_STABLE[state]) ?? MEANINGS[state] ?? '';
export const ended = (rollout) => ENDED.has(rollout.state);
export const spaced = (words) => (words ?? '').replaceAll('-', ' ');

const numbers = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });
const times = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export const number = (value) => numbers.format(value);
export const percent = (value) => `${numbers.format(value)} %`;

/** The time, with the date where it was not today. */
export function when(text) {
  if (!text) {
    return '–';
  }
  const date = new Date(text);
  const today = new Date().toDateString() === date.toDateString();
  return (today ? times : moments).format(date);
}

export function duration(seconds) {
  if (seconds < 60) {
    return `${number(seconds)} s`;
  }
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** How long a rollout took, or has taken by now. */
export function age(rollout, now) {
  const end = rollout.endedAt ? new Date(rollout.endedAt).getTime() : now;
  return duration(Math.max(0, Math.round((end - new Date(rollout.startedAt).getTime()) / 1000)));
}
