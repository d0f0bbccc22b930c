// Hands a file to the person as a download, under a name that says whose reports it holds and of which day.
import { pack, type Packed } from '../outbox/export.ts';
import { dayOf } from '../engine/instance.ts';
import { bare } from '../engine/values.ts';
import type { Database, Envelope } from '../store/db.ts';
import { goOut } from '../store/leaving.ts';
import { filesOf } from '../store/reports.ts';
import { hour, said } from '../text/index.ts';
import { model } from './model.ts';

const LONGEST = 48;

/** The file's name once it was handed over. */
export async function exportEnvelopes(db: Database, envelopes: readonly Envelope[]): Promise<string> {
  const packed: Packed[] = [];
  const going = await goOut(db, envelopes.map(({ id }) => id));
  for (const { id, number, instance, xml, madeAt } of going) packed.push({ number, instance, xml, madeAt, files: await bytes(await filesOf(db, id)) });
  return save(packed);
}

/** A report that the full phone could not keep. */
export async function exportUnkept(xml: string, files: readonly File[], instance: string): Promise<void> {
  save([{ number: null, instance, xml, madeAt: Date.now(), files: await bytes(files) }]);
}

const bytes = (files: readonly File[]) => Promise.all(files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })));

/** "kheo-don-bien-phong-sin-thau-2026-09-22-1642.zip": plain letters, for any stick and any machine. */
export function fileName(whose: string, now: Date): string {
  const plain = bare(whose).replace(/[^a-z0-9]+/g, '-').slice(0, LONGEST).replace(/^-+|-+$/g, '');
  return `${['kheo', plain, dayOf(now), hour(now).replace(':', '')].filter(Boolean).join('-')}.zip`;
}

function save(packed: readonly Packed[]): string {
  const made = new Blob([pack(model.device?.id ?? null, packed) as Uint8Array<ArrayBuffer>], { type: 'application/zip' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(made);
  link.download = fileName(said(model.state?.body.unit?.title) || (model.person?.username ?? ''), new Date());
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return link.download;
}
