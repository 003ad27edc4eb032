// News as they happen: server-sent events, and asking every 3 s while those do not come.
const { ref, onMounted, onUnmounted } = Vue;

const POLL_MILLIS = 3_000;
const REOPEN_MILLIS = 10_000;

/**
 * For the life of the component that calls it: onRollout receives each changed rollout, onDrift what
 * runs otherwise than it is wanted, or does so no more, reload
 * fetches everything anew (first, after each gap, and while polling).
 */
export function useLive({ onRollout, onDrift = () => {}, reload }) {
  const mode = ref('connecting');
  let source;
  let polling;
  let reopening;

  const stopPolling = () => {
    clearInterval(polling);
    polling = undefined;
  };

  const startPolling = () => {
    mode.value = 'polling';
    polling ??= setInterval(reload, POLL_MILLIS);
  };

  const open = () => {
    source = new EventSource('api/v1/events');
    source.onopen = () => {
      mode.value = 'live';
      stopPolling();
      // Whatever happened in between was not told.
      reload();
    };
    source.addEventListener('rollout', (event) => onRollout(JSON.parse(event.data)));
    source.addEventListener('drift', (event) => onDrift(JSON.parse(event.data)));
    source.onerror = () => {
      startPolling();
      // Closed for good, for instance by an answer that is no stream: the browser will not retry.
      if (source.readyState === EventSource.CLOSED) {
        clearTimeout(reopening);
        reopening = setTimeout(open, REOPEN_MILLIS);
      }
    };
  };

  onMounted(() => {
    reload();
    open();
  });
  onUnmounted(() => {
    source?.close();
    stopPolling();
    clearTimeout(reopening);
  });
  return mode;
}
