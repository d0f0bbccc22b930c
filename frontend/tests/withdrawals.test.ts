// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { replacing, stateHere } from '../src/app/lists.ts';
import type { Report } from '../src/net/contract.ts';
import { judgeWithdrawal } from '../src/outbox/judge.ts';
import { hurry, nextTry, sendAll } from '../src/outbox/sender.ts';
import { kept, openAccount, type Database } from '../src/store/db.ts';
import { enter } from '../src/store/people.ts';
import { becomeDevice } from '../src/store/reports.ts';
import { askToWithdraw, forgetWithdrawal, settleWithdrawals, withdrawals } from '../src/store/withdrawals.ts';

let db: Database;
let person = 0;
const username = () => `w${person}`;
beforeEach(async () => {
  vi.stubGlobal('navigator', {});
  person += 1;
  db = await openAccount(username());
  await enter({ username: username(), name: 'W' });
  await becomeDevice(db, 7, 'key');
});
afterEach(async () => {
  await db.delete('kept', 'withdrawals');
  db.close();
  vi.unstubAllGlobals();
});

const done = { instance: 'uuid:1', number: 4, withdrawn: { by: 'lan', at: '2025-09-22T10:00:00Z', reason: 'Twice' } };
const answering = (...answers: (number | object)[]) => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (address: string, { method, body }: { method: string; body: string }) => {
    if (method === 'HEAD' && answers[0] !== 0) return new Response(null, { status: 204 });
    asked.push(method === 'HEAD' ? 'looked' : `${address.split('/').slice(-2).join('/')} ${body}`);
    const answer = answers.shift() ?? done;
    if (answer === 0) throw new TypeError('no network');
    if (typeof answer === 'number') return Response.json({ code: 'capture.withdraw_newest', message: 'Rút bản mới.' }, { status: answer });
    return Response.json(answer);
  });
  return asked;
};
const send = () => sendAll('vi', () => undefined);
const one = async () => (await withdrawals(db))[0];

describe('a withdrawal', () => {
  it('waits without a network, survives the app, is tried again with pauses, and is dropped by a change of mind', async () => {
    const asked = answering(0, 0);
    await askToWithdraw(db, 'uuid:1', 'Twice', 5);
    expect(await send()).toBe(false);
    expect(asked).toEqual(['looked']);
    const first = await nextTry(db);
    expect(first).toBeGreaterThan(Date.now());
    await send();
    expect(asked).toHaveLength(1);
    db.close();
    db = await openAccount(username());
    expect(await one()).toMatchObject({ reason: 'Twice', posted: false });
    await db.put('kept', { tries: 1, until: 0 }, 'pause');
    await send();
    expect((await kept(db, 'pause'))?.tries).toBe(2);
    expect(await forgetWithdrawal(db, 'uuid:1')).toEqual([]);
    await hurry(db);
    await send();
    expect(asked).toHaveLength(2);
  });
  it('is sent once, in the device’s name, and is done in the server’s own words only', async () => {
    const asked = answering();
    await askToWithdraw(db, 'uuid:1', 'Twice', 5);
    await askToWithdraw(db, 'uuid:1', 'Another', 6);
    expect(await send()).toBe(true);
    await send();
    expect(asked).toEqual(['uuid%3A1/withdraw {"reason":"Twice"}']);
    expect((await one())?.doneAt).toBeGreaterThan(0);
  });
  it('cannot be dropped once the server may have it', async () => {
    answering({ instance: 'uuid:1' });
    await askToWithdraw(db, 'uuid:1', 'Twice', 5);
    await send();
    expect(await one()).toMatchObject({ posted: true, doneAt: 0 });
    expect(await forgetWithdrawal(db, 'uuid:1')).toHaveLength(1);
  });
  it('that the server will not have is kept with its sentence until it was read, and may be asked for again', async () => {
    const asked = answering(409);
    await askToWithdraw(db, 'uuid:1', 'Twice', 5);
    expect(await send()).toBe(true);
    expect((await one())?.refused).toEqual({ code: 'capture.withdraw_newest', message: 'Rút bản mới.' });
    expect(await nextTry(db)).toBe(0);
    await send();
    expect(asked).toHaveLength(1);
    await askToWithdraw(db, 'uuid:1', 'Still', 7);
    expect(await one()).toMatchObject({ reason: 'Still', refused: null });
  });
  it('waits for a new key', async () => {
    answering(401);
    await askToWithdraw(db, 'uuid:1', 'Twice', 5);
    expect(await send()).toBe(false);
    expect((await kept(db, 'device'))?.refused).toBe(true);
    await becomeDevice(db, 7, 'newer');
    answering();
    expect(await send()).toBe(true);
  });
  it('does not wait behind a report that the server fails to take', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (address: string, { method }: { method: string }) => {
      if (method === 'HEAD') return new Response(null, { status: 204 });
      asked.push(address.split('/').pop()!);
      return address.endsWith('submission') ? Response.json({ code: 'oops' }, { status: 500 }) : Response.json(done);
    });
    await db.put('envelopes', { id: 'a', number: 1, instance: 'uuid:a', form: 'f@1', code: 'f', name: '', xml: '<d/>', files: [], bytes: 4, madeAt: 0, replaces: '', tries: 0, nextAt: 0, stuck: null, posted: false });
    await askToWithdraw(db, 'uuid:1', 'Twice', 5);
    expect(await send()).toBe(false);
    expect(asked).toEqual(['submission', 'withdraw']);
    await db.clear('envelopes');
  });
  it('is settled by the server’s list, asked for after it was done', async () => {
    const told = (state: string) => [{ instance: 'uuid:1', state } as Report];
    await askToWithdraw(db, 'uuid:1', 'Twice', 5);
    await settleWithdrawals(db, told('received'), Date.now());
    expect(await withdrawals(db)).toHaveLength(1);
    answering();
    await send();
    const { doneAt } = (await one())!;
    await settleWithdrawals(db, told('received'), doneAt - 1);
    expect(await withdrawals(db)).toHaveLength(1);
    await settleWithdrawals(db, told('withdrawn'), doneAt - 1);
    expect(await withdrawals(db)).toEqual([]);
  });
});

