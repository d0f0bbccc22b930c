import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApp, nextTick, type App as Mounted, type Component } from 'vue';
import App from '../src/app/App.vue';
import ChooseForm from '../src/app/ChooseForm.vue';
import { fileName } from '../src/app/exporting.ts';
import ExportBox from '../src/app/ExportBox.vue';
import ReceiptPage from '../src/app/ReceiptPage.vue';
import { daysOf, dueLines, oddDays } from '../src/app/lists.ts';
import { model } from '../src/app/model.ts';
import { whereWhen } from '../src/app/telling.ts';
import TodayPage from '../src/app/TodayPage.vue';
import { hear } from '../src/app/work.ts';
import type { Due, Report, State } from '../src/net/contract.ts';
import type { Draft, Envelope, KeptForm, Receipt } from '../src/store/db.ts';
import { gist } from '../src/engine/gist.ts';
import { speak } from '../src/text/index.ts';

const period = (month: number) => ({ label: `2026-${month}`, title: { vi: `tháng ${month}/2026`, en: `Month ${month}` }, first: `2026-0${month}-01`, last: `2026-0${month}-28` });
const due = (form: string, month: number, days_left: number): Due => ({ form, period: period(month), closes: '2026-09-30', days_left });
const form = (code: string, title: string): KeptForm => ({ key: `${code}@1`, code, version: '1', title: { vi: title }, xml: '', media: [], prefill: {}, current: true });
const envelope = (more: Partial<Envelope>): Envelope => ({ id: 'e', number: 1, instance: 'uuid:e', form: 'a@1', code: 'a', name: '', xml: '', files: [], bytes: 1500, madeAt: 0, replaces: '', tries: 0, nextAt: 0, stuck: null, ...more });
const report = (more: Partial<Report>): Report => ({ instance: 'uuid:r', number: 9, form: 'a', title: '', received_at: '2026-09-16T08:00:00Z', state: 'refused', have: 1, expected: 1, missing: [], returned: null, refusals: [], replaces: '', ...more });
const state = (more: Partial<State>) => ({ etag: '', at: 0, body: { unit: { ref: 'ARMY:1', title: { vi: 'Đồn Sín Thầu' } }, due: [], reports: [], forms: [], ...more } as unknown as State });

