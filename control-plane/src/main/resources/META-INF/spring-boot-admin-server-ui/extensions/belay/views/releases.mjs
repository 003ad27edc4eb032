import { get, releasesPath } from '../lib/api.mjs';
import { useLive } from '../lib/live.mjs';
import { ended, spaced, when } from '../lib/words.mjs';
import DriftNote from '../parts/drift-note.mjs';
import LiveSign from '../parts/live-sign.mjs';
import StateTag from '../parts/state-tag.mjs';
import WeightsBar from '../parts/weights-bar.mjs';
const { computed, ref } = Vue;

const SERVICES = 50;
const SHOWN = 200;
const key = (rollout) => `${rollout.service}/${rollout.revision}`;

export default {
  components: { DriftNote, LiveSign, StateTag, WeightsBar },
  setup() {
    const byKey = ref(new Map());
    const services = ref([]);
    const drifts = ref(new Map());
    const failure = ref('');
    const loaded = ref(false);

    const put = (rollout) => byKey.value.set(key(rollout), rollout);
    const putDrift = (drift) => drifts.value.set(drift.service, drift);

    const reload = async () => {
      try {
        const status = await get('api/v1/status');
        services.value = status.services.map((service) => service.name).slice(0, SERVICES);
        const answers = await Promise.all(services.value.map((each) => get(releasesPath(each))));
        byKey.value = new Map(answers.flatMap((a) => a.rollouts).map((r) => [key(r), r]));
        const drift = await get('api/v1/drift');
        drifts.value = new Map(drift.services.map((each) => [each.service, each]));
        failure.value = '';
        loaded.value = true;
      } catch (refusal) {
        failure.value = refusal.message;
      }
    };

    const mode = useLive({ onRollout: put, onDrift: putDrift, reload });

    const rows = computed(() =>
      [...byKey.value.values()]
        .sort((a, b) => ended(a) - ended(b) || b.startedAt.localeCompare(a.startedAt))
        .slice(0, SHOWN),
    );
    const drifted = computed(() => [...drifts.value.values()].filter((each) => each.drift));
    return { rows, drifted, services, failure, loaded, mode, key, spaced, when };
  },
  template: `
    <main class="belay">
      <header class="belay-head"><h1>Releases</h1><live-sign :mode="mode" /></header>
      <p v-if="failure" class="belay-note belay-note-bad" role="alert">{{ failure }}</p>
      <p v-if="!loaded && !failure" class="belay-quiet">Loading …</p>
      <drift-note v-for="each in drifted" :key="each.service" :drift="each" />
      <section v-if="loaded && rows.length === 0" class="belay-card belay-empty">
        <h2>Nothing has been released yet</h2>
        <p>Start a release from the directory of Belay:</p>
        <pre>./belay rollout start {{ services[0] ?? 'SERVICE' }} --artifact path/to/new.jar --wait</pre>
        <p class="belay-quiet">It shows up here at once, step by step.</p>
      </section>
      <section v-if="rows.length" class="belay-card belay-scroll">
        <table class="belay-table">
          <thead><tr><th scope="col">Release</th><th scope="col">State</th>
            <th scope="col">Share of requests</th><th scope="col">Started</th>
            <th scope="col">Outcome and cause</th></tr></thead>
          <tbody>
            <tr v-for="rollout in rows" :key="key(rollout)">
              <td><router-link class="belay-link"
                :to="{ name: 'belay-release', params: { service: rollout.service, revision: rollout.revision } }">
                {{ rollout.service }} <b>{{ rollout.revision }}</b></router-link></td>
              <td><state-tag :state="rollout.state" /></td>
              <td><weights-bar :rollout="rollout" /></td>
              <td class="belay-nowrap"><time :datetime="rollout.startedAt">{{ when(rollout.startedAt) }}</time></td>
              <td><b v-if="rollout.outcome">{{ spaced(rollout.outcome) }}</b>
                <span class="belay-quiet belay-block">{{ rollout.cause?.summary ?? (rollout.outcome ? '' : rollout.detail) }}</span></td>
            </tr>
          </tbody>
        </table>
      </section>
    </main>`,
};
