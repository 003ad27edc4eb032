import { label, tone } from '../lib/words.mjs';

export default {
  props: { state: { type: String, required: true } },
  setup: () => ({ label, tone }),
  template: `<span class="belay-tag" :class="'belay-' + tone(state)">{{ label(state) }}</span>`,
};
