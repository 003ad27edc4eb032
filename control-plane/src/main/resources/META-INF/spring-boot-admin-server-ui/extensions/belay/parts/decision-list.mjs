import { newestFirst } from '../lib/phases.mjs';
import { label, when } from '../lib/words.mjs';
const { computed } = Vue;

const SHOWN = 200;

export default {
  props: { decisions: { type: Array, default: () => [] } },
  setup(props) {
    const sorted = computed(() => newestFirst(props.decisions));
    const shown = computed(() => sorted.value.slice(0, SHOWN));
    return { sorted, shown, label, when };
  },
  template: `
    <p v-if="sorted.length === 0" class="belay-quiet">None yet.</p>
    <ol v-else class="belay-decisions">
      <li v-for="each in shown" :key="each.at + each.to + each.reason">
        <time :datetime="each.at">{{ when(each.at) }}</time>
        <div><b>{{ each.from === each.to ? label(each.to) : label(each.from) + ' → ' + label(each.to) }}</b>
          <span>{{ each.reason }}</span></div>
      </li>
    </ol>
    <p v-if="sorted.length > shown.length" class="belay-quiet">
      {{ sorted.length - shown.length }} earlier ones are not shown.</p>`,
};
