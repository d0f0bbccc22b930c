import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { settle, whenCalm } from '../src/engine/calm.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  settle();
  vi.useRealTimers();
});
const happen = (name: string) => window.dispatchEvent(new Event(name));

it('nothing waits where no tap is under way', () => {
  const act = vi.fn();
  whenCalm(act);
  expect(act).toHaveBeenCalledOnce();
});
it('what would move the page waits for the click of a tap', () => {
  const act = vi.fn();
  happen('pointerdown');
  whenCalm(act);
  happen('pointerup');
  happen('click');
  expect(act).not.toHaveBeenCalled();
  vi.advanceTimersByTime(0);
  expect(act).toHaveBeenCalledOnce();
});
it.each(['pointercancel', 'keydown'])('and no longer than until %s', (end) => {
  const act = vi.fn();
  happen('pointerdown');
  whenCalm(act);
  happen(end);
  expect(act).toHaveBeenCalledOnce();
});
it('nor much longer than a press without a click', () => {
  const act = vi.fn();
  happen('pointerdown');
  whenCalm(act);
  happen('pointerup');
  vi.advanceTimersByTime(300);
  expect(act).toHaveBeenCalledOnce();
});
