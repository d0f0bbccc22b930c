// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isFull, kept, openAccount, type Database, type Draft } from '../src/store/db.ts';
import { hurry, nextTry, sendAll } from '../src/outbox/sender.ts';
import { enter } from '../src/store/people.ts';
import { becomeDevice, discardDraft, filesOf, finish, saveDraft } from '../src/store/reports.ts';

const draft = (id: string): Draft => ({ id, form: 'f@1', code: 'f', xml: '', files: [], name: '', begunAt: 0, savedAt: 0, replaces: '', remarks: [] });
const filled = (id: string, ...names: string[]) => ({ xml: `<d>${id}</d>`, files: names.map((name) => new File(['x'.repeat(9)], name, { type: 'image/png' })) });
let db: Database;
let person = 0;

beforeEach(async () => {
  vi.stubGlobal('navigator', {}); // an old browser: no locks between tabs
  const username = `p${++person}`;
  db = await openAccount(username);
  await enter({ username, name: 'P' });
  await becomeDevice(db, 7, 'key');
});
afterEach(async () => {
  await db.clear('envelopes'); // the next test sends for everybody on this phone
  db.close();
  vi.unstubAllGlobals();
});

const answering = (...statuses: number[]) => {
  const seen: string[] = [];
  vi.stubGlobal('fetch', async (_: string, { headers, body, method }: { headers: Record<string, string>; body: FormData; method: string }) => {
    if (method === 'HEAD') return reached(statuses, seen);
    const xml = await (body.get('xml_submission_file') as File).text();
    seen.push(`${headers['X-Kheo-Envelope']} ${xml} ${[...body.keys()].length}`);
    const status = statuses.shift() ?? 201;
    if (!status) throw new TypeError('no network');
    const instance = /<d>(.*)<\/d>/.exec(xml)![1];
    const said = status < 300 ? { instance, number: 1, received_at: '2025-01-01T00:00:00Z', have: 1, expected: 1 } : { code: 'x', message: 'y' };
    return new Response(JSON.stringify(said), { status });
  });
  return seen;
};
/** The door is looked at before anything is tried: it is there, unless what comes next could not reach it either. */
const reached = (statuses: number[], seen: string[]): Response => {
  if (statuses[0] !== 0 && statuses[0] !== 401) return new Response(null, { status: 204 });
  seen.push('looked');
  const status = statuses.shift();
  if (!status) throw new TypeError('no network');
  return new Response('', { status });
};
const written = async (...ids: string[]) => {
  for (const id of ids) await finish(db, draft(id), filled(id, `${id}.png`), id, 5);
};
const tell = () => undefined;

describe('a draft', () => {
  it('is kept with its pictures, and forgets the ones that were removed', async () => {
    await saveDraft(db, draft('a'), filled('a', '1.png', '2.png'));
    await saveDraft(db, draft('a'), filled('a', '2.png'));
    expect((await filesOf(db, 'a')).map(({ name }) => name)).toEqual(['2.png']);
    expect((await db.get('drafts', 'a'))?.files).toEqual(['2.png']);
  });
  it('leaves nothing behind when it is discarded', async () => {
    await saveDraft(db, draft('a'), filled('a', '1.png'));
    await discardDraft(db, 'a');
    expect(await db.count('files')).toBe(0);
  });
});

describe('an envelope', () => {
  it('gets its number once, and the next one the next', async () => {
    await saveDraft(db, draft('a'), filled('a', '1.png'));
    await written('a', 'b');
    expect((await db.getAll('envelopes')).map(({ number }) => number)).toEqual([1, 2]);
    expect(await kept(db, 'numbers')).toEqual({ highest: 2 });
    expect(await db.count('drafts')).toBe(0);
  });
  it('takes one number for two taps, and none once it has arrived', async () => {
    const tap = () => finish(db, draft('a'), filled('a', '1.png'), 'a', 5);
    await Promise.all([tap(), tap()]);
    await tap();
    expect((await db.getAll('envelopes')).map(({ number }) => number)).toEqual([1]);
    answering();
    await sendAll('vi', tell);
    await tap();
    expect(await db.count('envelopes')).toBe(0);
    expect(await kept(db, 'numbers')).toMatchObject({ highest: 1 });
    await written('b');
    expect((await db.get('envelopes', 'b'))?.number).toBe(2);
  });
  it('takes no number when it cannot be kept', async () => {
    const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const failed = await finish(db, draft('a'), filled('a'), 'a', 5).catch((error: unknown) => error);
    full.mockRestore();
    expect(isFull(failed)).toBe(true);
    expect(await kept(db, 'numbers')).toBeUndefined();
    await written('b');
    expect((await db.get('envelopes', 'b'))?.number).toBe(1);
  });
  it('is numbered anew, in its order, when the device becomes another', async () => {
    await written('a', 'b', 'c');
    await db.delete('envelopes', 'a');
    await becomeDevice(db, 7, 'newer');
    expect((await db.getAll('envelopes')).map(({ number }) => number)).toEqual([2, 3]);
    await becomeDevice(db, 8, 'newest');
    expect((await db.getAll('envelopes')).map(({ number }) => number)).toEqual([1, 2]);
    expect(await kept(db, 'numbers')).toEqual({ highest: 2 });
  });
});

describe('sending', () => {
  it('sends the oldest first, with its number beside the highest, and keeps receipts', async () => {
    const seen = answering();
    await written('a', 'b');
    expect(await sendAll('vi', tell)).toBe(true);
    expect(seen).toEqual(['1/2 <d>a</d> 2', '2/2 <d>b</d> 2']);
    expect((await db.getAll('receipts')).map(({ instance, envelope }) => [instance, envelope])).toEqual([['a', 1], ['b', 2]]);
    expect(await db.count('files')).toBe(0);
    await sendAll('vi', tell);
    expect(seen).toHaveLength(2);
  });
  it('stops at the first that finds no network, and rests', async () => {
    const seen = answering(0);
    await written('a', 'b');
    expect(await sendAll('vi', tell)).toBe(false);
    expect(seen).toHaveLength(1);
    expect(await nextTry(db)).toBeGreaterThan(Date.now());
    await sendAll('vi', tell);
    expect(seen).toHaveLength(1);
    await hurry(db);
    await sendAll('vi', tell);
    expect(await db.count('receipts')).toBe(2);
  });
  it('goes on past one that fails or is refused, and keeps both', async () => {
    const seen = answering(500, 409, 201);
    await written('a', 'b', 'c');
    await sendAll('vi', tell);
    expect(seen).toHaveLength(3);
    expect((await db.getAll('envelopes')).map(({ id, stuck }) => [id, stuck?.message])).toEqual([['a', undefined], ['b', 'y']]);
    expect((await filesOf(db, 'b')).map(({ name }) => name)).toEqual(['b.png']);
  });
  it('waits for a new key without losing anything', async () => {
    const seen = answering(401);
    await written('a', 'b');
    await sendAll('vi', tell);
    await sendAll('vi', tell);
    expect(seen).toHaveLength(1);
    expect((await kept(db, 'device'))?.refused).toBe(true);
    await becomeDevice(db, 7, 'newer');
    await sendAll('vi', tell);
    expect(await db.count('receipts')).toBe(2);
  });
});
