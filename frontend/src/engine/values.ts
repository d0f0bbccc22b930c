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

/** Entries in which every word of the query begins a word, best first; those that begin with the query stand before. */
export function search<T extends { readonly key: string }>(entries: readonly T[], query: string): T[] {
  const wanted = bare(query).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  if (!wanted.length) return [...entries];
  const whole = wanted.join(' ');
  const found = entries.filter(({ key }) => wanted.every((word) => ` ${key}`.includes(` ${word}`)));
  return found.sort((a, b) => Number(b.key.startsWith(whole)) - Number(a.key.startsWith(whole)));
}

export const searchKey = (text: string): string => bare(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean).join(' ');
