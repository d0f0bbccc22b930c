// A few words by which a reporter tells one report from another: what was answered first, in the words of the choices.
import type { AnyNode, RootNode } from '@getodk/xforms-engine';
import type { Language } from '../text/habits.ts';
import { writeNumber } from './values.ts';

const WORDS = 3;
const SHORT = 40;

function answer(node: AnyNode, language: Language): string {
  if (node.nodeType === 'select') {
    return (node.currentState.value as readonly string[]).map((value) => node.getValueOption(value)?.label.asString ?? '').filter(Boolean).join(', ');
  }
  if (node.nodeType !== 'input') return '';
  const { instanceValue, label } = node.currentState;
  if (node.valueType === 'string') return instanceValue;
  const called = label?.asString ?? '';
  return node.valueType === 'int' && instanceValue && called ? `${called}: ${writeNumber(instanceValue, language)}` : '';
}

/** Answers as words, first things first; what was filled in before the person came, and long texts, say nothing. */
export function gist(root: RootNode, given: readonly string[], language: Language): string {
  const found: string[] = [];
  const walk = (node: AnyNode): void => {
    if (found.length >= WORDS || !node.currentState.relevant || node.currentState.readonly) return;
    const own = answer(node, language);
    const name = node.currentState.reference.split('/').pop() ?? '';
    if (own && own.length <= SHORT && !given.includes(name)) found.push(own);
    for (const child of (node.currentState.children ?? []) as readonly AnyNode[]) walk(child);
  };
  (root.currentState.children as readonly AnyNode[]).forEach(walk);
  return found.join(' · ');
}
