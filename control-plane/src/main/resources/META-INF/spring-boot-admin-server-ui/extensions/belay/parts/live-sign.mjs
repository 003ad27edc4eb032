const WORDS = {
  connecting: 'connecting …',
  live: 'live',
  polling: 'no live news, asking every 3 s',
};

export default {
  props: { mode: { type: String, required: true } },
  setup: () => ({ WORDS }),
  template: `<span class="belay-live" :class="'belay-live-' + mode" role="status">{{ WORDS[mode] }}</span>`,
};
