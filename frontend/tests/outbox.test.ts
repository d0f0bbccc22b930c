import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { isDue, LONGEST, pause } from '../src/outbox/backoff.ts';
import { pack } from '../src/outbox/export.ts';
import { judge } from '../src/outbox/judge.ts';

const receipt = { instance: 'uuid:1', number: 4711, received_at: '2025-09-22T16:42:07+07:00', have: 2, expected: 2 };
const answer = (status: number, body: unknown, retryAfter: string | null = null) => ({
  status, retryAfter, text: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('an answer to a submission', () => {
  it.each([201, 202])('means received when it is %i with a receipt for this report', (status) => {
    expect(judge(answer(status, receipt), 'uuid:1', 0)).toEqual({ kind: 'received', receipt });
  });
  it.each([
    ['a captive portal', 200, '<h1>Welcome</h1>'], ['200 with a receipt', 200, receipt], ['201 without words', 201, ''],
    ['a receipt for another report', 201, { ...receipt, instance: 'uuid:2' }], ['half a receipt', 201, { instance: 'uuid:1' }],
    ['no content', 204, ''], ['a page not found by a proxy', 404, '<h1>Not found</h1>'],
  ])('%s does not mean received', (_, status, body) => {
    expect(judge(answer(status, body), 'uuid:1', 0)).toMatchObject({ kind: 'later', all: true });
  });
  it('waits when there was none', () => expect(judge(null, 'uuid:1', 0)).toMatchObject({ kind: 'later', all: true }));
  it('asks to sign in when the key is not known', () => expect(judge(answer(401, {}), 'uuid:1', 0)).toEqual({ kind: 'sign-in' }));
  it.each([400, 404, 409, 413, 422])('is final at %i, with the sentence of the server', (status) => {
    const verdict = judge(answer(status, { code: 'x.y', message: 'Vì sao' }), 'uuid:1', 0);
    expect(verdict).toEqual({ kind: 'stuck', code: 'x.y', message: 'Vì sao' });
  });
  it.each([408, 425, 429, 500, 503, 507])('is not final at %i', (status) => {
    expect(judge(answer(status, { code: 'x', message: 'y' }, '120'), 'uuid:1', 0)).toMatchObject({ kind: 'later', after: 120 });
  });
  it('lets the next one try when only this one fails', () => {
    expect(judge(answer(500, { code: 'oops' }), 'uuid:1', 0)).toMatchObject({ all: false });
    expect(judge(answer(503, { code: 'busy' }), 'uuid:1', 0)).toMatchObject({ all: true });
  });
  it('sends again while parts are missing, but not for ever', () => {
    const partly = answer(201, { ...receipt, have: 1 });
    expect(judge(partly, 'uuid:1', 0).kind).toBe('later');
    expect(judge(partly, 'uuid:1', 3)).toMatchObject({ kind: 'stuck', code: 'incomplete' });
  });
});

describe('a pause', () => {
  it('grows and stays within bounds', () => {
    const middle = [1, 2, 3, 4, 20].map((tries) => pause(tries, 0.5));
    expect(middle).toEqual([5000, 10000, 20000, 40000, LONGEST]);
  });
  it('differs between phones', () => expect(pause(3, 0)).toBeLessThan(pause(3, 1)));
  it('is as long as the server asks', () => expect(pause(1, 0, 120)).toBe(120_000));
  it('does not last for ever when the clock was wrong', () => {
    expect(isDue(1000, 2000)).toBe(true);
    expect(isDue(3000, 2000)).toBe(false);
    expect(isDue(2000 + 365 * 24 * 3600_000, 2000)).toBe(true);
  });
});

it('an exported file holds every envelope with its files, and names only what it holds', () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const made = pack(7, [
    { number: 3, instance: 'uuid:1', xml: '<a>ấ</a>', files: [{ name: 'ảnh.jpg', bytes }], madeAt: 0 },
    { number: null, instance: 'uuid:2', xml: '<b/>', files: [], madeAt: 0 },
  ]);
  const content = unzipSync(made);
  const told = JSON.parse(strFromU8(content['envelopes.json']!));
  expect(told.device).toBe(7);
  expect(told.envelopes[0]).toEqual({ number: 3, instance: 'uuid:1', xml: '3/submission.xml', files: ['3/ảnh.jpg'], made_at: '1970-01-01T00:00:00.000Z' });
  expect(strFromU8(content['3/submission.xml']!)).toBe('<a>ấ</a>');
  expect(content['3/ảnh.jpg']).toEqual(bytes);
  expect(told.envelopes[1]).toMatchObject({ number: null, xml: 'x2/submission.xml' });
});
