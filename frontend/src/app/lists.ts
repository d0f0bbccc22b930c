// What stands on the first page, out of what the server said and what the phone holds.
import type { Both, Report, State } from '../net/contract.ts';
import type { Draft, Envelope, Receipt } from '../store/db.ts';

export interface Held {
  state: State | undefined;
  drafts: readonly Draft[];
  envelopes: readonly Envelope[];
  receipts: readonly Receipt[];
}

/** Returned or refused, and nobody has begun to mend it. */
export function cameBack({ state, drafts, envelopes, receipts }: Held): Report[] {
  const reports = state?.reports ?? [];
  const mended = new Set([...reports, ...drafts, ...envelopes, ...receipts].map(({ replaces }) => replaces));
  return reports.filter((report) => (report.state === 'returned' || report.state === 'refused') && !mended.has(report.instance));
}

/** What is said about a report, at its questions. */
export function remarksOn(report: Report, say: (both: Both) => string): { field: string; text: string }[] {
  const found = report.refusals.map(({ field, message }) => ({ field, text: say(message) }));
  if (report.returned) found.unshift({ field: report.returned.field, text: report.returned.reason });
  return found;
}

export interface Line {
  instance: string;
  name: string;
  code: string;
  at: string | number;
  number: number;
  state: string;
}

/** All that was sent, newest first: receipts of this phone, and what the server knows from other devices. */
export function sentLines({ state, envelopes, receipts }: Held): Line[] {
  const reports = new Map((state?.reports ?? []).map((report) => [report.instance, report]));
  const replaced = new Set([...reports.values(), ...envelopes, ...receipts].map(({ replaces }) => replaces));
  const stateOf = (instance: string) => {
    const known = reports.get(instance)?.state ?? 'received';
    return replaced.has(instance) && (known === 'returned' || known === 'refused') ? 'mended' : known;
  };
  const lines = new Map<string, Line>();
  for (const { instance, number, form, title, received_at } of reports.values()) {
    const name = typeof title === 'string' ? title : '';
    lines.set(instance, { instance, name, code: form, at: received_at, number, state: stateOf(instance) });
  }
  for (const { instance, name, code, receivedAt, number } of receipts) {
    lines.set(instance, { instance, name, code, at: receivedAt, number, state: stateOf(instance) });
  }
  return [...lines.values()].sort((a, b) => Date.parse(String(b.at)) - Date.parse(String(a.at)));
}
