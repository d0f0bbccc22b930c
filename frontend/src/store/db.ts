// What the phone keeps: one database for each person who signed in on it, so that nobody sends in another's name, and a
// small one that says who they are. Everything is written before anything is said to be saved.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Both, State } from '../net/contract.ts';

export interface KeptForm {
  /** code@hash: a draft goes on in the version in which it was begun. */
  key: string;
  code: string;
  version: string;
  title: Both;
  xml: string;
  media: { name: string; hash: string }[];
  prefill: Record<string, string>;
  current: boolean;
  keep?: string[];
  who?: string;
}
/** The paper that a report was keyed from: its number, and whose it is where the form does not ask. */
export interface Paper {
  number: string;
  unit: string;
}
export interface KeptFile {
  owner: string;
  name: string;
  type: string;
  bytes: ArrayBuffer;
}
export interface Draft {
  id: string;
  form: string;
  code: string;
  xml: string;
  files: string[];
  name: string;
  begunAt: number;
  savedAt: number;
  /** The report that this one mends: the instance, and what was said about it. */
  replaces: string;
  remarks: { field: string; text: string }[];
  paper?: Paper;
}
export interface Envelope {
  id: string;
  number: number;
  instance: string;
  form: string;
  code: string;
  name: string;
  xml: string;
  files: string[];
  bytes: number;
  madeAt: number;
  replaces: string;
  tries: number;
  nextAt: number;
  stuck: { code: string; message: string } | null;
  paper?: Paper;
}
export interface Receipt {
  instance: string;
  number: number;
  receivedAt: string;
  have: number;
  expected: number;
  code: string;
  name: string;
  files: number;
  bytes: number;
  envelope: number;
  madeAt: number;
  replaces: string;
  paper?: Paper;
}
export interface Returned {
  instance: string;
  xml: string;
  files: string[];
}
/** Single things, by name. */
export interface Kept {
  device: { id: number; key: string; refused: boolean };
  numbers: { highest: number };
  state: { etag: string; at: number; body: State };
  pause: { tries: number; until: number };
}

interface Schema extends DBSchema {
  kept: { key: keyof Kept; value: Kept[keyof Kept] };
  forms: { key: string; value: KeptForm };
  media: { key: string; value: { hash: string; bytes: ArrayBuffer; type: string } };
  files: { key: [string, string]; value: KeptFile };
  drafts: { key: string; value: Draft };
  envelopes: { key: string; value: Envelope };
  receipts: { key: string; value: Receipt };
  returned: { key: string; value: Returned };
}
export type Database = IDBPDatabase<Schema>;

export const STRICT = { durability: 'strict' } as const; // a phone that dies a second later must have it

export const openAccount = (username: string): Promise<Database> =>
  openDB<Schema>(`kheo-reporter:${username}`, 1, {
    upgrade(db) {
      db.createObjectStore('kept');
      db.createObjectStore('forms', { keyPath: 'key' });
      db.createObjectStore('media', { keyPath: 'hash' });
      db.createObjectStore('files', { keyPath: ['owner', 'name'] });
      for (const name of ['drafts', 'envelopes'] as const) db.createObjectStore(name, { keyPath: 'id' });
      for (const name of ['receipts', 'returned'] as const) db.createObjectStore(name, { keyPath: 'instance' });
    },
  });

export const kept = async <K extends keyof Kept>(db: Database, name: K): Promise<Kept[K] | undefined> =>
  (await db.get('kept', name)) as Kept[K] | undefined;
export const keep = async <K extends keyof Kept>(db: Database, name: K, value: Kept[K]): Promise<void> => {
  await db.put('kept', value, name);
};

export const isFull = (error: unknown): boolean =>
  error instanceof DOMException && (error.name === 'QuotaExceededError' || /quota|disk|space/i.test(error.message));
