// Keying papers: what was keyed, what one paper has in common with the next, and moving by keyboard alone.
import { bare } from '../engine/values.ts';
import type { Report } from '../net/contract.ts';
import type { Envelope, Receipt } from '../store/db.ts';

export interface Keyed {
  instance: string;
  code: string;
  number: string;
  at: number;
  waits: boolean;
}

/** Every paper that this person keyed, as far as this device and the server's list know, the newest first. */
export function papersKeyed(envelopes: readonly Envelope[], receipts: readonly Receipt[], reports: readonly Report[]): Keyed[] {
  const found = new Map<string, Keyed>();
  for (const { instance, form, paper, received_at } of reports) {
    if (paper) found.set(instance, { instance, code: form, number: paper, at: Date.parse(received_at), waits: false });
  }
  for (const { instance, code, paper, madeAt } of receipts) if (paper) found.set(instance, { instance, code, number: paper.number, at: madeAt, waits: false });
  for (const { instance, code, paper, madeAt } of envelopes) if (paper) found.set(instance, { instance, code, number: paper.number, at: madeAt, waits: true });
  return [...found.values()].sort((a, b) => b.at - a.at);
}

/** A number is the same however it is spaced or written. */
const plain = (number: string): string => number.normalize('NFC').toUpperCase().replace(/\s+/g, '');

export const keyedBefore = (papers: readonly Keyed[], code: string, number: string): Keyed | undefined =>
  papers.find((each) => each.code === code && plain(each.number) === plain(number));

export const keyedOn = (papers: readonly Keyed[], day: Date): number => papers.filter(({ at }) => new Date(at).toDateString() === day.toDateString()).length;

/** What was kept from the last paper of each form, while the app is open. */
export const common = new Map<string, { answers: Record<string, string>; unit: string }>();

const FIELDS = 'input:not([tabindex="-1"], [type="file"]):not([readonly], :disabled), textarea:not([readonly], :disabled), select:not(:disabled)';

/** Where Enter stops: one place for each question, each list's "add" button, and the button that saves. */
export function stops(box: ParentNode): HTMLElement[] {
  const places = [...box.querySelectorAll<HTMLElement>('[data-question], [data-stop], .repeat > .add')];
  return places.flatMap((place) => {
    if (place.matches('button, input')) return [place];
    const fields = [...place.querySelectorAll<HTMLElement>(FIELDS)];
    const chosen = fields.find((field) => field instanceof HTMLInputElement && field.type === 'radio' && field.checked) ?? fields[0];
    return chosen ? [chosen] : place.querySelector('.rank-list') ? [...place.querySelectorAll<HTMLElement>('button:not(:disabled)')].slice(0, 1) : [];
  });
}

const placeOf = (field: Element | null): Element | null => field?.closest('[data-question], [data-stop], .repeat > .add') ?? null;

/** From where the focus is to the next stop, or the one before. */
export function moveOn(box: ParentNode, from: Element | null, by: 1 | -1): void {
  const all = stops(box);
  const place = placeOf(from);
  const at = all.findIndex((each) => placeOf(each) === place);
  const next = all[at + by];
  if (!next) return;
  next.focus();
  if (next instanceof HTMLInputElement && next.type === 'text') next.select();
  next.closest('[data-question]')?.scrollIntoView({ block: 'nearest' });
}

/** Chooses by number ("3") or by first letter; true when the key chose something. */
export function choose(field: Element, key: string): boolean {
  const list = field.closest('.choices');
  if (!list || key.length !== 1 || !/[\p{L}\d]/u.test(key)) return false;
  const options = [...list.querySelectorAll<HTMLInputElement>('input')];
  const wanted = /\d/.test(key) ? options[(Number(key) || 10) - 1] : byLetter(options, field, bare(key));
  if (!wanted || wanted.disabled) return false;
  wanted.focus();
  if (/\d/.test(key) || wanted.type === 'radio') wanted.click();
  return true;
}

/** The next answer after this one that begins with a letter, round and round. */
function byLetter(options: readonly HTMLInputElement[], from: Element, letter: string): HTMLInputElement | undefined {
  const at = options.findIndex((each) => each === from);
  const inTurn = [...options.slice(at + 1), ...options.slice(0, at + 1)];
  return inTurn.find((each) => bare(each.closest('label')?.textContent?.trim() ?? '').startsWith(letter));
}
