import { when } from '../lib/words.mjs';

/** What runs of a service otherwise than it is wanted: names of settings, never values. */
export default {
  props: { drift: { type: Object, required: true } },
  setup: () => ({ when }),
  template: `
    <section class="belay-note belay-note-bad" :aria-label="'Drift of ' + drift.service">
      <h3>{{ drift.service }}: {{ drift.findings[0].kind }}</h3>
      <p v-for="each in drift.findings" :key="each.kind">{{ each.message }}<template v-if="each.since">,
        seen since <time :datetime="each.since">{{ when(each.since) }}</time></template>.
        <span class="belay-quiet belay-block">{{ each.remedy }}</span></p>
      <p v-for="each in drift.ruledOut" :key="each.what" class="belay-quiet">Not {{ each.what }}: {{ each.why }}.</p>
      <p v-if="drift.patrol.detail" class="belay-quiet">Patrol: {{ drift.patrol.detail }}</p>
    </section>`,
};
