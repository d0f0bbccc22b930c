// The language now, its catalogue, and its habits with the language filled in.
import { computed, ref } from 'vue';
import { en } from './en.ts';
import * as habits from './habits.ts';
import type { Language } from './habits.ts';
import { vi, type Text } from './vi.ts';

export type { Language, Text };
export const language = ref<Language>('vi');
const catalogues: Record<Language, Text> = { vi, en };
export const t = computed<Text>(() => catalogues[language.value]);

export const size = (bytes: number) => habits.size(bytes, language.value);
export const number = (value: number, digits = 0) => habits.number(value, language.value, digits);
export const fullDay = (value: string | number | Date) => habits.fullDay(value, language.value);
export { day, firstSentence, hour, hourExact, span } from './habits.ts';

/** A text that comes in both languages; the other one is better than none. */
export const said = (both: { vi?: string; en?: string } | undefined): string =>
  both?.[language.value] || both?.vi || both?.en || '';

/** What the person chose on this device; else what the page is written in. */
export const languageNow = (): string => localStorage.getItem('language') ?? document.documentElement.lang;

export function chooseLanguage(chosen: Language): void {
  localStorage.setItem('language', chosen);
  speak(chosen);
}

export function speak(chosen: string): void {
  language.value = chosen === 'en' ? 'en' : 'vi';
  document.documentElement.lang = language.value;
}
