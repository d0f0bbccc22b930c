// What the app does on its own: hears from the server, sends what waits, and knows when to try again.
import { Refused, registerDevice, whoIsSignedIn } from '../net/api.ts';
import { deviceLabel } from '../net/device.ts';
import { sync } from '../net/sync.ts';
import { isDue } from '../outbox/backoff.ts';
import { hurry, sendAll } from '../outbox/sender.ts';
import { keep, kept, openAccount } from '../store/db.ts';
import { enter } from '../store/people.ts';
import { becomeDevice } from '../store/reports.ts';
import { waits } from '../store/withdrawals.ts';
import { language } from '../text/index.ts';
import { choosePerson, model, refresh } from './model.ts';

const HEAR_AGAIN = 10 * 60_000;
const AT_LEAST = 2_000;
let timer: ReturnType<typeof setTimeout> | undefined;
let hearing: Promise<void> | null = null;
let sending: Promise<void> | null = null;

/** Signs this device in for whoever is signed in at the server; the phone follows when that is somebody else. */
async function meet(): Promise<void> {
  const username = await whoIsSignedIn();
  // Before the first sign-in nothing else asks the server: whether it can be reached is known from here alone.
  if (!model.db) model.online = username !== null;
  if (!username) return;
  const db = await openAccount(username);
  try {
    const device = await kept(db, 'device');
    if (!device || device.refused) {
      const grant = await registerDevice(deviceLabel(navigator.userAgent), device?.id);
      if (!grant) return;
      await becomeDevice(db, grant.device, grant.key);
      await enter({ username, name: grant.user.name });
    } else if (model.person?.username !== username) {
      await enter({ username, name: (await kept(db, 'state'))?.body.user.name ?? username });
    }
  } finally {
    db.close();
  }
  await choosePerson();
}

async function hearOnce(): Promise<void> {
  try {
    await meet();
    if (!model.db) return;
    await sync(model.db);
    model.online = true;
  } catch (error) {
    if (error instanceof Refused && error.status === 401 && model.db && model.device) await keep(model.db, 'device', { ...model.device, refused: true });
    else if (!(error instanceof Refused) && error instanceof TypeError) model.online = false;
    else if (!(error instanceof Refused || error instanceof DOMException)) throw error;
  } finally {
    await refresh();
  }
}

export function hear(): Promise<void> {
  model.hearing = true;
  return (hearing ??= hearOnce().finally(() => {
    hearing = null;
    model.hearing = false;
  }));
}

async function sendOnce(): Promise<void> {
  const before = new Set(model.receipts.map(({ instance }) => instance));
  const answered = () => model.withdrawals.filter((each) => !waits(each)).length;
  const answeredBefore = answered();
  await sendAll(language.value, ({ sending: id }) => {
    if (id !== undefined) model.sending = id;
    void refresh();
  });
  await refresh();
  const arrived = model.receipts.map(({ instance }) => instance).filter((instance) => !before.has(instance));
  if (arrived.length) {
    model.fresh = [...arrived, ...model.fresh];
    model.online = true;
    void hear();
  } else if (answered() > answeredBefore) void hear(); // what became of the report
}

export function send(): Promise<void> {
  return (sending ??= sendOnce().finally(() => {
    sending = null;
    model.sending = '';
    plan();
  }));
}

/** Somebody pressed "send now", or the network came back. */
export async function sendAtOnce(): Promise<void> {
  if (model.db) await hurry(model.db);
  if (model.device?.refused) await hear();
  await send();
}

function plan(): void {
  clearTimeout(timer);
  if (!model.nextAt && !model.envelopes.some(({ stuck }) => !stuck) && !model.withdrawals.some(waits)) return;
  const wait = isDue(model.nextAt, Date.now()) ? AT_LEAST : model.nextAt - Date.now();
  timer = setTimeout(() => void send(), Math.max(wait, AT_LEAST));
}

async function askBackgroundSync(): Promise<void> {
  const registration = (await navigator.serviceWorker?.getRegistration('/r/')) as (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } }) | undefined;
  await registration?.sync?.register('kheo-send').catch(() => undefined); // the browser may forbid it; the app sends anyway
}

/** A report was put into its envelope, or is to be withdrawn. */
export async function finished(): Promise<void> {
  await refresh();
  void navigator.storage?.persist?.(); // now there is something to lose
  void askBackgroundSync();
  void send();
}

export async function begin(): Promise<void> {
  await choosePerson();
  addEventListener('online', () => {
    model.online = true;
    void hear().then(sendAtOnce);
  });
  addEventListener('offline', () => (model.online = false));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void send().then(() => (Date.now() - (model.state?.at ?? 0) > HEAR_AGAIN ? hear() : undefined));
  });
  addEventListener('focus', () => void send());
  setInterval(() => document.visibilityState === 'visible' && void hear(), HEAR_AGAIN);
  void hear().then(send);
}
