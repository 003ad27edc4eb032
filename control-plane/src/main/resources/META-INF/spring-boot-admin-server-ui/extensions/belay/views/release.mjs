import { get, releasePath } from '../lib/api.mjs';
import { useLive } from '../lib/live.mjs';
import { age, duration, ended, label, meaning, spaced, tone } from '../lib/words.mjs';
import ActionBar from '../parts/action-bar.mjs';
import CauseNote from '../parts/cause-note.mjs';
import DecisionList from '../parts/decision-list.mjs';
import EvidenceBar from '../parts/evidence-bar.mjs';
import IncidentNote from '../parts/incident-note.mjs';
import LiveSign from '../parts/live-sign.mjs';
import PhaseRail from '../parts/phase-rail.mjs';
import RecordFacts from '../parts/record-facts.mjs';
import RequestsTable from '../parts/requests-table.mjs';
import WeightsBar from '../parts/weights-bar.mjs';
const { computed, onMounted, onUnmounted, ref } = Vue;

export default {
  components: {
    ActionBar, CauseNote, DecisionList, EvidenceBar, IncidentNote, LiveSign, PhaseRail,
    RecordFacts, RequestsTable, WeightsBar,
  },
  props: {
    service: { type: String, required: true },
    revision: { type: String, required: true },
  },
  setup(props) {
    const rollout = ref(null);
    const newest = ref('');
    const operator = ref(false);
    const failure = ref('');
    const notice = ref('');
    const now = ref(Date.now());

    const put = (changed) => {
      if (changed.service !== props.service) {
        return;
      }
      const number = (revision) => Number(revision.slice(1)) || 0;
      if (number(changed.revision) > number(newest.value)) {
        newest.value = changed.revision;
      }
      if (changed.revision === props.revision) {
        if (changed.state !== rollout.value?.state) {
          notice.value = '';
        }
        // Lists leave the decisions out: those that are known stay.
        rollout.value = { ...changed, decisions: changed.decisions ?? rollout.value?.decisions };
      }
    };

    const reload = async () => {
      try {
        put(await get(releasePath(props.service, props.revision)));
        put(await get(releasePath(props.service, 'current')));
        failure.value = '';
      } catch (refusal) {
        failure.value = refusal.message;
      }
    };

    const done = (action, answer) => {
      put(answer);
      const elsewhere = answer.revision !== props.revision;
      notice.value = elsewhere
        ? `${answer.revision} was started; it is in the list of releases.`
        : `Asked to ${action}. It takes effect with the next look.`;
    };

    const mode = useLive({ onRollout: put, reload });
    let clock;
    onMounted(async () => {
      clock = setInterval(() => (now.value = Date.now()), 1_000);
      const me = await get('api/v1/me').catch(() => ({ roles: [] }));
      operator.value = me.roles.includes('OPERATOR');
    });
    onUnmounted(() => clearInterval(clock));

    // The cause stands below in full: once is enough.
    const detail = computed(() => {
      const { detail: said, cause } = rollout.value ?? {};
      return said && said !== cause?.summary ? said : '';
    });
    const isNewest = computed(() => newest.value === props.revision);
    return {
      rollout, failure, notice, operator, mode, now, detail, isNewest, done,
      age, duration, ended, label, meaning, spaced, tone,
    };
  },
  template: `
    <main class="belay">
      <nav aria-label="Breadcrumb"><router-link class="belay-link" :to="{ name: 'belay-releases' }">Releases</router-link></nav>
      <header class="belay-head"><h1>{{ service }} <b>{{ revision }}</b></h1><live-sign :mode="mode" /></header>
      <p v-if="failure" class="belay-note belay-note-bad" role="alert">{{ failure }}</p>
      <p v-if="!rollout && !failure" class="belay-quiet">Loading …</p>
      <template v-if="rollout">
        <section class="belay-banner" :class="'belay-' + tone(rollout.state)" aria-label="State">
          <div>
            <h2 aria-live="polite">{{ label(rollout.state) }}</h2>
            <p v-if="detail">{{ detail }}</p>
            <p :class="{ 'belay-banner-quiet': detail }">{{ meaning(rollout) }}</p>
          </div>
          <dl>
            <dt>{{ ended(rollout) ? 'Took' : 'Running for' }}</dt><dd>{{ age(rollout, now) }}</dd>
            <template v-if="rollout.secondsToSafe != null"><dt>Safe again after</dt><dd>{{ duration(rollout.secondsToSafe) }}</dd></template>
            <dt>Failed requests</dt><dd>{{ rollout.failedRequests }}</dd>
          </dl>
        </section>
        <p v-if="notice" class="belay-note belay-note-note" role="status">{{ notice }}</p>
        <action-bar :rollout="rollout" :newest="isNewest" :operator="operator" @done="done" />
        <cause-note :rollout="rollout" />
        <incident-note :rollout="rollout" />
        <section class="belay-card"><phase-rail :rollout="rollout" /><weights-bar :rollout="rollout" large /></section>
        <div class="belay-columns">
          <section class="belay-card"><h2>Requests</h2><requests-table :requests="rollout.requests" /></section>
          <section class="belay-card"><h2>Evidence</h2>
            <evidence-bar :rollout="rollout" /></section>
        </div>
        <div class="belay-columns">
          <section class="belay-card"><h2>Decisions</h2><decision-list :decisions="rollout.decisions" /></section>
          <section class="belay-card"><h2>Release record</h2><record-facts :rollout="rollout" /></section>
        </div>
      </template>
    </main>`,
};
