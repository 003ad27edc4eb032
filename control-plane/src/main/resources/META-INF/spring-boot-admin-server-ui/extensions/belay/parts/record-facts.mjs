import { percent, when } from '../lib/words.mjs';
const { computed } = Vue;

export default {
  props: { rollout: { type: Object, required: true } },
  setup(props) {
    const policy = computed(() => props.rollout.policy ?? {});
    const facts = computed(() =>
      [
        ['Artifact', props.rollout.artifact?.name],
        ['Digest', props.rollout.artifact?.digest],
        ['Settings', props.rollout.settings?.join(', ') || 'none of its own'],
        ['Started', `${when(props.rollout.startedAt)} by ${props.rollout.startedBy}`],
        ['Reason', props.rollout.reason],
        ['Ended', props.rollout.endedAt && when(props.rollout.endedAt)],
        ['Deadline', !props.rollout.endedAt && when(props.rollout.deadline)],
        ['Strategy', policy.value.strategy],
        ['Steps', policy.value.steps?.map(percent).join(' → ')],
        ['At each step', `${policy.value.stepDuration} and ${policy.value.minRequests} requests at least`],
        ['Goes on when', policy.value.harm && `${percent(policy.value.harm * 100)} more failures than stable are ruled out`],
        ['All steps', `${policy.value.maxDuration} at most`],
        ['Bake', policy.value.bake],
        ['Time to be ready', policy.value.startTimeout],
        ['False rollbacks', `at most ${percent((policy.value.alpha ?? 0) * 100)}`],
      ].filter(([, value]) => value),
    );
    return { facts };
  },
  template: `
    <dl class="belay-facts">
      <template v-for="[name, value] in facts" :key="name"><dt>{{ name }}</dt><dd>{{ value }}</dd></template>
    </dl>`,
};
