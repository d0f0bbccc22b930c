// What the parts of a form on the screen share with each other.
import type { AnyChildNode, AnyControlNode, RootNode } from '@getodk/xforms-engine';
import { inject, provide, type InjectionKey, type Ref } from 'vue';
import type { Halves } from './halves.ts';

/** Something a person or a rule says about an answer: at a question, or about the whole when `field` is empty. */
export interface Remark {
  readonly field: string;
  readonly text: string;
  /** Who says it; a verifier where nobody is named. */
  readonly who?: string;
}

/** What is wrong with what was typed, to be said in the language of the moment; "" for nothing. */
export type Problem = '' | (() => string);

export interface Asking {
  readonly media: (name: string) => Promise<Blob | undefined>;
  readonly remarks: Ref<readonly Remark[]>;
  /** Question → its number on the printed form, for who reads from one. */
  readonly numbers: Ref<Readonly<Record<string, string>> | undefined>;
  /** Question → what its answer means, said below it. */
  readonly meanings: Ref<Readonly<Record<string, readonly string[]>> | undefined>;
  /** Values that only machines read → what they are called. */
  readonly words: Ref<Readonly<Record<string, string>> | undefined>;
  /** What lies around whoever fills in, the nearest first. */
  readonly near: Ref<readonly string[]>;
  /** Nodes whose answers the engine never saw because they could not be read. */
  readonly unread: Set<string>;
  /** How often "finish" was pressed: it shows every mistake, not only those at questions that were touched. */
  readonly checks: Ref<number>;
  /** Questions that came after it and were not left yet: what they lack is no mistake so far. */
  readonly fresh: Set<string>;
  /** What was typed and is no answer; and what was so when the form was left the last time, by path. */
  readonly halves: Halves;
  readonly halvesBefore: Map<string, string>;
  changed(): void;
  /** What counts as a mistake may be another now, though no answer is. */
  recount(): void;
}

const KEY: InjectionKey<Asking> = Symbol('asking');
export const share = (asking: Asking): void => provide(KEY, asking);
export function useAsking(): Asking {
  const asking = inject(KEY);
  if (!asking) throw new Error('A question stands outside a form.');
  return asking;
}

export type { AnyChildNode, AnyControlNode, RootNode };

export const domId = (nodeId: string): string => `q-${nodeId.replace(/\W/g, '-')}`;
export const fieldOf = (reference: string): string => (reference.split('/').pop() ?? '').replace(/\[\d+\]$/, '');
const plainPath = (reference: string): string => reference.replace(/\[\d+\]/g, '');

/** Whether a remark about "house/built" or "built" is about this question. */
export const isAbout = (remark: Remark, reference: string): boolean =>
  remark.field !== '' && (plainPath(reference).endsWith(`/${plainPath(remark.field)}`) || reference.endsWith(`/${remark.field}`));
