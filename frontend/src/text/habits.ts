// Numbers, sizes, days and hours as each language writes them.
export type Language = 'vi' | 'en';

// As written inside a sentence; the system's own list begins each with a capital.
const WEEKDAYS = ['chủ nhật', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy'];
const LOCALES: Record<Language, string> = { vi: 'vi-VN', en: 'en-GB' };

export const number = (value: number, language: Language, digits = 0): string =>
  new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: digits }).format(value);

/** Bytes as people buy them: "0,8 MB". */
export function size(bytes: number, language: Language): string {
  if (bytes < 100_000) return `${number(Math.max(bytes / 1000, 0.1), language, 1)} kB`;
  return `${number(bytes / 1_000_000, language, 1)} MB`;
}

const moment = (value: string | number | Date) => new Date(typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00` : value);

/** The first sentence of what somebody wrote. A full stop inside a number or an abbreviation ends none. */
export const firstSentence = (text: string): string => /^.*?[.!?…](?=\s+\p{Lu})/su.exec(text.trim())?.[0] ?? text.trim();

/** "22/9" this year, "22/9/2024" of another. */
export function day(value: string | number | Date, now = new Date()): string {
  const at = moment(value);
  const short = `${at.getDate()}/${at.getMonth() + 1}`;
  return at.getFullYear() === now.getFullYear() ? short : `${short}/${at.getFullYear()}`;
}

export const fullDay = (value: string | number | Date, language: Language): string => {
  const at = moment(value);
  const name = language === 'vi' ? WEEKDAYS[at.getDay()] : new Intl.DateTimeFormat('en-GB', { weekday: 'long' }).format(at);
  return `${name}, ${at.getDate()}/${at.getMonth() + 1}/${at.getFullYear()}`;
};

/** "1/9–30/9"; one day stands alone. Never by a month's name: a programme's months need not be the calendar's. */
export function span(days: readonly string[], now = new Date()): string {
  const [first, last] = [days[0], days[days.length - 1]];
  if (!first || !last) return '';
  return first === last ? day(last, now) : `${day(first, now)}–${day(last, now)}`;
}

const two = (value: number) => String(value).padStart(2, '0');
export const hour = (value: string | number | Date): string => {
  const at = moment(value);
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
};
export const hourExact = (value: string | number | Date): string => `${hour(value)}:${two(moment(value).getSeconds())}`;
