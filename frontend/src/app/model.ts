// What the screens show, read anew from the database whenever anything changed, in this tab or another.
import { shallowReactive } from 'vue';
import { people, present, type Person } from '../store/people.ts';
import { kept, openAccount, type Database, type Draft, type Envelope, type Kept, type KeptForm, type Receipt, type Withdrawal } from '../store/db.ts';
import { nextTry } from '../outbox/sender.ts';
import type { Discarded } from '../store/leaving.ts';
import { withdrawals } from '../store/withdrawals.ts';
import { said } from '../text/index.ts';

interface Model {
  phase: 'starting' | 'nobody' | 'ready';
  person: Person | null;
  db: Database | null;
  state: Kept['state'] | undefined;
  device: Kept['device'] | undefined;
  forms: readonly KeptForm[];
  drafts: readonly Draft[];
  envelopes: readonly Envelope[];
  receipts: readonly Receipt[];
  mendable: ReadonlySet<string>;
  others: readonly { name: string; count: number }[];
  online: boolean;
  /** The server is being asked; forms may be on their way. */
  hearing: boolean;
  sending: string;
  nextAt: number;
  fresh: readonly string[];
  discarded: { draft: Draft; files: File[] } | null;
  /** A waiting report that was thrown away just now. */
  thrown: Discarded | null;
  withdrawals: readonly Withdrawal[];
}

export const model = shallowReactive<Model>({
  phase: 'starting', person: null, db: null, state: undefined, device: undefined, forms: [], drafts: [], envelopes: [], receipts: [],
  mendable: new Set(), others: [], online: navigator.onLine, hearing: false, sending: '', nextAt: 0, fresh: [], discarded: null, thrown: null, withdrawals: [],
});

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('kheo-reporter') : null;
channel?.addEventListener('message', () => void refresh(false));

/** Opens the database of who used this phone last. */
export async function choosePerson(): Promise<void> {
  const person = await present();
  if (!person) {
    model.phase = 'nobody';
    return;
  }
  if (model.person?.username !== person.username) {
    [model.discarded, model.thrown] = [null, null]; // another person's
    model.db?.close();
    model.db = await openAccount(person.username);
  }
  model.person = person;
  await refresh();
  model.phase = 'ready';
}

export async function refresh(tell = true): Promise<void> {
  const { db } = model;
  if (!db) return;
  const [state, device, forms, drafts, envelopes, receipts, mendable, nextAt, taken] = await Promise.all([
    kept(db, 'state'), kept(db, 'device'), db.getAll('forms'), db.getAll('drafts'), db.getAll('envelopes'), db.getAll('receipts'),
    db.getAllKeys('returned'), nextTry(db), withdrawals(db),
  ]);
  Object.assign(model, {
    state, device, nextAt, mendable: new Set(mendable), withdrawals: taken,
    forms: forms.sort((a, b) => said(a.title).localeCompare(said(b.title), 'vi')),
    drafts: drafts.sort((a, b) => b.savedAt - a.savedAt),
    envelopes: envelopes.sort((a, b) => a.number - b.number),
    receipts: receipts.sort((a, b) => b.receivedAt.localeCompare(a.receivedAt)),
  });
  model.others = await waitingOfOthers();
  if (tell) channel?.postMessage('changed');
}

async function waitingOfOthers(): Promise<{ name: string; count: number }[]> {
  const found = [];
  for (const { username, name } of await people()) {
    if (username === model.person?.username) continue;
    const db = await openAccount(username);
    const count = await db.count('envelopes');
    db.close();
    if (count) found.push({ name, count });
  }
  return found;
}

/** What the codes that the app fills in are called. */
export const wordsOfCodes = (): Record<string, string> => {
  const unit = model.state?.body.unit;
  return unit ? { [unit.ref]: said(unit.title) } : {};
};

export const titleOf = (code: string): string => said(model.forms.find((form) => form.code === code && form.current)?.title ?? model.forms.find((form) => form.code === code)?.title) || code;
