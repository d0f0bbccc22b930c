import { createApp } from 'vue';
import App from './app/App.vue';
import { lookNow, wear } from './app/look.ts';
import { begin } from './app/work.ts';
import { install, takeOver } from './app/worker.ts';
import { languageNow, speak } from './text/index.ts';
import './app/installing.ts'; // the browser offers once, early
import './style.css';

wear(lookNow());
const tried = document.getElementById('app')?.dataset.try;
if (tried) {
  // A draft's page: outside of /r/, with nothing that the app keeps or does on its own.
  speak(document.documentElement.lang);
  const { default: TrialApp } = await import('./app/TrialApp.vue');
  createApp(TrialApp, { address: tried }).mount('#app');
} else {
  speak(languageNow());
  if (!(await takeOver())) {
    createApp(App).mount('#app');
    await begin();
    void install();
  }
}
