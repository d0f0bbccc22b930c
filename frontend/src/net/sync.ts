// Brings what the server knows to this phone: what is due, what became of reports, forms and their files, and the content
// of reports that came back, so that they can be mended without a network.
import { fileNames } from '../engine/instance.ts';
import { arrived } from '../store/reports.ts';
import { settleWithdrawals } from '../store/withdrawals.ts';
import { keep, kept, STRICT, type Database, type KeptFile, type KeptForm } from '../store/db.ts';
import { fetchFile, fetchState, instanceFileUrl, instanceUrl, Refused } from './api.ts';
import type { FormOffer, State } from './contract.ts';

export async function sync(db: Database): Promise<void> {
  const device = await kept(db, 'device');
  if (!device) return;
  const before = await kept(db, 'state');
  const asked = Date.now();
  const found = await fetchState(device.key, before?.etag ?? '');
  if (found) await keep(db, 'state', { ...found, at: Date.now() });
  else if (before) await keep(db, 'state', { ...before, at: Date.now() });
  const state = found?.body ?? before?.body;
  if (!state) return;
  await settle(db, state);
  await settleWithdrawals(db, state.reports, asked);
  await fetchForms(db, device.key, state.forms);
  await fetchReturned(db, device.key, state);
}

/** What the server lists as complete has arrived, even if its answer was lost on the way: it is not sent again. */
async function settle(db: Database, state: State): Promise<void> {
  for (const envelope of await db.getAll('envelopes')) {
    const report = state.reports.find(({ instance }) => instance === envelope.instance);
    if (report && !envelope.stuck && report.state !== 'incomplete' && report.have >= report.expected) await arrived(db, envelope.id, report);
  }
}

export const formKey = (offer: Pick<FormOffer, 'code' | 'hash'>): string => `${offer.code}@${offer.hash}`;

async function fetchForms(db: Database, key: string, offers: readonly FormOffer[]): Promise<void> {
  for (const offer of offers) {
    const known = await db.get('forms', formKey(offer));
    for (const { hash, url } of offer.media) {
      if (await db.getKey('media', hash)) continue;
      const blob = await fetchFile(key, url);
      await db.put('media', { hash, type: blob.type, bytes: await blob.arrayBuffer() });
    }
    const form: KeptForm = {
      key: formKey(offer), code: offer.code, version: offer.version, title: offer.title, prefill: offer.prefill ?? {}, current: true,
      keep: offer.keep ?? [], who: offer.who ?? '', roles: offer.roles ?? {}, numbers: offer.numbers ?? {},
      xml: known?.xml ?? (await (await fetchFile(key, offer.url)).text()),
      media: offer.media.map(({ name, hash }) => ({ name, hash })),
    };
    await db.put('forms', form);
  }
  await forgetForms(db, new Set(offers.map(formKey)));
}

/** A form that is no longer offered stays as long as a draft is written in it, or a report waits that may be opened again. */
export async function forgetForms(db: Database, offered: ReadonlySet<string>): Promise<void> {
  const change = db.transaction(['forms', 'media', 'drafts', 'envelopes'], 'readwrite', STRICT);
  const written = [...(await change.objectStore('drafts').getAll()), ...(await change.objectStore('envelopes').getAll())];
  const used = new Set(written.map(({ form }) => form));
  const hashes = new Set<string>();
  for (const form of await change.objectStore('forms').getAll()) {
    if (!offered.has(form.key) && !used.has(form.key)) {
      await change.objectStore('forms').delete(form.key);
      continue;
    }
    if (!offered.has(form.key) && form.current) await change.objectStore('forms').put({ ...form, current: false });
    for (const { hash } of form.media) hashes.add(hash);
  }
  for (const hash of await change.objectStore('media').getAllKeys()) if (!hashes.has(hash)) await change.objectStore('media').delete(hash);
  await change.done;
}

/** A report as it was sent, with those of its files that arrived. */
export async function fetchReport(key: string, instance: string, xform: string): Promise<{ xml: string; files: KeptFile[] }> {
  const xml = await (await fetchFile(key, instanceUrl(instance))).text();
  const files = await Promise.all(fileNames(xform, xml).map(async (name) => {
    try {
      const blob = await fetchFile(key, instanceFileUrl(instance, name));
      return { owner: instance, name, type: blob.type, bytes: await blob.arrayBuffer() };
    } catch (error) {
      if (error instanceof Refused) return null; // one that never arrived
      throw error; // without a network the report would lose it
    }
  }));
  return { xml, files: files.filter((file) => file !== null) };
}

async function fetchReturned(db: Database, key: string, state: State): Promise<void> {
  const mended = new Set(state.reports.map(({ replaces }) => replaces));
  const wanted = state.reports.filter((report) => (report.state === 'returned' || report.state === 'refused') && !mended.has(report.instance));
  for (const { instance, form } of wanted) {
    if (await db.getKey('returned', instance)) continue;
    const current = (await db.getAll('forms')).find(({ code, current }) => code === form && current);
    if (!current) continue;
    const { xml, files: found } = await fetchReport(key, instance, current.xml);
    const change = db.transaction(['returned', 'files'], 'readwrite', STRICT);
    await Promise.all([
      ...found.map((file) => change.objectStore('files').put(file)),
      change.objectStore('returned').put({ instance, xml, files: found.map(({ name }) => name) }),
      change.done,
    ]);
  }
  const keepable = new Set(wanted.map(({ instance }) => instance));
  for (const instance of await db.getAllKeys('returned')) {
    if (keepable.has(instance)) continue;
    await db.delete('returned', instance);
    await db.delete('files', IDBKeyRange.bound([instance], [instance, []]));
  }
}
