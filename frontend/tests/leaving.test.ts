// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetForms } from '../src/net/sync.ts';
import { sendAll } from '../src/outbox/sender.ts';
import { kept, openAccount, type Database, type Draft, type KeptForm } from '../src/store/db.ts';
import { discardEnvelope, goOut, putBack, reopen, setOut } from '../src/store/leaving.ts';
import { enter } from '../src/store/people.ts';
import { becomeDevice, filesOf, finish, saveDraft } from '../src/store/reports.ts';

const draft = (id: string, more: Partial<Draft> = {}): Draft => ({ id, form: 'f@1', code: 'f', xml: '', files: [], name: id, begunAt: 3, savedAt: 0, replaces: '', remarks: [], ...more });
const filled = (id: string) => ({ xml: `<d>${id}</d>`, files: [new File(['x'.repeat(9)], `${id}.png`, { type: 'image/png' })] });
let db: Database;
let person = 0;
beforeEach(async () => {
  vi.stubGlobal('navigator', {});
  const username = `l${++person}`;
  db = await openAccount(username);
  await enter({ username, name: 'L' });
  await becomeDevice(db, 7, 'key');
});
afterEach(async () => {
  await db.clear('envelopes');
  await db.delete('kept', 'numbers');
  db.close();
  vi.unstubAllGlobals();
});

const written = async (...ids: string[]) => {
  for (const id of ids) await finish(db, draft(id), filled(id), id, 5);
};
const row = async () => (await db.getAll('envelopes')).sort((a, b) => a.number - b.number).map(({ id, number }) => `${id}${number}`).join(' ');
const numbers = () => kept(db, 'numbers');
/** A server that takes `count` reports and is gone then; it remembers what it was told. */
const serverFor = (count: number) => {
  const told: string[] = [];
  vi.stubGlobal('fetch', async (address: string, { headers, body, method }: { headers: Record<string, string>; body: FormData | string; method: string }) => {
    if (method === 'HEAD') return new Response(null, { status: 204 });
    if (address.endsWith('/numbers')) {
      told.push(`back ${String(body)}`);
      return Response.json({ taken_back: (JSON.parse(body as string) as { taken_back: number[] }).taken_back });
    }
    if (count-- <= 0) throw new TypeError('no network');
    const xml = await ((body as FormData).get('xml_submission_file') as File).text();
    const instance = /<d>(.*)<\/d>/.exec(xml)![1];
    told.push(`${instance} ${headers['X-Kheo-Envelope']}`);
    return Response.json({ instance, number: 1, received_at: '2025-01-01T00:00:00Z', have: 2, expected: 2 }, { status: 201 });
  });
  return told;
};
const send = () => sendAll('vi', () => undefined);
const rested = () => db.put('kept', { tries: 0, until: 0 }, 'pause');

