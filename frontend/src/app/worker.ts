// The service worker keeps the app itself. A new version takes over at a start, never under a form that is open.
export async function install(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.register('/r/sw.js', { scope: '/r/', updateViaCache: 'none' }).catch(() => null);
  void registration?.update().catch(() => undefined); // no network: the version that is here goes on
}

/** Before anything is shown: lets a version that waits take over, if no other tab is open. True when the page reloads. */
export async function takeOver(): Promise<boolean> {
  const waiting = (await navigator.serviceWorker?.getRegistration('/r/'))?.waiting;
  if (!waiting || sessionStorage.getItem('took-over')) return false;
  const changed = new Promise<boolean>((done) => {
    navigator.serviceWorker.addEventListener('controllerchange', () => done(true), { once: true });
    setTimeout(() => done(false), 1500);
  });
  waiting.postMessage('take-over');
  if (!(await changed)) return false;
  sessionStorage.setItem('took-over', '1');
  location.reload();
  return true;
}
