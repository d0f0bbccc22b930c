// The life of a report on this phone: draft, numbered envelope, receipt. Each step is one transaction.
import { withPaper } from '../engine/instance.ts';
import type { Acknowledgement } from '../net/contract.ts';
import { STRICT, type Database, type Draft, type Envelope, type Kept, type KeptFile, type Receipt, type WhereWhen } from './db.ts';

export interface Filled {
  readonly xml: string;
  readonly files: readonly File[];
}

const bytesOf = (files: readonly File[]): Promise<KeptFile[]> =>
  Promise.all(files.map(async (file) => ({ owner: '', name: file.name, type: file.type, bytes: await file.arrayBuffer() })));

export const whereWhen = ({ place, days, period }: WhereWhen): WhereWhen => ({ ...(place && { place }), ...(days?.length && { days }), ...(period && { period }) });

/** All of an owner's files, however they are named. */
export const owned = (owner: string) => IDBKeyRange.bound([owner], [owner, []]);

export async function filesOf(db: Database, owner: string): Promise<File[]> {
  const kept = await db.getAll('files', owned(owner));
  return kept.map(asFile);
}
export const asFile = ({ name, type, bytes }: KeptFile): File => new File([bytes], name, { type });

type Storing = 'drafts' | 'files' | 'envelopes' | 'kept';
const storing = (db: Database, stores: Storing[]) => db.transaction(stores, 'readwrite', STRICT);
export type Numbers = Kept['numbers'];

/** Keeps a draft and its files. A file's name belongs to its content, so that pictures are written once only. */
export async function saveDraft(db: Database, draft: Draft, filled: Filled): Promise<void> {
  const files = await bytesOf(filled.files);
  const change = storing(db, ['drafts', 'files', 'envelopes']);
  // Saved late, by a window that did not see it finished: the envelope has it, and owns the files.
  if (await change.objectStore('envelopes').getKey(draft.id)) return change.done;
  const names = files.map(({ name }) => name);
  const store = change.objectStore('files');
  const before = (await store.getAllKeys(owned(draft.id))).map(([, name]) => name);
  await Promise.all([
    ...files.filter(({ name }) => !before.includes(name)).map((file) => store.put!({ ...file, owner: draft.id })),
    ...before.filter((name) => !names.includes(name)).map((name) => store.delete!([draft.id, name])),
    change.objectStore('drafts').put!({ ...draft, xml: filled.xml, files: names }),
    change.done,
  ]);
}

export async function discardDraft(db: Database, id: string): Promise<void> {
  const change = storing(db, ['drafts', 'files']);
  await Promise.all([change.objectStore('drafts').delete!(id), change.objectStore('files').delete!(owned(id)), change.done]);
}

/** Puts a finished draft into an envelope. The number is given here, once, together with the envelope itself; a second
 * tap, in this window or another, finds the report in its envelope, or arrived already, and takes no number. */
export async function finish(db: Database, draft: Draft, filled: Filled, instance: string, now: number): Promise<void> {
  const files = await bytesOf(filled.files);
  const xml = draft.paper ? withPaper(filled.xml, draft.paper) : filled.xml;
  const change = db.transaction(['drafts', 'files', 'envelopes', 'receipts', 'kept'], 'readwrite', STRICT);
  if ((await change.objectStore('envelopes').getKey(draft.id)) ?? (await change.objectStore('receipts').getKey(instance))) return change.done;
  const numbers = (await change.objectStore('kept').get('numbers')) as Numbers | undefined;
  const number = (numbers?.highest ?? 0) + 1;
  const envelope: Envelope = {
    id: draft.id, number, instance, form: draft.form, code: draft.code, name: draft.name, xml,
    files: files.map(({ name }) => name), bytes: xml.length + files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0),
    madeAt: now, replaces: draft.replaces, tries: 0, nextAt: 0, stuck: null, posted: false, begunAt: draft.begunAt,
    ...(draft.remarks.length && { remarks: draft.remarks }), ...(draft.correction && { correction: true }), ...(draft.paper && { paper: draft.paper }), ...whereWhen(draft),
  };
  const store = change.objectStore('files');
  await Promise.all([
    store.delete!(owned(draft.id)),
    ...files.map((file) => store.put!({ ...file, owner: draft.id })),
    change.objectStore('kept').put!({ ...numbers, highest: number }, 'numbers'),
    change.objectStore('envelopes').put!(envelope),
    change.objectStore('drafts').delete!(draft.id),
    change.done,
  ]);
}

/** The server has it: its receipt replaces the envelope. Only here are a report's files deleted. */
export async function arrived(db: Database, id: string, got: Acknowledgement): Promise<void> {
  const change = db.transaction(['envelopes', 'files', 'receipts'], 'readwrite', STRICT);
  const envelope = await change.objectStore('envelopes').get(id);
  if (envelope) {
    const receipt: Receipt = {
      instance: envelope.instance, number: got.number, receivedAt: got.received_at, have: got.have, expected: got.expected,
      code: envelope.code, name: envelope.name, files: envelope.files.length, bytes: envelope.bytes,
      envelope: envelope.number, madeAt: envelope.madeAt, replaces: envelope.replaces,
      ...(envelope.paper && { paper: envelope.paper }), ...whereWhen(envelope),
    };
    await change.objectStore('receipts').put(receipt);
    await change.objectStore('envelopes').delete(id);
    await change.objectStore('files').delete(owned(id));
  }
  await change.done;
}

export async function changeEnvelope(db: Database, id: string, by: Partial<Pick<Envelope, 'tries' | 'nextAt' | 'stuck'>>): Promise<void> {
  const change = db.transaction('envelopes', 'readwrite', STRICT);
  const envelope = await change.store.get(id);
  if (envelope) await change.store.put({ ...envelope, ...by });
  await change.done;
}

/** A new device has numbers of its own: what waits is numbered anew, in its old order, together with the new key. */
export async function becomeDevice(db: Database, id: number, key: string): Promise<void> {
  const change = db.transaction(['kept', 'envelopes'], 'readwrite', STRICT);
  const before = (await change.objectStore('kept').get('device')) as { id: number } | undefined;
  if (before && before.id !== id) {
    const waiting = (await change.objectStore('envelopes').getAll()).sort((a, b) => a.number - b.number);
    for (const [at, envelope] of waiting.entries()) await change.objectStore('envelopes').put({ ...envelope, number: at + 1 });
    await change.objectStore('kept').put({ highest: waiting.length }, 'numbers');
  }
  await change.objectStore('kept').put({ id, key, refused: false }, 'device');
  await change.done;
}
