// How a report leaves this phone, and how it is taken back before it does. A report's number tells the server which ones are
// missing, so a number that nothing will come under must not stay behind. Every step is one transaction: of two windows,
// or a window and the service worker, one is first, and the other finds what the first one left.
import { withoutPaper } from '../engine/instance.ts';
import { STRICT, type Database, type Draft, type Envelope, type KeptFile } from './db.ts';
import { asFile, owned, whereWhen, type Numbers } from './reports.ts';

export interface Leaving {
  envelope: Envelope;
  files: File[];
  highest: number;
}

/** Marks an envelope as on its way, just before it is sent; from here on nobody takes it back. Null when somebody did. */
export async function setOut(db: Database, id: string): Promise<Leaving | null> {
  const change = db.transaction(['envelopes', 'files', 'kept'], 'readwrite', STRICT);
  const envelope = await change.objectStore('envelopes').get(id);
  const numbers = (await change.objectStore('kept').get('numbers')) as Numbers | undefined;
  const files = envelope ? await change.objectStore('files').getAll(owned(id)) : [];
  const highest = Math.max(numbers?.highest ?? 0, envelope?.number ?? 0);
  if (envelope && envelope.posted !== true) await change.objectStore('envelopes').put({ ...envelope, posted: true });
  if (envelope && numbers?.told !== highest) await change.objectStore('kept').put({ ...numbers, highest, told: highest }, 'numbers');
  await change.done;
  return envelope ? { envelope, files: files.map(asFile), highest } : null;
}

/** The same for what goes out in a file, which somebody may hand in at any time. */
export async function goOut(db: Database, ids: readonly string[]): Promise<Envelope[]> {
  const change = db.transaction(['envelopes', 'kept'], 'readwrite', STRICT);
  const store = change.objectStore('envelopes');
  const going = (await store.getAll()).filter(({ id }) => ids.includes(id)).sort((a, b) => a.number - b.number);
  for (const envelope of going) await store.put({ ...envelope, posted: true });
  const numbers = (await change.objectStore('kept').get('numbers')) as Numbers | undefined;
  const told = Math.max(numbers?.told ?? 0, ...going.map(({ number }) => number));
  if (numbers) await change.objectStore('kept').put({ ...numbers, told }, 'numbers');
  await change.done;
  return going;
}

/** Whether it is certain that a report has not left this phone. */
export const isStillHere = ({ posted }: Pick<Envelope, 'posted'>): boolean => posted === false;

/** The numbers after the last of those in use was given up. One that the server knows of is spent: it is told so, and the
 * number is never another report's. */
function without(last: number, { highest, told = 0, spent = [], ...more }: Numbers): Numbers {
  if (last > told) return { ...more, highest: Math.min(highest, last - 1), ...(told && { told }), ...(spent.length && { spent }) };
  return { ...more, highest, told, spent: [...spent, last] };
}

/** Takes an envelope out of the row; those behind it move up, each to the number before its own. */
async function takeOut(db: Database, id: string, then: (envelope: Envelope, files: KeptFile[]) => Draft | null): Promise<boolean> {
  const change = db.transaction(['envelopes', 'files', 'drafts', 'kept'], 'readwrite', STRICT);
  const envelopes = change.objectStore('envelopes');
  const row = (await envelopes.getAll()).sort((a, b) => a.number - b.number);
  const at = row.findIndex((each) => each.id === id);
  const behind = at < 0 ? [] : row.slice(at);
  const envelope = behind[0];
  if (!envelope || !behind.every(isStillHere)) {
    await change.done;
    return false;
  }
  try {
    const draft = then(envelope, await change.objectStore('files').getAll(owned(id)));
    await envelopes.delete(id);
    for (const [place, each] of behind.slice(1).entries()) await envelopes.put({ ...each, number: behind[place]!.number });
    const numbers = (await change.objectStore('kept').get('numbers')) as Numbers | undefined;
    await change.objectStore('kept').put(without(behind[behind.length - 1]!.number, numbers ?? { highest: 0 }), 'numbers');
    if (draft) await change.objectStore('drafts').put(draft); // its files are its own already: a draft keeps its name
    else await change.objectStore('files').delete(owned(id));
    await change.done;
    return true;
  } catch (error) {
    undo(change);
    throw error;
  }
}

/** Half of it must not stay. The database does so by itself when a request fails, not when none could be made. */
function undo(change: { abort(): void; done: Promise<void> }): void {
  change.done.catch(() => undefined); // it is told by what went wrong
  try {
    change.abort();
  } catch {
    return; // it was undone already
  }
}

/** It becomes a draft again. False when it is on its way already, or gone. */
export const reopen = (db: Database, id: string, now: number): Promise<boolean> => takeOut(db, id, (envelope) => draftOf(envelope, now));

export const draftOf = (envelope: Envelope, now: number): Draft => ({
  id: envelope.id, form: envelope.form, code: envelope.code, xml: envelope.paper ? withoutPaper(envelope.xml) : envelope.xml, files: envelope.files,
  name: envelope.name, begunAt: envelope.begunAt ?? envelope.madeAt, savedAt: now, replaces: envelope.replaces, remarks: envelope.remarks ?? [],
  ...(envelope.correction && { correction: true }), ...(envelope.paper && { paper: envelope.paper }), ...whereWhen(envelope),
});

export interface Discarded {
  envelope: Envelope;
  files: KeptFile[];
}
/** It is thrown away; what comes back is all of it. Null when it is on its way already, or gone. */
export async function discardEnvelope(db: Database, id: string): Promise<Discarded | null> {
  let found: Discarded | null = null;
  const taken = await takeOut(db, id, (envelope, files) => {
    found = { envelope, files };
    return null;
  });
  return taken ? found : null;
}

/** What was thrown away waits again, behind the others. */
export async function putBack(db: Database, { envelope, files }: Discarded): Promise<void> {
  const change = db.transaction(['envelopes', 'files', 'kept'], 'readwrite', STRICT);
  const numbers = (await change.objectStore('kept').get('numbers')) as Numbers | undefined;
  const number = (numbers?.highest ?? 0) + 1;
  try {
    for (const file of files) await change.objectStore('files').put(file);
    await change.objectStore('envelopes').put({ ...envelope, number });
    await change.objectStore('kept').put({ ...numbers, highest: number }, 'numbers');
    await change.done;
  } catch (error) {
    undo(change);
    throw error;
  }
}

/** The server knows that nothing will come under these. */
export async function forgetSpent(db: Database, known: readonly number[]): Promise<void> {
  const change = db.transaction('kept', 'readwrite', STRICT);
  const numbers = (await change.store.get('numbers')) as Numbers | undefined;
  if (numbers?.spent) await change.store.put({ ...numbers, spent: numbers.spent.filter((one) => !known.includes(one)) }, 'numbers');
  await change.done;
}
