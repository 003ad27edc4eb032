// The only classic script: it registers every view at once, since Spring Boot Admin routes a deep
// link again a single time. Bodies are modules (.mjs) and load when they are first shown.
(() => {
  const base = new URL('.', document.currentScript.src);
  const view = (file) => Vue.defineAsyncComponent(() => import(new URL(`views/${file}`, base)));
  SBA.use({
    install({ viewRegistry, i18n }) {
      i18n.mergeLocaleMessage('en', { belay: { releases: 'Releases' } });
      viewRegistry.addView({
        name: 'belay-releases',
        path: '/releases',
        component: view('releases.mjs'),
        label: 'belay.releases',
        order: 5,
      });
      viewRegistry.addView({
        name: 'belay-release',
        path: '/releases/:service/:revision',
        component: view('release.mjs'),
        label: 'belay.releases',
        props: true,
        // A page of its own, but not an entry in the navigation.
        isEnabled: () => false,
      });
    },
  });
})();
