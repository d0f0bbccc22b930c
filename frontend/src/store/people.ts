// Who uses this phone. The service worker asks too, so it is a database and not the page's own storage.
import { openDB, type DBSchema } from 'idb';

export interface Person {
  username: string;
  name: string;
}
interface Schema extends DBSchema {
  people: { key: string; value: Person };
  chosen: { key: 'now'; value: string };
}

const open = () =>
  openDB<Schema>('kheo-reporter', 1, {
    upgrade(db) {
      db.createObjectStore('people', { keyPath: 'username' });
      db.createObjectStore('chosen');
    },
  });

export async function people(): Promise<Person[]> {
  const db = await open();
  try {
    return await db.getAll('people');
  } finally {
    db.close();
  }
}

export async function present(): Promise<Person | undefined> {
  const db = await open();
  try {
    const username = await db.get('chosen', 'now');
    return username ? await db.get('people', username) : undefined;
  } finally {
    db.close();
  }
}

export async function enter(person: Person): Promise<void> {
  const db = await open();
  const change = db.transaction(['people', 'chosen'], 'readwrite', { durability: 'strict' });
  await Promise.all([change.objectStore('people').put(person), change.objectStore('chosen').put(person.username, 'now'), change.done]);
  db.close();
}
