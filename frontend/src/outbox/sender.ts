// Sends what waits: reports, oldest first, then withdrawals. One sender at a time over all tabs and the service worker; what it knows stands in the
// database, so that it can be stopped at any moment.
import { post, reach, takeBackNumbers, withdraw } from '../net/api.ts';
import { keep, kept, openAccount, type Database, type Envelope, type Withdrawal } from '../store/db.ts';
import { forgetSpent, setOut } from '../store/leaving.ts';
import { people } from '../store/people.ts';
import { arrived, changeEnvelope } from '../store/reports.ts';
import { changeWithdrawal, setOutWithdrawal, waits, withdrawals } from '../store/withdrawals.ts';
import { isDue, pause } from './backoff.ts';
import { judge, judgeReach, judgeWithdrawal, knownSpent } from './judge.ts';

const LOCK = 'kheo-sender';
export interface News {
  sending?: string;
}
type Tell = (news: News) => void;

/** Sends for everybody who signed in on this phone. True when nothing is left that waiting would help. */
export async function sendAll(language: string, tell: Tell): Promise<boolean> {
  const round = async (): Promise<boolean> => {
    let done = true;
    for (const { username } of await people()) {
      const db = await openAccount(username);
      try {
        done = (await sendFor(db, language, tell)) && done;
      } finally {
        db.close();
      }
    }
    return done;
  };
  if (!('locks' in navigator)) return round(); // twice the same report is still one report to the server
  return navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => (lock ? round() : true));
}

/** What is sent in one go: the oldest report; when none is due any more, a withdrawal. */
type Thing = { envelope: Envelope } | { withdrawal: Withdrawal };

async function next(db: Database, now: number): Promise<Thing | null> {
  const due = ({ nextAt }: { nextAt: number }) => isDue(nextAt, now);
  const envelope = (await db.getAll('envelopes')).filter((each) => !each.stuck && due(each)).sort((a, b) => a.number - b.number)[0];
  if (envelope) return { envelope };
  const withdrawal = (await withdrawals(db)).find((each) => waits(each) && due(each));
  return withdrawal ? { withdrawal } : null;
}

async function sendFor(db: Database, language: string, tell: Tell): Promise<boolean> {
  let reached = false;
  for (;;) {
    const device = await kept(db, 'device');
    const resting = await kept(db, 'pause');
    const thing = await next(db, Date.now());
    if (!device || device.refused || !thing) break;
    if (resting && !isDue(resting.until, Date.now())) break;
    tell({ sending: 'envelope' in thing ? thing.envelope.id : thing.withdrawal.instance });
    // Once something was tried nobody can take it back any more, so nothing is tried that cannot leave the phone.
    const first = !('envelope' in thing ? thing.envelope : thing.withdrawal).posted;
    if (first && !reached && !(await reaches(db, device.key))) break;
    reached = true;
    const goOn = 'envelope' in thing ? sendOne(db, device.key, thing.envelope.id, language) : withdrawOne(db, device.key, thing.withdrawal.instance, language);
    if (!(await goOn)) break;
    tell({ sending: '' });
  }
  tell({ sending: '' });
  await tellSpent(db, language);
  return (await db.getAll('envelopes')).every(({ stuck }) => stuck) && !(await withdrawals(db)).some(waits);
}

async function reaches(db: Database, key: string): Promise<boolean> {
  const verdict = judgeReach(await reach(key));
  if (verdict.kind === 'reached') return true;
  if (verdict.kind === 'sign-in') await signIn(db, key);
  else await rest(db, verdict.kind === 'later' ? verdict.after : 0);
  return false;
}

/** The server does not know this key any more. */
async function signIn(db: Database, key: string): Promise<void> {
  const device = await kept(db, 'device');
  if (device && device.key === key) await keep(db, 'device', { ...device, refused: true });
}

/** Nothing gets through for now. */
async function rest(db: Database, after: number): Promise<void> {
  const before = await kept(db, 'pause');
  const tries = (before?.tries ?? 0) + 1;
  await keep(db, 'pause', { tries, until: Date.now() + pause(tries, Math.random(), after) });
}

/** Whether it makes sense to go on with the next one. */
async function sendOne(db: Database, key: string, id: string, language: string): Promise<boolean> {
  const leaving = await setOut(db, id);
  if (!leaving) return true; // taken back in this very moment
  const { envelope, files, highest } = leaving;
  const verdict = judge(await post(key, envelope, files, highest, language, new Date()), envelope.instance, envelope.tries);
  switch (verdict.kind) {
    case 'received':
      await arrived(db, id, verdict.receipt);
      await keep(db, 'pause', { tries: 0, until: 0 });
      return true;
    case 'stuck':
      await changeEnvelope(db, id, { stuck: { code: verdict.code, message: verdict.message } });
      return true;
    case 'sign-in':
      await signIn(db, key);
      return false;
    case 'later': {
      const tries = envelope.tries + 1;
      if (verdict.all) {
        await rest(db, verdict.after);
        return false;
      }
      await changeEnvelope(db, id, { tries, nextAt: Date.now() + pause(tries, Math.random(), verdict.after) });
      return true;
    }
  }
}

async function withdrawOne(db: Database, key: string, instance: string, language: string): Promise<boolean> {
  const leaving = await setOutWithdrawal(db, instance);
  if (!leaving) return true;
  const verdict = judgeWithdrawal(await withdraw(key, instance, leaving.reason, language), instance);
  switch (verdict.kind) {
    case 'done':
      await changeWithdrawal(db, instance, { doneAt: Date.now() });
      await keep(db, 'pause', { tries: 0, until: 0 });
      return true;
    case 'stuck':
      await changeWithdrawal(db, instance, { refused: { code: verdict.code, message: verdict.message } });
      return true;
    case 'sign-in':
      await signIn(db, key);
      return false;
    case 'later': {
      if (verdict.all) {
        await rest(db, verdict.after);
        return false;
      }
      const tries = leaving.tries + 1;
      await changeWithdrawal(db, instance, { tries, nextAt: Date.now() + pause(tries, Math.random(), verdict.after) });
      return true;
    }
  }
}

/** Nothing waits for this, so it takes no pause of its own: whatever the answer, the next round tells what is left. */
async function tellSpent(db: Database, language: string): Promise<void> {
  const device = await kept(db, 'device');
  const spent = (await kept(db, 'numbers'))?.spent ?? [];
  const resting = await kept(db, 'pause');
  if (!device || device.refused || !spent.length || (resting && !isDue(resting.until, Date.now()))) return;
  await forgetSpent(db, knownSpent(await takeBackNumbers(device.key, spent, language)));
}

/** Forgets all pauses: somebody asks, or the network came back. */
export async function hurry(db: Database): Promise<void> {
  await keep(db, 'pause', { tries: 0, until: 0 });
  for (const { id, nextAt } of await db.getAll('envelopes')) if (nextAt) await changeEnvelope(db, id, { nextAt: 0 });
  for (const { instance, nextAt } of await withdrawals(db)) if (nextAt) await changeWithdrawal(db, instance, { nextAt: 0 });
}

/** When the next try is due; 0 when nothing waits. */
export async function nextTry(db: Database): Promise<number> {
  const waiting = [...(await db.getAll('envelopes')).filter(({ stuck }) => !stuck), ...(await withdrawals(db)).filter(waits)];
  if (!waiting.length) return 0;
  const until = (await kept(db, 'pause'))?.until ?? 0;
  return Math.max(until, Math.min(...waiting.map(({ nextAt }) => nextAt)));
}
