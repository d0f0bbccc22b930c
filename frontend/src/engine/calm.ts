// A tap that has begun must end on what it began on: what would move the page waits until the pointer is up and its click
// was handled. Without a pointer down nothing waits.
const CLICK_COMES_WITHIN = 300; // milliseconds after the pointer is up; a swipe or a long press has no click
let held = false;
let timer: ReturnType<typeof setTimeout> | undefined;
const waiting = new Set<() => void>();

/** At once, or after the tap that is under way. */
export function whenCalm(act: () => void): void {
  if (held) waiting.add(act);
  else act();
}

/** The tap is over: whatever waited happens now. */
export function settle(): void {
  clearTimeout(timer);
  held = false;
  const acts = [...waiting];
  waiting.clear();
  for (const act of acts) act();
}

function later(wait: number): void {
  clearTimeout(timer);
  timer = setTimeout(settle, wait);
}
const options = { capture: true, passive: true };
addEventListener('pointerdown', () => {
  clearTimeout(timer);
  held = true;
}, options);
addEventListener('pointerup', () => later(CLICK_COMES_WITHIN), options);
addEventListener('click', () => later(0), options);
for (const end of ['pointercancel', 'keydown', 'blur'] as const) addEventListener(end, (event) => (end !== 'blur' || event.target === window) && settle(), options);