it.each([
  ['nothing', null, 'later'], ['a portal', { status: 200, text: '<h1>Welcome</h1>' }, 'later'], ['another report’s', { status: 200, text: '{"instance": "uuid:2", "withdrawn": {}}' }, 'later'],
  ['a receipt', { status: 201, text: '{"instance": "uuid:1", "number": 1, "received_at": "", "have": 1, "expected": 1}' }, 'later'], ['a stranger’s 404', { status: 404, text: 'Not found' }, 'later'],
  ['ours', { status: 404, text: '{"code": "capture.no_such_report", "message": "?"}' }, 'stuck'], ['done', { status: 200, text: '{"instance": "uuid:1", "withdrawn": {"by": "lan"}}' }, 'done'], ['try later', { status: 503, text: '{"code": "web.try_later"}' }, 'later'],
])('of the answers to a withdrawal %s', (_, answer, kind) => expect(judgeWithdrawal(answer && { retryAfter: null, ...answer }, 'uuid:1').kind).toBe(kind));

it('a report stands as the server says, until this phone has sent another version or asked to withdraw it', () => {
  const wish = { instance: 'uuid:1', reason: '', askedAt: 0, tries: 0, nextAt: 0, posted: false, refused: null, doneAt: 0 };
  const nothing = { there: new Set<string>(), here: new Set<string>() };
  const mended = new Set(['uuid:1']);
  expect(stateHere('uuid:1', 'accepted', nothing, [])).toBe('accepted');
  expect(stateHere('uuid:1', 'accepted', { ...nothing, there: mended }, [])).toBe('mended');
  expect(stateHere('uuid:1', 'returned', { ...nothing, here: mended }, [])).toBe('mending');
  expect(stateHere('uuid:1', 'rejected', { ...nothing, here: mended }, [])).toBe('rejected');
  expect(stateHere('uuid:1', 'accepted', nothing, [wish])).toBe('withdrawing');
  expect(stateHere('uuid:1', 'accepted', nothing, [{ ...wish, doneAt: 1 }])).toBe('withdrawn');
  expect(stateHere('uuid:1', 'accepted', nothing, [{ ...wish, refused: { code: 'x', message: 'y' } }])).toBe('accepted');
  expect(replacing({ state: undefined, envelopes: [], receipts: [] })).toEqual(nothing);
});
