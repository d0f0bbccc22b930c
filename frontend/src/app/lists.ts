// What stands on the first page, out of what the server said and what the phone holds.
import type { Both, Due, Period, Report, ReportState, State } from '../net/contract.ts';
import type { Draft, Envelope, Receipt, WhereWhen, Withdrawal } from '../store/db.ts';
import { waits } from '../store/withdrawals.ts';

export interface Held {
  state: State | undefined;
  drafts: readonly Draft[];
  envelopes: readonly Envelope[];
  receipts: readonly Receipt[];
  withdrawals?: readonly Withdrawal[];
}

/** Returned or refused, and nobody has begun to mend it. */
export function cameBack({ state, drafts, envelopes, receipts }: Held): Report[] {
  const reports = state?.reports ?? [];
  const mended = new Set([...reports, ...drafts, ...envelopes, ...receipts].map(({ replaces }) => replaces));
  return reports.filter((report) => (report.state === 'returned' || report.state === 'refused') && !mended.has(report.instance));
}

/** What is said about a report, at its questions: by whoever read it, or by the form's own rules. */
export function remarksOn(report: Report, say: (both: Both) => string): Draft['remarks'] {
  const found: Draft['remarks'] = report.refusals.map(({ field, message }) => ({ field, text: say(message), rule: true }));
  if (report.returned) found.unshift({ field: report.returned.field, text: report.returned.reason });
  return found;
}

export interface DueLine extends Due {
  /** A draft that was begun for this very period, or "". */
  draft: string;
}

/** Whether a report of these days falls into a period: its last day decides. */
export function fallsInto({ days }: WhereWhen, { first, last }: Period): boolean {
  const day = days?.[days.length - 1];
  return day !== undefined && first !== undefined && last !== undefined && first <= day && day <= last;
}

/** The period that a report falls into, of those that the server told. */
export function periodOfDays(state: State | undefined, form: string, of: WhereWhen): Period | undefined {
  const told = [...(state?.periods?.[form] ?? []), ...(state?.due ?? []).filter((due) => due.form === form).map(({ period }) => period)];
  return told.find((period) => fallsInto(of, period));
}

/** What is odd about the days of a report, and no reason not to send it. */
export function oddDays({ days, period }: Pick<Draft, 'days' | 'period'>, today: string): ('ahead' | 'outside')[] {
  const last = days?.[days.length - 1];
  if (!last) return [];
  const outside = period?.first && period.last && !fallsInto({ days }, period);
  return [...(last > today ? (['ahead'] as const) : []), ...(outside ? (['outside'] as const) : [])];
}

/** What is due, the latest first. What lies finished on this phone, on its way to the server, is owed no more. */
export function dueLines({ state, drafts, envelopes, receipts }: Held): DueLine[] {
  const told = new Set((state?.reports ?? []).map(({ instance }) => instance));
  const underWay = [...envelopes.filter(({ stuck }) => !stuck), ...receipts.filter(({ instance }) => !told.has(instance))];
  return (state?.due ?? [])
    .filter(({ form, period }) => !underWay.some((each) => each.code === form && fallsInto(each, period)))
    .map((one) => ({ ...one, draft: drafts.find(({ code, period }) => code === one.form && period?.label === one.period.label)?.id ?? '' }))
    .sort((a, b) => a.days_left - b.days_left);
}

/** Answers by which a report falls into the period that it is for. The days to come of one that is under way are nobody's
 * yet, and where none has come the person says which. */
export function daysOf({ first, last }: Period, today: string): { start: string; end: string } | null {
  if (!first || !last || first > today) return null;
  return { start: first, end: last < today ? last : today };
}

const MAY_BE_MENDED = ['returned', 'refused', 'received', 'accepted', 'incomplete'];

/** Reports in whose place a later version stands: `there` of those that have arrived, `here` of those that wait on this phone. */
export interface Replacing {
  there: ReadonlySet<string>;
  here: ReadonlySet<string>;
}
export const replacing = ({ state, envelopes, receipts }: Omit<Held, 'drafts'>): Replacing => ({
  there: new Set([...(state?.reports ?? []), ...receipts].map(({ replaces }) => replaces)),
  here: new Set(envelopes.map(({ replaces }) => replaces)),
});

/** How a report stands, by what the server told last and what this phone has done since. */
export function stateHere(instance: string, told: ReportState, { there, here }: Replacing, withdrawals: readonly Withdrawal[]): ReportState | 'mended' | 'mending' | 'withdrawing' {
  if (MAY_BE_MENDED.includes(told)) {
    if (there.has(instance)) return 'mended';
    if (here.has(instance)) return 'mending';
  }
  const wish = withdrawals.find((each) => each.instance === instance);
  if (wish?.doneAt) return 'withdrawn';
  return wish && waits(wish) ? 'withdrawing' : told;
}

/** Withdrawals that the server will not have, each to be read once. */
export const refusedWithdrawals = (withdrawals: readonly Withdrawal[]): Withdrawal[] => withdrawals.filter(({ refused }) => refused);

/** Whether its sender may send another version unasked: the server takes one of a report that waits or was accepted. What
 * was rejected or withdrawn is closed; what came back has its own way. */
export const mayBeCorrected = (state: string): boolean => state === 'received' || state === 'accepted';

export interface Line {
  instance: string;
  code: string;
  at: string | number;
  number: number;
  state: string;
}

/** All that was sent, newest first: receipts of this phone, and what the server knows from other devices. */
export function sentLines({ state, envelopes, receipts, withdrawals = [] }: Held): Line[] {
  const reports = new Map((state?.reports ?? []).map((report) => [report.instance, report]));
  const replaced = replacing({ state, envelopes, receipts });
  const stateOf = (instance: string) => stateHere(instance, reports.get(instance)?.state ?? 'received', replaced, withdrawals);
  const lines = new Map<string, Line>();
  for (const { instance, number, form, received_at } of reports.values()) {
    lines.set(instance, { instance, code: form, at: received_at, number, state: stateOf(instance) });
  }
  for (const { instance, code, receivedAt, number } of receipts) {
    lines.set(instance, { instance, code, at: receivedAt, number, state: stateOf(instance) });
  }
  return [...lines.values()].sort((a, b) => Date.parse(String(b.at)) - Date.parse(String(a.at)));
}

/** Receipts of what has just arrived, without those that were withdrawn or replaced since. */
export function arrivedNow(held: Held, fresh: readonly string[]): Receipt[] {
  const over = new Set(sentLines(held).filter(({ state }) => ['mended', 'mending', 'replaced', 'withdrawn'].includes(state)).map(({ instance }) => instance));
  return held.receipts.filter(({ instance }) => fresh.includes(instance) && !over.has(instance));
}
