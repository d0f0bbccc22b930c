// What was typed and is no answer (half a day, a number with a slip): the engine never sees it, so it is kept beside the
// answers, to be seen again where it was typed.
import type { AnyControlNode } from '@getodk/xforms-engine';
import { onBeforeUnmount } from 'vue';
import { useAsking } from './asking.ts';

/** By node: the questions of a repeat get other paths when one before them is removed. */
export type Halves = Map<string, { node: AnyControlNode; text: string }>;

export const byPath = (halves: Halves): Record<string, string> =>
  Object.fromEntries([...halves.values()].map(({ node, text }) => [node.currentState.reference, text]));

/** `before`: what stood here when the form was left, if it was no answer; `keep` remembers it, or forgets it (""). */
export function useHalf(node: AnyControlNode): { before: string; keep(text: string): void } {
  const { halves, halvesBefore } = useAsking();
  const { reference, instanceValue } = node.currentState;
  const before = (!instanceValue && halvesBefore.get(reference)) || '';
  halvesBefore.delete(reference); // once: a question that comes anew later is another
  if (before) halves.set(node.nodeId, { node, text: before });
  onBeforeUnmount(() => halves.delete(node.nodeId));
  return {
    before,
    keep: (text) => void (text ? halves.set(node.nodeId, { node, text }) : halves.delete(node.nodeId)),
  };
}
