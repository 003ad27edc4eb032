import { ended, number, spaced } from '../lib/words.mjs';
const { computed } = Vue;

const VERDICTS = {
  'keep-looking': 'Keep looking: the difference may still be chance.',
  worse: 'Worse: chance is not a credible explanation any more.',
  harmless: 'Harmless enough to go on: the harm that the policy names is ruled out.',
  inconclusive: 'Inconclusive: not bad, and no reason to go on.',
};

const FINAL_VERDICTS = {
  ...VERDICTS,
  'keep-looking': 'No verdict: whatever difference there was may have been chance.',
};

export default {
  props: { rollout: { type: Object, required: true } },
  setup(props) {
    const asked = () =>
      Object.values(props.rollout.requests?.candidate ?? {}).some((count) => count > 0);
    const evidence = computed(() => (asked() ? props.rollout.evidence : null));
    const alpha = computed(() => props.rollout.policy?.alpha);
    const share = computed(() => {
      const { logE, threshold } = evidence.value;
      return threshold > 0 ? Math.min(100, Math.max(0, (100 * logE) / threshold)) : 0;
    });
    const words = computed(
      () =>
        (ended(props.rollout) ? FINAL_VERDICTS : VERDICTS)[evidence.value.verdict] ??
        spaced(evidence.value.verdict),
    );
    const why = computed(() =>
      evidence.value.why ? ` Missing: ${evidence.value.why}.` : '',
    );
    const slow = computed(() => {
      const { slow } = evidence.value;
      return slow && slow.candidate.of > 0
        ? `Slower than ${slow.afterMillis} ms: ${slow.candidate.slow} of ${slow.candidate.of} requests against ${slow.stable.slow} of ${slow.stable.of} of stable’s.`
        : '';
    });
    return { evidence, alpha, share, words, why, slow, number, spaced };
  },
  template: `
    <p v-if="!evidence" class="belay-quiet">Nothing to judge by yet.</p>
    <div v-else>
      <p class="belay-verdict" :class="{ 'belay-errors': evidence.verdict === 'worse' }">{{ words }}{{ why }}</p>
      <div class="belay-bar belay-evidence" role="meter" aria-valuemin="0" aria-valuemax="100"
           :aria-valuenow="Math.round(share)" aria-label="Evidence that the candidate is worse">
        <span :class="evidence.verdict === 'worse' ? 'belay-fill-bad' : 'belay-fill-wait'"
              :style="{ width: share + '%' }"></span>
      </div>
      <p class="belay-quiet">
        {{ number(evidence.logE) }} of {{ number(evidence.threshold) }} (log e-value{{ evidence.metric ? ', ' + spaced(evidence.metric) : '' }}).
        {{ slow }}
        <template v-if="alpha">A good revision reaches the threshold in at most {{ number(alpha * 100) }} % of rollouts.</template>
      </p>
    </div>`,
};
