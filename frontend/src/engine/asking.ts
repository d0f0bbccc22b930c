// What the parts of a form on the screen share with each other.
import type { AnyChildNode, AnyControlNode, RootNode } from '@getodk/xforms-engine';
import { inject, provide, type InjectionKey, type Ref } from 'vue';

/** Something a person or a rule says about an answer: at a question, or about the whole when `field` is empty. */
export interface Remark {
  readonly field: string;
  readonly text: string;
}

export interface Asking {
  readonly media: (name: string) => Promise<Blob | undefined>;
  readonly remarks: Ref<readonly Remark[]>;
  /** Answers that the engine never saw because they could not be read: node → sentence. */
  readonly unread: Map<string, string>;
  /** How often "finish" was pressed: it shows every mistake, not only those at questions that were touched. */
  readonly checks: Ref<number>;
  /** Questions that came after it and were not left yet: what they lack is no mistake so far. */
  readonly fresh: Set<string>;
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
