import { number, percent } from '../lib/words.mjs';
const { computed } = Vue;

const CLASSES = [
  { name: 'succeeded', title: 'Answered (1xx–3xx)' },
  { name: 'refused', title: 'Refused (4xx)' },
  { name: 'failed', title: 'Failed (5xx)', error: true },
  { name: 'unanswered', title: 'Not answered', error: true },
];

export default {
  props: { requests: { type: Object, default: null } },
  setup(props) {
    const arms = computed(() => ['stable', 'candidate'].filter((arm) => props.requests?.[arm]));
    const total = (arm) =>
      CLASSES.reduce((sum, each) => sum + (props.requests[arm][each.name] ?? 0), 0);
    const share = (arm, name) =>
      total(arm) === 0 ? '' : percent((100 * props.requests[arm][name]) / total(arm));
    return { arms, CLASSES, total, share, number };
  },
  template: `
    <p v-if="arms.length === 0" class="belay-quiet">No requests counted yet.</p>
    <table v-else class="belay-table belay-numbers">
      <thead><tr><th scope="col">Answer</th>
        <th v-for="arm in arms" :key="arm" scope="col">{{ arm }}</th></tr></thead>
      <tbody>
        <tr v-for="each in CLASSES" :key="each.name">
          <th scope="row">{{ each.title }}</th>
          <td v-for="arm in arms" :key="arm"
              :class="{ 'belay-errors': each.error && requests[arm][each.name] > 0 }">
            {{ number(requests[arm][each.name]) }}
            <small>{{ share(arm, each.name) }}</small>
          </td>
        </tr>
        <tr class="belay-total"><th scope="row">Together</th>
          <td v-for="arm in arms" :key="arm">{{ number(total(arm)) }} <small></small></td></tr>
      </tbody>
    </table>`,
};
