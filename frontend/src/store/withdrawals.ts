// Sent reports that are taken back: kept on the phone until the server has answered, like the reports themselves.
import type { Report } from '../net/contract.ts';
import { kept, STRICT, type Database, type Withdrawal } from './db.ts';

export const withdrawals = async (db: Database): Promise<Withdrawal[]> => (await kept(db, 'withdrawals')) ?? [];

async function change(db: Database, how: (all: Withdrawal[]) => Withdrawal[]): Promise<Withdrawal[]> {
  const writing = db.transaction('kept', 'readwrite', STRICT);
  const all = how(((await writing.store.get('withdrawals')) as Withdrawal[] | undefined) ?? []);
  await writing.store.put(all, 'withdrawals');
  await writing.done;
  return all;
}

const others = (all: readonly Withdrawal[], instance: string): Withdrawal[] => all.filter((each) => each.instance !== instance);

/** A wish that is under way is not wished again; one that was refused may be. */
export const askToWithdraw = (db: Database, instance: string, reason: string, now: number): Promise<Withdrawal[]> =>
  change(db, (all) => {
    if (all.some((each) => each.instance === instance && !each.refused)) return all;
    return [...others(all, instance), { instance, reason, askedAt: now, tries: 0, nextAt: 0, posted: false, refused: null, doneAt: 0 }];
  });

/** Forgets a wish that never left, or that was refused and read. */
export const forgetWithdrawal = (db: Database, instance: string): Promise<Withdrawal[]> =>
  change(db, (all) => all.filter((each) => each.instance !== instance || (each.posted && !each.refused)));

/** Marks it as on its way. Null when it was dropped, or is answered already. */
export async function setOutWithdrawal(db: Database, instance: string): Promise<Withdrawal | null> {
  const all = await change(db, (before) => before.map((each) => (each.instance === instance && waits(each) ? { ...each, posted: true } : each)));
  return all.find((each) => each.instance === instance && waits(each)) ?? null;
}

export const changeWithdrawal = (db: Database, instance: string, by: Partial<Withdrawal>): Promise<Withdrawal[]> =>
  change(db, (all) => all.map((each) => (each.instance === instance ? { ...each, ...by } : each)));

/** What the server's own list says needs no word of ours any more. `asked`: when the list was asked for. */
export async function settleWithdrawals(db: Database, reports: readonly Report[], asked: number): Promise<void> {
  const held = await withdrawals(db);
  const withdrawn = new Set(reports.filter(({ state }) => state === 'withdrawn').map(({ instance }) => instance));
  const settled = ({ instance, doneAt }: Withdrawal) => withdrawn.has(instance) || (doneAt > 0 && doneAt < asked);
  if (held.some(settled)) await change(db, (all) => all.filter((each) => !settled(each)));
}

/** Not answered yet. */
export const waits = ({ refused, doneAt }: Withdrawal): boolean => !refused && !doneAt;
