import { legalActions } from '../lib/actions.mjs';
import { post, releasePath } from '../lib/api.mjs';
const { computed, nextTick, ref } = Vue;

export default {
  props: {
    rollout: { type: Object, required: true },
    newest: Boolean,
    operator: Boolean,
  },
  emits: ['done'],
  setup(props, { emit }) {
    const dialog = ref(null);
    const chosen = ref(null);
    const reason = ref('');
    const failure = ref('');
    const busy = ref(false);
    const actions = computed(() => legalActions(props.rollout, props.newest));

    const ask = async (action) => {
      chosen.value = action;
      reason.value = '';
      failure.value = '';
      await nextTick();
      dialog.value.showModal();
    };

    const act = async () => {
      busy.value = true;
      failure.value = '';
      try {
        const said = reason.value.trim();
        emit('done', chosen.value.name, await post(path(), said ? { reason: said } : {}));
        dialog.value.close();
      } catch (refusal) {
        failure.value = refusal.message;
      } finally {
        busy.value = false;
      }
    };

    const path = () =>
      chosen.value.name === 'undo'
        ? `api/v1/services/${encodeURIComponent(props.rollout.service)}/undo`
        : `${releasePath(props.rollout.service, props.rollout.revision)}/${chosen.value.name}`;

    return { dialog, chosen, reason, failure, busy, actions, ask, act };
  },
  template: `
    <div class="belay-actions" role="group" aria-label="Actions">
      <button v-for="action in actions" :key="action.name" type="button" class="belay-button"
              :disabled="!operator" :title="operator ? action.tells : 'Only operators may act'"
              @click="ask(action)">{{ action.label }}</button>
      <span v-if="actions.length && !operator" class="belay-quiet">You may look, operators may act.</span>
    </div>
    <dialog ref="dialog" class="belay-dialog" aria-labelledby="belay-dialog-title">
      <form v-if="chosen" @submit.prevent="act">
        <h2 id="belay-dialog-title">{{ chosen.label }} {{ rollout.service }} {{ rollout.revision }}?</h2>
        <p>{{ chosen.tells }}</p>
        <label for="belay-reason">Reason, kept with the decision (optional)</label>
        <input id="belay-reason" v-model="reason" type="text" maxlength="200" autocomplete="off" autofocus />
        <p v-if="failure" class="belay-errors" role="alert">{{ failure }}</p>
        <div class="belay-dialog-buttons">
          <button type="button" class="belay-button" @click="dialog.close()">Cancel</button>
          <button type="submit" class="belay-button" :disabled="busy"
                  :class="chosen.strong ? 'belay-button-strong' : 'belay-button-primary'">{{ chosen.label }}</button>
        </div>
      </form>
    </dialog>`,
};
