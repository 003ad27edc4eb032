import { get, releasePath } from '../lib/api.mjs';
const { computed, onUnmounted, ref, watch } = Vue;

const AGAIN_MILLIS = 2_000;
const TRIES = 8;

export default {
  props: { rollout: { type: Object, required: true } },
  setup(props) {
    const incident = ref(null);
    let timer;
    // A hold may have an incident too; a rollout on its way has none.
    const subject = computed(() => {
      const { service, revision, state, cause } = props.rollout;
      return cause || state === 'Held' ? `${service} ${revision} ${state}` : '';
    });

    const load = async (wanted, tries) => {
      const { service, revision } = props.rollout;
      try {
        const told = await get(`${releasePath(service, revision)}/incident`);
        if (wanted === subject.value) {
          incident.value = told;
        }
      } catch (refusal) {
        // It is being collected, or there is none: the rollout's own cause stands above.
        if (refusal.status === 404 && tries > 1 && wanted === subject.value) {
          timer = setTimeout(() => load(wanted, tries - 1), AGAIN_MILLIS);
        }
      }
    };

    watch(
      subject,
      (wanted) => {
        clearTimeout(timer);
        if (wanted) {
          load(wanted, TRIES);
        } else {
          incident.value = null;
        }
      },
      { immediate: true },
    );
    onUnmounted(() => clearTimeout(timer));
    return { incident };
  },
  template: `
    <section v-if="incident" class="belay-note belay-note-bad" aria-label="Incident">
      <h3>Incident: {{ incident.cause }}</h3>
      <p>{{ incident.summary }}</p>
      <dl v-if="Object.keys(incident.causeDetail).length" class="belay-facts">
        <template v-for="(value, name) in incident.causeDetail" :key="name">
          <dt>{{ name }}</dt><dd>{{ value }}</dd>
        </template>
      </dl>
      <p v-for="each in incident.ruledOut" :key="each.what" class="belay-quiet">Not {{ each.what }}: {{ each.why }}.</p>
      <p v-if="!incident.complete" class="belay-quiet">Not all evidence could be collected: {{ incident.missing.join('; ') }}.</p>
      <details v-if="incident.evidence.length">
        <summary>{{ incident.evidence.length }} observations</summary>
        <ul>
          <li v-for="(each, index) in incident.evidence" :key="index">{{ each.scope }}: {{ each.words }}
            <pre v-if="each.lines.length">{{ each.lines.join('\\n') }}</pre></li>
        </ul>
      </details>
    </section>`,
};
