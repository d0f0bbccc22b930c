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

/** Why what was typed is no day: it is not written as one, or there is none such. Null when it is a day, or nothing. */
export type NoDay = { kind: 'shape' } | { kind: 'month'; month: number } | { kind: 'day'; day: number; month: number; year: number } | { kind: 'year'; year: number };
const LEAP = 2024;
export function whyNoDay(typed: string): NoDay | null {
  if (readDay(typed) !== null) return null;
  const parts = /^(\d{1,2})[/.\-\s](\d{1,2})(?:[/.\-\s](\d{1,4}))?$/.exec(typed.trim()) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(typed.trim());
  if (!parts) return { kind: 'shape' };
  const [day, month, year] = [Number(parts[1]), Number(parts[2]), parts[3]?.length === 4 ? Number(parts[3]) : 0];
  if (month < 1 || month > 12) return { kind: 'month', month };
  // A day that the month never has is wrong whatever the year; 29 February is so in some.
  if (day < 1 || day > new Date(LEAP, month, 0).getDate()) return { kind: 'day', day, month, year: 0 };
  if (!year) return { kind: 'shape' };
  return year < 1900 ? { kind: 'year', year } : { kind: 'day', day, month, year };
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
  /** Its own name and those around it, each by itself. */
  readonly parts: readonly string[];
}
export function searched(text: string): Searched {
  const parts = text.split(',').map(searchKey);
  return { key: parts.filter(Boolean).join(' '), own: parts[0] ?? '', exact: marked(text), parts };
}

const begun = (key: string, wanted: readonly string[]): boolean => wanted.every((word) => ` ${key}`.includes(` ${word}`));
const whole = (key: string, wanted: readonly string[]): boolean => wanted.every((word) => ` ${key} `.includes(` ${word} `));
const holds = (key: string, phrase: string): boolean => ` ${key} `.includes(` ${phrase} `);

/** Words that tell which kind of place it is, before its name. */
const KINDS = /^(thanh pho|thi tran|thi xa|dac khu|\p{L}+) /u;

/** How well a name answers a query, 0 best: first what is called so, then names with these whole words in them, then what
 * lies in a place of that name, and only then longer words that begin so. Of a single word nobody knows whether it is typed
 * to its end, so names that begin so stand before all that lies in a place of that name. */
function rank({ key, own }: Searched, wanted: readonly string[]): number {
  const phrase = wanted.join(' ');
  const name = own.replace(KINDS, '');
  if (own === phrase || name === phrase) return 0;
  if (` ${own} `.startsWith(` ${phrase} `)) return 1;
  if (holds(own, phrase)) return 2;
  if (whole(own, wanted)) return 3;
  if (wanted.length > 1 && holds(key, phrase)) return 4;
  if (own.startsWith(phrase) || name.startsWith(phrase)) return 5;
  if (begun(own, wanted)) return 6;
  return holds(key, phrase) ? 7 : 8;
}

/** How far a place is from the reporter: 0 for one in the smallest place that holds the reporter, too. */
function farness({ parts }: Searched, near: readonly string[]): number {
  const at = near.findIndex((name) => parts.includes(name));
  return at < 0 ? near.length : at;
}

/** Entries in which every word of the query begins a word, best first; of equals those with the same marks, then those
 * `near` (names, the nearest first), then in the list's order. */
export function search<T extends Searched>(entries: readonly T[], query: string, near: readonly string[] = []): T[] {
  const asked = searchKey(query);
  if (!asked) return [...entries];
  const wanted = asked.split(' ');
  const withMarks = marked(query).split(' ');
  const around = near.map(searchKey);
  const far = around.length + 1;
  return entries
    .filter(({ key }) => begun(key, wanted))
    .map((entry) => ({ entry, place: (2 * rank(entry, wanted) + (begun(entry.exact, withMarks) ? 0 : 1)) * far + farness(entry, around) }))
    .sort((a, b) => a.place - b.place)
    .map(({ entry }) => entry);
}