let app: Mounted | undefined;
function show(what: Component, props = {}): void {
  document.body.innerHTML = '<div id="app"></div>';
  app = createApp(what, props);
  app.mount('#app');
}
const texts = (what: string) => [...document.querySelectorAll(what)].map((each) => each.textContent?.replace(/\s+/g, ' ').trim() ?? '');
beforeEach(() => {
  speak('vi');
  Object.assign(model, { phase: 'ready', forms: [form('a', 'Nhà ở'), form('b', 'Đường làng')], drafts: [], envelopes: [], receipts: [], fresh: [], state: state({}), online: true, mendable: new Set() });
});
afterEach(() => {
  app?.unmount();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('what is due', () => {
  const held = { drafts: [], envelopes: [], receipts: [], state: state({ due: [due('a', 9, 3), due('a', 8, -30), due('b', 8, -2)] }).body };
  const left = (more: object) => dueLines({ ...held, ...more }).map(({ form, period }) => `${form} ${period.label}`);
  it('is told the latest first', () => expect(left({})).toEqual(['a 2026-8', 'b 2026-8', 'a 2026-9']));
  it('is owed no more once it lies finished on the phone, for the period of its last day only', () => {
    expect(left({ envelopes: [envelope({ days: ['2026-07-30', '2026-08-05'] })] })).toEqual(['b 2026-8', 'a 2026-9']);
    expect(left({ envelopes: [envelope({ days: ['2026-08-05'], stuck: { code: 'x', message: 'y' } })] })).toHaveLength(3);
    expect(left({ receipts: [{ instance: 'uuid:x', code: 'b', days: ['2026-08-28'] } as Receipt] })).toEqual(['a 2026-8', 'a 2026-9']);
  });
  it('leads back to the draft that was begun for it', () => {
    const draft = { id: 'd', code: 'a', period: period(8) } as Draft;
    expect(dueLines({ ...held, drafts: [draft] }).map(({ draft }) => draft)).toEqual(['d', '', '']);
  });
  it('gives a late report its period’s days, one under way none to come, and one not begun none', () => {
    expect(daysOf(period(8), '2026-09-22')).toEqual({ start: '2026-08-01', end: '2026-08-28' });
    expect(daysOf(period(9), '2026-09-22')).toEqual({ start: '2026-09-01', end: '2026-09-22' });
    expect(daysOf(period(9), '2026-08-31')).toBeNull();
    expect(daysOf({ label: 'x', title: {} }, '2026-08-31')).toBeNull();
  });
  it('is folded when it is long, and told whole to who asks', async () => {
    model.state = state({ due: Array.from({ length: 9 }, (_, at) => due('a', at + 1, 9 - at)) });
    show(TodayPage);
    expect(texts('#due-list b')).toHaveLength(4);
    expect(texts('#due-list .end')[0]).toBe('Còn 1 ngày');
    const button = document.querySelector<HTMLElement>('[aria-controls=due-list]');
    expect(button?.textContent).toBe('Xem cả 9 việc');
    button?.click();
    await nextTick();
    await nextTick();
    expect(texts('#due-list b')).toHaveLength(9);
    expect(document.activeElement).toBe(document.querySelectorAll('#due-list a')[4]);
    expect(document.querySelector('#due-list a')?.getAttribute('href')).toBe('#/new/a/2026-9');
  });
});

describe('the first page', () => {
  const two = [['Mường Toong', '2026-08-28', 'Số nhà phải từ 0 đến 499. Xin đếm lại.'], ['Sín Thầu', '2026-07-28', 'Thiếu ngày.']] as const;
  it('tells first what came back, then what was not taken, drafts, what waits, what is due, what arrived', () => {
    model.state = state({ due: [due('a', 8, -2)], reports: [report({})] });
    model.envelopes = [envelope({ id: 's', stuck: { code: 'x', message: 'y' } }), envelope({ id: 'w', instance: 'uuid:w' })];
    model.drafts = [{ id: 'd', form: 'a@1', code: 'a', name: '', savedAt: 1, replaces: '' } as Draft];
    model.receipts = [{ instance: 'uuid:f', number: 1, receivedAt: '2026-09-01T00:00:00Z', code: 'a', name: '', bytes: 1 } as Receipt];
    model.fresh = ['uuid:f'];
    show(TodayPage);
    expect([...document.querySelectorAll('h2')].map(({ id }) => id)).toEqual(['back', 'stuck', 'drafts', 'waiting', 'due', 'fresh']);
  });
  it('tells cards of one form apart: where, when, and why', () => {
    model.state = state({ reports: two.map(([place, day, why], at) => report({ instance: `uuid:${at}`, number: at, place, days: [day, day], refusals: [{ field: 'x', value: '', message: { vi: why } }] })) });
    model.envelopes = two.map(([place, day, message], at) => envelope({ id: `${at}`, instance: `uuid:s${at}`, place, days: [day], stuck: { code: 'x', message } }));
    show(TodayPage);
    const cards = texts('.came-back');
    expect(cards).toHaveLength(4);
    for (const card of [cards[0], cards[2]]) for (const part of ['Nhà ở', 'Mường Toong', '28/8', 'Số nhà phải từ 0 đến 499.']) expect(card).toContain(part);
    for (const card of [cards[1], cards[3]]) for (const part of ['Nhà ở', 'Sín Thầu', '28/7', 'Thiếu ngày.']) expect(card).toContain(part);
    expect(cards.join()).not.toContain('Xin đếm lại');
  });
  it('names a period as long as the report falls into it', () => {
    const of = (day: string) => whereWhen({ place: 'Sín Thầu', days: ['2025-08-01', day], period: { label: '2025-08', title: { vi: 'tháng 8/2025' }, first: '2025-08-01', last: '2025-08-31' } });
    expect(of('2025-08-31')).toBe('Sín Thầu · tháng 8/2025 (1/8/2025–31/8/2025)');
    expect(of('2025-09-01')).toBe('Sín Thầu · 1/8/2025–1/9/2025');
  });
});

describe('the forms to choose from', () => {
  const lines = () => texts('.form-line b');
  it('stand there once each, what is due first', () => {
    model.state = state({ due: [due('b', 8, -2), due('b', 9, 3)] });
    model.forms = [form('c', 'An sinh'), form('a', 'Nhà ở'), form('b', 'Đường làng')];
    show(ChooseForm);
    expect(lines()).toEqual(['Đường làng', 'An sinh', 'Nhà ở']);
    expect(texts('.owed')).toEqual(['Cho tháng 8/2026Trễ 2 ngày', 'Cho tháng 9/2026Còn 3 ngày']);
    expect(document.querySelector('#find')).toBeNull();
  });
  it('are found without marks when they are many', async () => {
    model.forms = [...Array.from({ length: 8 }, (_, at) => form(`f${at}`, `Việc ${at}`)), form('b', 'Đường làng')];
    show(ChooseForm);
    const box = document.querySelector<HTMLInputElement>('#find');
    box!.value = 'duong';
    box!.dispatchEvent(new Event('input'));
    await nextTick();
    expect(lines()).toEqual(['Đường làng']);
    expect(texts('[role=status]')).toEqual(['1 loại việc khớp.']);
  });
});

describe('a file that is carried', () => {
  it('bears the unit and the day in plain letters', () => {
    expect(fileName('Đồn Biên phòng Sín Thầu', new Date(2026, 8, 22, 16, 42))).toBe('kheo-don-bien-phong-sin-thau-2026-09-22-1642.zip');
    expect(fileName('', new Date(2026, 8, 2, 6, 5))).toBe('kheo-2026-09-02-0605.zip');
    expect(fileName('Ban '.repeat(40), new Date(2026, 8, 2)).length).toBeLessThan(80);
  });
  it('is told of before: how much it holds, whom to give it, where it goes, and that nothing leaves the phone', () => {
    show(ExportBox, { envelopes: [envelope({ files: ['1.jpg', '2.jpg'] }), envelope({ id: 'x', files: ['3.jpg'] })], stays: 'Ở lại.' });
    const told = texts('.out')[0];
    for (const part of ['2 báo cáo', '3 tệp kèm theo', '3 kB', 'người điều phối', '/hand-in', 'Ở lại.', 'Xuất 2 báo cáo ra tệp']) expect(told).toContain(part);
  });
});

describe('before anybody signed in', () => {
  const nobody = () => Object.assign(model, { phase: 'nobody', person: null, db: null, state: undefined, device: undefined, online: true });
  it('a phone without a network says that the first time needs one, and asks again by itself', async () => {
    vi.useFakeTimers();
    nobody();
    let reachable = false;
    const asked = vi.fn(async () => {
      if (!reachable) throw new TypeError('no network');
      return Object.defineProperty(new Response(null, { status: 200 }), 'type', { value: 'opaqueredirect' });
    });
    vi.stubGlobal('fetch', asked);
    show(App);
    await hear();
    await nextTick();
    expect(texts('h1')).toEqual(['Cần có mạng để đăng nhập lần đầu']);
    expect(document.querySelector('a[href^="/sign-in"]')).toBeNull();
    const before = asked.mock.calls.length;
    reachable = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked.mock.calls.length).toBeGreaterThan(before);
    expect(document.querySelector('a[href^="/sign-in"]')).not.toBeNull();
  });
});

describe('days that are odd', () => {
  const period = { label: '2026-10', title: { vi: '', en: '' }, first: '2026-09-15', last: '2026-10-14' };
  it('says that a day has not come, and that a report falls out of its period', () => {
    expect(oddDays({ days: ['2026-10-01', '2026-10-14'], period }, '2026-11-22')).toEqual([]);
    expect(oddDays({ days: ['2026-10-15'], period }, '2026-11-22')).toEqual(['outside']);
    expect(oddDays({ days: ['2026-12-30'], period }, '2026-11-22')).toEqual(['ahead', 'outside']);
    expect(oddDays({ days: ['2026-12-30'] }, '2026-11-22')).toEqual(['ahead']);
    expect(oddDays({ period }, '2026-11-22')).toEqual([]);
  });
});

describe('what tells a report from others', () => {
  it('is its own number and the beginning of long answers, none of them dropped', () => {
    const text = (name: string, instanceValue: string) => ({ nodeType: 'input', valueType: 'string', currentState: { relevant: true, readonly: false, reference: `/data/${name}`, instanceValue, label: null } });
    const root = { currentState: { children: [text('unit', 'ARMY:1'), text('reference', '12/2026'), text('what', 'Xây lại cầu qua suối Nậm Ma cho học sinh hai bản đi học')] } };
    expect(gist(root as never, ['unit'], 'vi')).toBe('12/2026 · Xây lại cầu qua suối Nậm Ma cho học sin…');
  });
  it('stands with the receipt’s number on the card of one that came back', () => {
    model.state = state({ reports: [report({ number: 31 })] });
    model.receipts = [{ instance: 'uuid:r', number: 31, receivedAt: '2026-09-01T00:00:00Z', code: 'a', name: '12/2026', bytes: 1 } as Receipt];
    show(TodayPage);
    expect(texts('.came-back')[0]).toContain('12/2026');
    expect(texts('.came-back')[0]).toContain('Biên nhận 31');
  });
  it('is told by the server of one that this phone did not send', () => {
    model.state = state({ reports: [report({ place: 'Sín Thầu', name: 'N'.repeat(50) })] });
    show(TodayPage);
    expect(texts('.came-back')[0]).toContain(`${'N'.repeat(39)}…`);
  });
});

describe('what has just arrived', () => {
  it('is told without what was withdrawn or replaced since', () => {
    const receipt = (name: string, number: number, replaces = '') => ({ instance: `uuid:${name}`, number, receivedAt: '2026-09-01T00:00:00Z', code: 'a', name, bytes: 1, files: 0, replaces }) as Receipt;
    model.receipts = [receipt('kept', 1), receipt('withdrawn', 2), receipt('replaced', 3), receipt('better', 4, 'uuid:replaced')];
    model.fresh = model.receipts.map(({ instance }) => instance);
    model.state = state({ reports: [report({ instance: 'uuid:withdrawn', state: 'withdrawn' })] });
    show(TodayPage);
    const told = texts('section[aria-labelledby=fresh] li').join();
    for (const name of ['kept', 'better']) expect(told).toContain(name);
    for (const name of ['withdrawn', 'replaced']) expect(told).not.toContain(name);
    app?.unmount();
    show(ReceiptPage, { instance: 'uuid:better' });
    expect(texts('dl a')).toContain('Biên nhận 3');
    expect(document.querySelector('dl a')?.getAttribute('href')).toBe('#/report/uuid%3Areplaced');
  });
});

describe('without a network', () => {
  beforeEach(() => Object.assign(model, { online: false, db: null, device: undefined, sending: '', nextAt: 0 }));
  it('“send now” says why nothing goes', async () => {
    model.envelopes = [envelope({})];
    show(ReceiptPage, { instance: 'uuid:e' });
    const said = 'Chưa có mạng. Báo cáo vẫn ở trên máy này và sẽ tự gửi khi có mạng.';
    expect(texts('.dock [role=status]')).toEqual(['']);
    [...document.querySelectorAll<HTMLElement>('.dock button')].find(({ textContent }) => textContent === 'Gửi ngay')?.click();
    await vi.waitFor(() => expect(texts('.dock [role=status]')).toEqual([said]));
  });
  it('the forms to choose from say so', () => {
    show(ChooseForm);
    expect(texts('[role=status]')).toContain('Chưa có mạng. Vẫn viết được; báo cáo tự gửi khi có mạng.');
  });
});
