// What the phone keeps: one database for each person who signed in on it, so that nobody sends in another's name, and a
// small one that says who they are. Everything is written before anything is said to be saved.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Both, Period, Roles, State } from '../net/contract.ts';

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
  roles?: Roles;
  numbers?: Record<string, string>;
}
/** What tells one report from others of its form: where, and from which day to which. */
export interface WhereWhen {
  place?: string;
  days?: string[];
  /** The period that it was begun for. */
  period?: Period;
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
export interface Draft extends WhereWhen {
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
  /** `rule`: the form's rules say it, and no person. */
  remarks: { field: string; text: string; rule?: boolean }[];
  /** Nobody returned the report that this one replaces: its sender corrects it unasked. */
  correction?: boolean;
  /** What was typed as a day and is none, by the question's path: no answer, and not to be typed again either. */
  halves?: Record<string, string>;
  paper?: Paper;
}
export interface Envelope extends WhereWhen {
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
  /** False until the report may have left this phone, by a first sending or in a file: only until then it may be taken
   * back. Envelopes of an earlier version of the app do not say. */
  posted?: boolean;
  /** What the draft knew and the server need not, for when it becomes one again. */
  begunAt?: number;
  remarks?: Draft['remarks'];
  correction?: boolean;
  paper?: Paper;
}
export interface Receipt extends WhereWhen {
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
/** A sent report that its sender takes back: a wish, until the server has answered. */
export interface Withdrawal {
  instance: string;
  reason: string;
  askedAt: number;
  tries: number;
  nextAt: number;
  /** The server may have it; until then the wish may be dropped. */
  posted: boolean;
  /** Why the server will not have it, for good. */
  refused: { code: string; message: string } | null;
  /** When the server did it; kept until its list of reports says so, too. */
  doneAt: number;
}
/** Single things, by name. */
export interface Kept {
  device: { id: number; key: string; refused: boolean };
  /** `told`: the highest of them that the server has been told of. `spent`: those it was told of under which nothing
   * will come, because their report was taken back; it is to be told that, too. */
  numbers: { highest: number; told?: number; spent?: number[] };
  /** Few at any time, so they stand together, in what every version of this database has. */
  withdrawals: Withdrawal[];
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
