import { phases } from '../lib/phases.mjs';
const { computed } = Vue;

const SIGNS = { done: '✓', current: '●', held: '❚❚', stopped: '✕', ahead: '' };
const WORDS = { done: 'done', current: 'now', held: 'held here', stopped: 'stopped here', ahead: 'ahead' };

export default {
  props: { rollout: { type: Object, required: true } },
  setup: (props) => ({ rail: computed(() => phases(props.rollout)), SIGNS, WORDS }),
  template: `
    <ol class="belay-rail" aria-label="Steps">
      <li v-for="phase in rail" :key="phase.key" :class="'belay-rail-' + phase.mark"
          :aria-current="phase.mark === 'current' ? 'step' : undefined">
        <span class="belay-rail-sign" aria-hidden="true">{{ SIGNS[phase.mark] }}</span>
        {{ phase.title }}<span class="belay-sr"> ({{ WORDS[phase.mark] }})</span>
      </li>
    </ol>`,
};
