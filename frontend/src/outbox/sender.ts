// Sends what waits, oldest first. One sender at a time over all tabs and the service worker; what it knows stands in the
// database, so that it can be stopped at any moment.
import { post } from '../net/api.ts';
import { keep, kept, openAccount, type Database, type Envelope } from '../store/db.ts';
import { people } from '../store/people.ts';
import { arrived, changeEnvelope, filesOf } from '../store/reports.ts';
import { isDue, pause } from './backoff.ts';
import { judge } from './judge.ts';

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

const next = async (db: Database, now: number): Promise<Envelope | undefined> =>
  (await db.getAll('envelopes'))
    .filter(({ stuck, nextAt }) => !stuck && isDue(nextAt, now))
    .sort((a, b) => a.number - b.number)[0];

async function sendFor(db: Database, language: string, tell: Tell): Promise<boolean> {
  for (;;) {
    const device = await kept(db, 'device');
    const resting = await kept(db, 'pause');
    const envelope = await next(db, Date.now());
    if (!device || device.refused || !envelope) break;
    if (resting && !isDue(resting.until, Date.now())) break;
    tell({ sending: envelope.id });
    if (!(await sendOne(db, device.key, envelope, language))) break;
    tell({ sending: '' });
  }
  tell({ sending: '' });
  return (await db.getAll('envelopes')).every(({ stuck }) => stuck);
}

/** Whether it makes sense to go on with the next one. */
async function sendOne(db: Database, key: string, envelope: Envelope, language: string): Promise<boolean> {
  const files = await filesOf(db, envelope.id);
  const numbers = await kept(db, 'numbers');
  const answer = await post(key, envelope, files, numbers?.highest ?? envelope.number, language, new Date());
  const verdict = judge(answer, envelope.instance, envelope.tries);
  switch (verdict.kind) {
    case 'received':
      await arrived(db, envelope.id, verdict.receipt);
      await keep(db, 'pause', { tries: 0, until: 0 });
      return true;
    case 'stuck':
      await changeEnvelope(db, envelope.id, { stuck: { code: verdict.code, message: verdict.message } });
      return true;
    case 'sign-in': {
      const device = await kept(db, 'device');
      if (device && device.key === key) await keep(db, 'device', { ...device, refused: true });
      return false;
    }
    case 'later': {
      const tries = envelope.tries + 1;
      if (verdict.all) {
        const before = await kept(db, 'pause');
        const times = (before?.tries ?? 0) + 1;
        await keep(db, 'pause', { tries: times, until: Date.now() + pause(times, Math.random(), verdict.after) });
        return false;
      }
      await changeEnvelope(db, envelope.id, { tries, nextAt: Date.now() + pause(tries, Math.random(), verdict.after) });
      return true;
    }
  }
}

/** Forgets all pauses: somebody asks, or the network came back. */
export async function hurry(db: Database): Promise<void> {
  await keep(db, 'pause', { tries: 0, until: 0 });
  for (const { id, nextAt } of await db.getAll('envelopes')) if (nextAt) await changeEnvelope(db, id, { nextAt: 0 });
}

/** When the next try is due; 0 when nothing waits. */
export async function nextTry(db: Database): Promise<number> {
  const waiting = (await db.getAll('envelopes')).filter(({ stuck }) => !stuck);
  if (!waiting.length) return 0;
  const until = (await kept(db, 'pause'))?.until ?? 0;
  return Math.max(until, Math.min(...waiting.map(({ nextAt }) => nextAt)));
}
