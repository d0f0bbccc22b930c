// Envelopes as a file that can be carried on a stick.
import { strToU8, zipSync, type Zippable } from 'fflate';

export interface Packed {
  /** Null for a report that could not even be put into an envelope because the phone was full. */
  number: number | null;
  instance: string;
  xml: string;
  files: readonly { name: string; bytes: Uint8Array }[];
  madeAt: number;
}

export function pack(device: number | null, envelopes: readonly Packed[]): Uint8Array {
  const content: Zippable = {};
  const list = envelopes.map(({ number, instance, xml, files, madeAt }, at) => {
    const folder = String(number ?? `x${at + 1}`);
    content[`${folder}/submission.xml`] = strToU8(xml);
    for (const { name, bytes } of files) content[`${folder}/${name}`] = [bytes, { level: 0 }]; // pictures do not shrink
    return {
      number, instance, xml: `${folder}/submission.xml`,
      files: files.map(({ name }) => `${folder}/${name}`),
      made_at: new Date(madeAt).toISOString(),
    };
  });
  content['envelopes.json'] = strToU8(JSON.stringify({ device, envelopes: list }, null, 1));
  return zipSync(content);
}
