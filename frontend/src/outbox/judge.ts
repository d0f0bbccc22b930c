// What an answer to a submission means. Only the server's own words count: a captive portal says 200 to everything.
import type { Acknowledgement } from '../net/contract.ts';

export interface Answer {
  status: number;
  retryAfter: string | null;
  text: string;
}
export type Verdict =
  | { kind: 'received'; receipt: Acknowledgement }
  /** `all`: nothing else would get through either. */
  | { kind: 'later'; all: boolean; after: number }
  | { kind: 'sign-in' }
  | { kind: 'stuck'; code: string; message: string };

const ENOUGH = 3;
const TRY_AGAIN = new Set([408, 425, 429]);
const BUSY = new Set([429, 502, 503, 504, 507]);

function parsed(text: string): Record<string, unknown> | null {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function acknowledgement(body: Record<string, unknown> | null, instance: string): Acknowledgement | null {
  if (!body || body.instance !== instance) return null;
  const { number, received_at, have, expected } = body;
  if (typeof number !== 'number' || typeof received_at !== 'string' || typeof have !== 'number' || typeof expected !== 'number') return null;
  return { instance, number, received_at, have, expected };
}

const seconds = (header: string | null): number => (header && /^\d+$/.test(header) ? Number(header) : 0);

/** What an answer to a withdrawal means: done only in the server's own words about this very report. */
export function judgeWithdrawal(answer: Answer | null, instance: string): Exclude<Verdict, { kind: 'received' }> | { kind: 'done' } {
  const body = answer && parsed(answer.text);
  if (answer?.status === 200 && body?.instance === instance && body.withdrawn) return { kind: 'done' };
  const verdict = judge(answer?.status === 201 || answer?.status === 202 ? null : answer, instance, 0);
  return verdict.kind === 'received' ? { kind: 'later', all: true, after: 0 } : verdict;
}

/** The numbers of which the server says that it knows: nothing will come under them. */
export function knownSpent(answer: Answer | null): number[] {
  const told = answer?.status === 200 ? parsed(answer.text)?.taken_back : null;
  return Array.isArray(told) ? told.filter((each) => typeof each === 'number') : [];
}

/** Whether the server itself is there, and knows this device: not a portal, and not a network that leads nowhere. */
export const judgeReach = (answer: Answer | null): { kind: 'reached' } | Verdict =>
  answer?.status === 204 ? { kind: 'reached' } : judge(answer && { ...answer, text: '' }, '', 0);

/** `answer` is null when there was none; `tries` is how often this envelope was answered before. */
export function judge(answer: Answer | null, instance: string, tries: number): Verdict {
  if (!answer) return { kind: 'later', all: true, after: 0 };
  const { status } = answer;
  const body = parsed(answer.text);
  if (status === 201 || status === 202) {
    const receipt = acknowledgement(body, instance);
    if (!receipt) return { kind: 'later', all: true, after: 0 };
    if (receipt.have >= receipt.expected) return { kind: 'received', receipt };
    // All parts went in one piece, so a part that is missing time and again will not come by sending it once more.
    return tries < ENOUGH ? { kind: 'later', all: false, after: 60 } : { kind: 'stuck', code: 'incomplete', message: '' };
  }
  if (status === 401) return { kind: 'sign-in' };
  const ours = typeof body?.code === 'string';
  // A proxy's own 413 has no words of ours, yet will not change by waiting.
  if (status >= 400 && status < 500 && !TRY_AGAIN.has(status) && (ours || status === 413)) {
    return { kind: 'stuck', code: String(body?.code ?? status), message: typeof body?.message === 'string' ? body.message : '' };
  }
  return { kind: 'later', all: BUSY.has(status) || !ours, after: seconds(answer.retryAfter) };
}
