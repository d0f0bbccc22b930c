import { afterEach, describe, expect, it, vi } from 'vitest';
import { createApp, nextTick, type App as Mounted, type Component } from 'vue';
import App from '../src/app/App.vue';
import ChooseForm from '../src/app/ChooseForm.vue';
import TodayPage from '../src/app/TodayPage.vue';
import { model } from '../src/app/model.ts';
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

it('what others did to a report stands under today until it is said to be read, and a server that is away takes nothing back', async () => {
  const body = { now: '', user: { username: 'lan', name: 'Lan' }, unit: null, programme: null, device: { id: 1, acknowledged: [], highest: 0 }, forms: [], due: [], reports: [] };
  const told = [{ id: 7, at: '2025-09-01T03:00:00Z', instance: 'uuid:1', text: { en: 'Report no. 3 was rejected.', vi: 'Báo cáo số 3 không được chấp nhận.' } }];
  model.state = { etag: '', at: 0, body: { ...body, told } };
  model.device = { id: 1, key: 'k' } as typeof model.device;
  const asked: [string, unknown][] = [];
  vi.stubGlobal('fetch', (address: string, how: RequestInit) => {
    asked.push([address, how.body]);
    return Promise.reject(new TypeError('away'));
  });
  for (const [tongue, text] of [['en', 'Report no. 3 was rejected.'], ['vi', 'Báo cáo số 3 không được chấp nhận.']] as const) {
    speak(tongue);
    show(TodayPage);
    expect(document.querySelector('[aria-labelledby=told]')?.textContent).toContain(text);
    app?.unmount();
  }
  speak('en');
  show(TodayPage);
  document.querySelector<HTMLElement>('[aria-labelledby=told] button')?.click();
  await vi.waitFor(() => expect(document.querySelector('[aria-labelledby=told] [role=status]')?.textContent).toContain('could not be reached'));
  expect(asked[0]).toEqual(['/r/api/told', '{"read":[7]}']);
  expect(document.body.textContent).toContain('Report no. 3 was rejected.');
  model.state = undefined;
  vi.unstubAllGlobals();
});