describe('a report that waits', () => {
  it('is opened again as the draft that it was, with its files, and those behind it move up', async () => {
    const remarks = [{ field: 'built', text: 'Too many' }];
    await finish(db, draft('a', { replaces: 'uuid:0', remarks, place: 'Sín Thầu', days: ['2025-09-01'], correction: true }), filled('a'), 'a', 5);
    await written('b', 'c');
    expect(await reopen(db, 'a', 9)).toBe(true);
    expect(await row()).toBe('b1 c2');
    expect(await numbers()).toEqual({ highest: 2 });
    expect(await db.get('drafts', 'a')).toMatchObject({ xml: '<d>a</d>', files: ['a.png'], begunAt: 3, savedAt: 9, replaces: 'uuid:0', remarks, correction: true, place: 'Sín Thầu' });
    expect((await filesOf(db, 'a')).map(({ name }) => name)).toEqual(['a.png']);
    await finish(db, (await db.get('drafts', 'a'))!, filled('a'), 'a', 6);
    expect(await row()).toBe('b1 c2 a3');
  });
  it('is thrown away whole, and comes back whole', async () => {
    await written('a', 'b');
    const thrown = await discardEnvelope(db, 'a');
    expect([await row(), await db.count('files'), await db.count('drafts')]).toEqual(['b1', 1, 0]);
    await putBack(db, thrown!);
    expect([await row(), await db.count('files')]).toEqual(['b1 a2', 2]);
    expect(await numbers()).toEqual({ highest: 2 });
  });
  it('cannot be taken back from the moment on in which its sending begins, nor what stands before it', async () => {
    await written('a', 'b', 'c');
    await setOut(db, 'b');
    for (const id of ['a', 'b']) {
      expect(await reopen(db, id, 9)).toBe(false);
      expect(await discardEnvelope(db, id)).toBeNull();
    }
    expect(await row()).toBe('a1 b2 c3');
    expect(await reopen(db, 'c', 9)).toBe(true);
    expect(await reopen(db, 'nobody', 9)).toBe(false);
  });
  it('is not taken back either when an earlier version of the app may have sent it, or it went out in a file', async () => {
    await written('a', 'b');
    const { posted: _, ...old } = (await db.get('envelopes', 'a'))!;
    await db.put('envelopes', old);
    expect(await reopen(db, 'a', 9)).toBe(false);
    expect((await goOut(db, ['b'])).map(({ id, number }) => [id, number])).toEqual([['b', 2]]);
    expect(await discardEnvelope(db, 'b')).toBeNull();
  });
  it('of two windows only one opens or throws away, and never one that is being sent', async () => {
    await written('a', 'b');
    const both = await Promise.all([reopen(db, 'a', 9), discardEnvelope(db, 'a')]);
    expect(both.filter(Boolean)).toHaveLength(1);
    expect(await row()).toBe('b1');
    const [leaving, taken] = await Promise.all([setOut(db, 'b'), reopen(db, 'b', 9)]);
    expect([leaving?.envelope.id, taken]).toEqual(['b', false]);
    const [opened, none] = await Promise.all([(await written('c'), reopen(db, 'c', 9)), setOut(db, 'c')]);
    expect([opened, none]).toEqual([true, null]);
  });
  it('stays as it was when the phone fails in the middle', async () => {
    await written('a', 'b');
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(await reopen(db, 'a', 9).catch(() => 'failed')).toBe('failed');
    put.mockRestore();
    expect([await row(), await db.count('drafts'), await db.count('files')]).toEqual(['a1 b2', 0, 2]);
    expect(await numbers()).toEqual({ highest: 2 });
  });
  it('is not written over by a draft that is saved too late', async () => {
    await written('a');
    await saveDraft(db, draft('a'), { xml: '<d>late</d>', files: [] });
    expect([await db.count('drafts'), (await filesOf(db, 'a')).length]).toEqual([0, 1]);
  });
  it('keeps its form on the phone, which opens it again', async () => {
    const form = (key: string): KeptForm => ({ key, code: 'f', version: '1', title: {}, xml: '', media: [{ name: 'm', hash: key }], prefill: {}, current: true });
    for (const key of ['f@1', 'f@2', 'f@3', 'f@4']) {
      await db.put('forms', form(key));
      await db.put('media', { hash: key, bytes: new ArrayBuffer(1), type: '' });
    }
    await finish(db, draft('a'), filled('a'), 'a', 5);
    await saveDraft(db, draft('b', { form: 'f@2' }), filled('b'));
    await forgetForms(db, new Set(['f@3']));
    expect(await db.getAllKeys('forms')).toEqual(['f@1', 'f@2', 'f@3']);
    expect(await db.getAllKeys('media')).toEqual(['f@1', 'f@2', 'f@3']);
  });
});

describe('the numbers', () => {
  it('that the server was never told of leave no trace', async () => {
    const told = serverFor(9);
    await written('a', 'b', 'c');
    await discardEnvelope(db, 'b');
    await send();
    expect(told).toEqual(['a 1/2', 'c 2/2']);
    expect(await numbers()).toEqual({ highest: 2, told: 2 });
  });
  it('that it was told of and nothing comes under are told as taken back, and are never another report’s', async () => {
    const told = serverFor(1);
    await written('a', 'b', 'c');
    await send();
    expect(told).toEqual(['a 1/3']);
    await db.put('envelopes', { ...(await db.get('envelopes', 'b'))!, posted: false }); // as if the network had gone before it
    await discardEnvelope(db, 'b');
    expect([await row(), await numbers()]).toEqual(['c2', { highest: 3, told: 3, spent: [3] }]);
    await written('d');
    expect(await row()).toBe('c2 d4');
    await reopen(db, 'c', 9);
    expect([await row(), await numbers()]).toEqual(['d2', { highest: 3, told: 3, spent: [3] }]);
    const more = serverFor(9);
    await rested();
    await send();
    expect(more).toEqual(['d 2/3', 'back {"taken_back":[3]}']);
    expect((await numbers())?.spent).toEqual([]);
    await send();
    expect(more).toHaveLength(2);
  });
  it('are told of again as long as the answer is lost', async () => {
    await db.put('kept', { highest: 4, told: 4, spent: [4] }, 'numbers');
    for (const answer of [() => Promise.reject(new TypeError('cut')), async () => new Response('<h1>Welcome</h1>'), async () => Response.json({ taken_back: [3] })]) {
      vi.stubGlobal('fetch', answer);
      await send();
      expect((await numbers())?.spent).toEqual([4]);
    }
  });
  it('of a new device begin anew', async () => {
    await db.put('kept', { highest: 4, told: 4, spent: [4] }, 'numbers');
    await becomeDevice(db, 8, 'other');
    expect(await numbers()).toEqual({ highest: 0 });
  });
});

it('what cannot reach the server is not tried, so that it may still be opened', async () => {
  for (const answer of [() => Promise.reject(new TypeError('no network')), async () => new Response('<h1>Welcome</h1>'), async () => new Response('', { status: 503 })]) {
    vi.stubGlobal('fetch', vi.fn(answer));
    await db.clear('envelopes');
    await rested();
    await written('a');
    expect(await send()).toBe(false);
    expect(fetch).toHaveBeenCalledOnce();
    expect((await kept(db, 'pause'))?.until).toBeGreaterThan(Date.now());
    expect(await reopen(db, 'a', 9)).toBe(true);
  }
});
