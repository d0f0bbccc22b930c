// What people type, as the engine writes it: numbers with either comma, days in the order they are said.
import type { Language } from '../text/habits.ts';

const GROUPED: Record<Language, RegExp> = { vi: /^-?\d{1,3}(\.\d{3})+$/, en: /^-?\d{1,3}(,\d{3})+$/ };

/** "" for nothing, null for what is no number. */
export function readNumber(typed: string, language: Language, whole: boolean): string | null {
  let text = typed.replace(/[\s\u00a0]/g, '');
  if (!text) return '';
  const group = language === 'vi' ? '.' : ',';
  const point = language === 'vi' ? ',' : '.';
  if (GROUPED[language].test(text) || text.includes(point)) text = text.replaceAll(group, '');
  text = text.replace(',', '.');
  const shape = whole ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/;
  return shape.test(text) ? text : null;
}

export function writeNumber(value: string, language: Language): string {
  if (!value) return '';
  const number = Number(value);
  if (!Number.isFinite(number)) return value;
  return new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: 12 }).format(number);
}

/** An ISO day; "" for nothing, null for what is no day. */
export function readDay(typed: string): string | null {
  const text = typed.trim();
  if (!text) return '';
  const parts = /^(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4})$/.exec(text) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(text);
  if (!parts) return null;
  const [day, month, year] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const made = new Date(year, month - 1, day);
  if (made.getMonth() !== month - 1 || made.getDate() !== day || year < 1900) return null;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export function writeDay(value: string): string {
  const [year, month, day] = value.slice(0, 10).split('-').map(Number);
  return year && month && day ? `${day}/${month}/${year}` : '';
}

/** Letters without their marks, so that "muong toong" finds "Mường Toong". */
export const bare = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();

const words = (text: string): string => text.split(/[^\p{L}\p{N}\p{M}]+/u).filter(Boolean).join(' ');
export const searchKey = (text: string): string => words(bare(text));
const marked = (text: string): string => words(text.normalize('NFC').toLowerCase());

/** A label made ready to be searched. A place's own name ends at the first comma; behind it stand its surroundings. */
export interface Searched {
  readonly key: string;
  readonly own: string;
  /** With its marks. */
  readonly exact: string;
}
export const searched = (text: string): Searched => ({ key: searchKey(text), own: searchKey(text.split(',', 1)[0] ?? ''), exact: marked(text) });

const begun = (key: string, wanted: readonly string[]): boolean => wanted.every((word) => ` ${key}`.includes(` ${word}`));
const holds = (key: string, whole: string): boolean => ` ${key} `.includes(` ${whole} `);

/** How well a name answers a query, 0 best. One word before the name is allowed for: it tells which kind of place it is. */
function rank({ key, own }: Searched, wanted: readonly string[]): number {
  const whole = wanted.join(' ');
  if (` ${own}`.endsWith(` ${whole}`) && own.split(' ').length - wanted.length <= 1) return 0;
  if (own.startsWith(whole)) return 1;
  if (holds(own, whole)) return 2;
  if (begun(own, wanted)) return 3;
  return holds(key, whole) ? 4 : 5;
}

/** Entries in which every word of the query begins a word, best first; of equals those with the same marks, then in the list's order. */
export function search<T extends Searched>(entries: readonly T[], query: string): T[] {
  const whole = searchKey(query);
  if (!whole) return [...entries];
  const wanted = whole.split(' ');
  const withMarks = marked(query).split(' ');
  return entries
    .filter(({ key }) => begun(key, wanted))
    .map((entry) => ({ entry, place: 2 * rank(entry, wanted) + (begun(entry.exact, withMarks) ? 0 : 1) }))
    .sort((a, b) => a.place - b.place)
    .map(({ entry }) => entry);
}
