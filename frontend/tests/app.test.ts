import { afterEach, describe, expect, it, vi } from 'vitest';
import { createApp, nextTick, type App as Mounted, type Component } from 'vue';
import App from '../src/app/App.vue';
import ChooseForm from '../src/app/ChooseForm.vue';
import TodayPage from '../src/app/TodayPage.vue';
import { hear } from '../src/app/work.ts';
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

it('while forms are on their way nobody is told that there are none', async () => {
  let answer: (given: Response) => void = () => undefined;
  vi.stubGlobal('fetch', () => new Promise<Response>((given) => (answer = given)));
  speak('en');
  for (const screen of [TodayPage, ChooseForm]) {
    const heard = hear();
    show(screen);
    const told = () => [...document.querySelectorAll('.empty')].pop()?.textContent;
    expect(told()).toBe('Fetching forms …');
    answer(new Response('', { status: 403 }));
    await heard;
    await nextTick();
    expect(told()).toContain('There are no forms on this phone yet.');
    app?.unmount();
  }
  vi.unstubAllGlobals();
});
