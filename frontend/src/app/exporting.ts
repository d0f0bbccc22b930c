// Hands a file to the person: by the phone's own sharing where it can, else as a download.
import { pack, type Packed } from '../outbox/export.ts';
import type { Database, Envelope } from '../store/db.ts';
import { filesOf } from '../store/reports.ts';
import { model } from './model.ts';

export async function exportEnvelopes(db: Database, envelopes: readonly Envelope[]): Promise<void> {
  const packed: Packed[] = [];
  for (const { id, number, instance, xml, madeAt } of envelopes) packed.push({ number, instance, xml, madeAt, files: await bytes(await filesOf(db, id)) });
  save(packed);
}

/** A report that the full phone could not keep. */
export async function exportUnkept(xml: string, files: readonly File[], instance: string): Promise<void> {
  save([{ number: null, instance, xml, madeAt: Date.now(), files: await bytes(files) }]);
}

const bytes = (files: readonly File[]) => Promise.all(files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })));

function save(packed: readonly Packed[]): void {
  const made = new Blob([pack(model.device?.id ?? null, packed) as Uint8Array<ArrayBuffer>], { type: 'application/zip' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(made);
  link.download = `kheo-${model.person?.username ?? ''}-${new Date().toISOString().slice(0, 16).replace(/\D/g, '')}.zip`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
