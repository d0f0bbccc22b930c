import { afterEach, describe, expect, it } from 'vitest';
import { createApp, nextTick, type App as Mounted, type Component } from 'vue';
import App from '../src/app/App.vue';
import { language, languageNow, speak } from '../src/text/index.ts';

let app: Mounted | undefined;
function show(what: Component): void {
  document.body.innerHTML = '<div id="app"></div>';
  app = createApp(what);
  app.mount('#app');
}
afterEach(() => {
  app?.unmount();
  localStorage.clear();
});

describe('the language', () => {
  it('that a person chose stays chosen when the app starts again, whatever the page speaks', async () => {
    for (const [page, chosen] of [['vi', 'en'], ['en', 'vi']] as const) {
      localStorage.clear();
      speak(page);
      show(App);
      document.querySelector<HTMLElement>('.turn')?.click();
      await nextTick();
      expect(language.value).toBe(chosen);
      document.documentElement.lang = page;
      expect(languageNow()).toBe(chosen);
      app?.unmount();
    }
  });
  it('is the page’s as long as nobody chose', () => {
    document.documentElement.lang = 'en';
    expect(languageNow()).toBe('en');
  });
});
