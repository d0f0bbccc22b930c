// A few words by which a reporter tells one report from another: what was answered first, in the words of the choices.
import type { AnyNode, RootNode, SelectNode } from '@getodk/xforms-engine';
import type { Roles } from '../net/contract.ts';
import type { Language } from '../text/habits.ts';
import { writeNumber } from './values.ts';

const WORDS = 3;
const SHORT = 40;

const wordsOf = (node: SelectNode): string =>
  node.currentState.value.map((value) => node.getValueOption(value)?.label.asString ?? '').filter(Boolean).join(', ');

function answer(node: AnyNode, language: Language): string {
  if (node.nodeType === 'select') return wordsOf(node);
  if (node.nodeType !== 'input') return '';
  const { instanceValue, label } = node.currentState;
  if (node.valueType === 'string') return instanceValue;
  const called = label?.asString ?? '';
  return node.valueType === 'int' && instanceValue && called ? `${called}: ${writeNumber(instanceValue, language)}` : '';
}

/** Where and when a report is of, as far as it is answered: the place in words, the first and the last day. */
export function whereWhen(root: RootNode, { place, start, end }: Roles): { place: string; days: string[] } {
  const said: Record<string, string> = {};
  const walk = (node: AnyNode): void => {
    const name = node.currentState.reference.split('/').pop() ?? '';
    if (node.nodeType === 'select' && name === place) said[name] = wordsOf(node);
    else if (node.nodeType === 'input' && [place, start, end].includes(name)) said[name] = node.currentState.instanceValue;
    for (const child of (node.currentState.children ?? []) as readonly AnyNode[]) walk(child);
  };
  (root.currentState.children as readonly AnyNode[]).forEach(walk);
  const days = [start, end].map((name) => (name && said[name]?.slice(0, 10)) ?? '').filter(Boolean);
  return { place: (place && said[place]) ?? '', days };
}

/** A long answer's beginning tells as much. */
export const cut = (text: string): string => (text.length > SHORT ? `${text.slice(0, SHORT - 1).trimEnd()}…` : text);

/** Answers as words, first things first; what was filled in before the person came says nothing. */
export function gist(root: RootNode, given: readonly string[], language: Language): string {
  const found: string[] = [];
  const walk = (node: AnyNode): void => {
    if (found.length >= WORDS || !node.currentState.relevant || node.currentState.readonly) return;
    const own = answer(node, language);
    const name = node.currentState.reference.split('/').pop() ?? '';
    if (own && !given.includes(name)) found.push(cut(own));
    for (const child of (node.currentState.children ?? []) as readonly AnyNode[]) walk(child);
  };
  (root.currentState.children as readonly AnyNode[]).forEach(walk);
  return found.join(' · ');
}
