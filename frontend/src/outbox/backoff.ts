// How long to wait before the next try: twice as long each time, and never all phones of a province at one moment.
const FIRST = 5_000;
export const LONGEST = 30 * 60_000;

/** Milliseconds. `chance` is in 0..1; `asked` is what the server asked for, in seconds. */
export function pause(tries: number, chance: number, asked = 0): number {
  const doubled = Math.min(FIRST * 2 ** Math.max(tries - 1, 0), LONGEST);
  return Math.max(Math.round(doubled * (0.5 + chance)), Math.min(asked * 1000, 2 * LONGEST));
}

/** Whether the time has come. A pause longer than any we give was written under another clock, and does not count. */
export const isDue = (until: number, now: number): boolean => until <= now || until - now > 2 * LONGEST + 60_000;
