import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApp, markRaw, nextTick, shallowReactive, type App as Mounted } from 'vue';
import FillPage from '../src/app/FillPage.vue';
import { model } from '../src/app/model.ts';
import type { State } from '../src/net/contract.ts';
import { keep, openAccount, type KeptForm } from '../src/store/db.ts';
import { speak } from '../src/text/index.ts';

// The engine needs a browser; the screen needs of it one question, and what stands in it.
vi.mock('../src/engine/open.ts', () => ({
  openForm: async () => {
    const currentState = shallowReactive<Record<string, unknown>>({ relevant: true, required: false, readonly: false, label: null, hint: null, reference: '/data/last_day', instanceValue: '', value: '' });
    const setValue = (value: string | null) => (currentState.instanceValue = value ?? '');
    const question = { nodeId: 'node:1', nodeType: 'input', valueType: 'date', currentState, appearances: new Set(), nodeOptions: {}, setValue, validationState: {} };
    return markRaw({
      root: { currentState: { children: [question] } }, media: async () => undefined, speak: () => undefined, mistakes: () => [], gist: () => '',
      filled: async () => ({ xml: '<data><meta><instanceID>uuid:1</instanceID></meta></data>', files: [] }),
      whereWhen: () => ({ place: '', days: currentState.instanceValue ? [currentState.instanceValue] : [] }),
    });
  },
}));
const month = (label: string, last: string) => ({ label, title: { vi: `tháng ${label}` }, first: last.replace(/\d\d$/, '01'), last });
const form: KeptForm = { key: 'relief@1', code: 'relief', version: '1', title: { vi: 'Cứu trợ' }, xml: '', media: [], prefill: {}, current: true, roles: { end: 'last_day' } };
const later = (what: () => void) => vi.waitFor(what, { timeout: 4000 });
const texts = (what: string) => [...document.querySelectorAll(what)].map((each) => each.textContent?.trim() ?? '');

let app: Mounted | undefined;
let person = 0;
async function show(how: string, subject: string, more: Partial<State> = {}): Promise<void> {
  const db = await openAccount(`f${++person}`);
  await db.put('forms', form);
  const state = { unit: null, due: [], reports: [], forms: [], ...more } as unknown as State;
  await keep(db, 'state', { etag: '', at: 0, body: state });
  Object.assign(model, { phase: 'ready', db, forms: [form], drafts: [], envelopes: [], receipts: [], state: { etag: '', at: 0, body: state }, online: false });
  document.body.innerHTML = '<div id="app"></div>';
  app = createApp(FillPage, { how, subject });
  app.mount('#app');
}
async function type(text: string): Promise<void> {
  const box = document.querySelector<HTMLInputElement>('.question input[type=text]')!;
  box.value = text;
  box.dispatchEvent(new Event('input'));
  await nextTick();
}
beforeEach(() => {
  speak('vi');
  Element.prototype.scrollIntoView = () => undefined;
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(2026, 10, 22, 9) });
});
afterEach(() => {
  app?.unmount();
  model.db = null;
  vi.useRealTimers();
});

describe('a report that was begun from a form’s name', () => {
  const scheduled = { periods: { relief: [month('2026-11', '2026-11-30'), month('2026-12', '2026-12-31')] } };
  it('says at its last day which period that is, as the day is typed', async () => {
    await show('new', 'relief', scheduled);
    await later(() => expect(document.querySelector('.question')).not.toBeNull());
    expect(texts('.meanings p')).toEqual([]);
    await type('20/11/2026');
    expect(texts('.meanings p')).toEqual(['Báo cáo cho tháng 2026-11.']);
    await type('5/9/2026');
    expect(texts('.meanings p')).toEqual([]);
  });
  it('says nothing of periods where its form has no schedule', async () => {
    await show('new', 'relief');
    await later(() => expect(document.querySelector('.question')).not.toBeNull());
    await type('20/11/2026');
    expect(texts('.meanings p')).toEqual([]);
  });
  it('says at once, at the question and above the button, that a day has not come', async () => {
    await show('new', 'relief', scheduled);
    await later(() => expect(document.querySelector('.question')).not.toBeNull());
    await type('20/11/2027');
    const told = ['Ngày cuối 20/11/2027 chưa tới. Nếu đúng ý thì vẫn gửi được.'];
    expect(texts('.meanings p')).toEqual(told);
    expect(texts('p.said')).toEqual(told);
    expect(texts('.offline')).toEqual(['Chưa có mạng. Vẫn viết được; báo cáo tự gửi khi có mạng.']);
  });
});

describe('the address', () => {
  it('is the draft’s while the form is open, and the list’s once the person went back before it was kept', async () => {
    history.replaceState(null, '', '#/new/relief');
    await show('new', 'relief');
    await later(() => expect(document.querySelector('.question')).not.toBeNull());
    await type('20/11/2026');
    await later(() => expect(location.hash).toMatch(/^#\/fill\//));
    await type('21/11/2026');
    history.replaceState(null, '', '#/choose');
    app?.unmount();
    app = undefined;
    await later(() => expect(model.drafts[0]?.days).toEqual(['2026-11-21']));
    expect(location.hash).toBe('#/choose');
  });
  it('of a draft that is not here is answered plainly, and leads home', async () => {
    await show('fill', 'nonsense');
    await later(() => expect(texts('h1')).toEqual(['Không có bản viết dở này trên máy']));
    expect(document.body.textContent).not.toContain('quản trị');
    expect(document.querySelector('.empty a')?.getAttribute('href')).toBe('#/');
  });
});
