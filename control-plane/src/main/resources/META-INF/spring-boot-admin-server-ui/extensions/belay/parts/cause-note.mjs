import { spaced } from '../lib/words.mjs';

export default {
  props: { rollout: { type: Object, required: true } },
  setup: () => ({ spaced }),
  template: `
    <div v-if="rollout.cause" class="belay-note belay-note-bad">
      <h3>Cause: {{ rollout.cause.type }}</h3>
      <p>{{ rollout.cause.summary }}</p>
      <dl v-if="rollout.cause.detail && Object.keys(rollout.cause.detail).length" class="belay-facts">
        <template v-for="(value, name) in rollout.cause.detail" :key="name">
          <dt>{{ name }}</dt>
          <dd>{{ typeof value === 'object' ? JSON.stringify(value) : value }}</dd>
        </template>
      </dl>
      <p v-if="rollout.dispute">
        Disputed by {{ rollout.dispute.by }}<template v-if="rollout.dispute.reason">: {{ rollout.dispute.reason }}</template>
      </p>
    </div>
    <ul v-if="rollout.findings?.length" class="belay-findings" aria-label="Findings">
      <li v-for="(finding, index) in rollout.findings" :key="index"
          class="belay-note" :class="'belay-note-' + (finding.level === 'blocker' ? 'bad' : finding.level)">
        <h3>{{ finding.level }}: {{ finding.rule }}</h3>
        <p>{{ finding.message }}</p>
        <p v-if="finding.remedy" class="belay-quiet">{{ finding.remedy }}</p>
      </li>
    </ul>`,
};
