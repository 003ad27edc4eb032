import { percent } from '../lib/words.mjs';
const { computed } = Vue;

export default {
  props: { rollout: { type: Object, required: true }, large: Boolean },
  setup(props) {
    const arms = computed(() =>
      ['stable', 'candidate']
        .filter((name) => props.rollout[name])
        .map((name) => ({ name, ...props.rollout[name] })),
    );
    const words = computed(() =>
      arms.value.map((arm) => `${arm.name} ${arm.revision} ${percent(arm.weight)}`).join(', '),
    );
    return { arms, words, percent };
  },
  template: `
    <div class="belay-weights" :class="{ 'belay-weights-large': large }">
      <div class="belay-bar" role="img" :aria-label="'Share of requests: ' + words">
        <span v-for="arm in arms" :key="arm.name" :class="'belay-' + arm.name"
              :style="{ width: arm.weight + '%' }"></span>
      </div>
      <div class="belay-weights-legend" aria-hidden="true">
        <span v-for="arm in arms" :key="arm.name">
          <i class="belay-dot" :class="'belay-' + arm.name"></i>
          {{ large ? arm.name + ' ' : '' }}{{ arm.revision }}
          <b>{{ percent(arm.weight) }}</b>
          <span v-if="large && arm.ready != null" class="belay-ready">{{ arm.ready }} of {{ arm.instances }} ready</span>
        </span>
      </div>
    </div>`,
};
