// Keeps the app's own files, all of one build under one name. Data never pass through here: forms, reports and their
// pictures stand in the database, and the server's answers are kept by nobody but the app.
import { sendAll } from '../outbox/sender.ts';

declare const self: ServiceWorkerGlobalScope & { KHEO_STATIC: string };
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

const NAME = 'kheo-reporter-';
const CACHE = NAME + __VERSION__;
const SHELL = '/r/';
const MANIFEST = '/r/manifest.webmanifest';
const files = __FILES__.map((file) => self.KHEO_STATIC + file);

self.addEventListener('install', (event) => event.waitUntil(fill()));
self.addEventListener('activate', (event) => event.waitUntil(tidy()));
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') event.waitUntil(takeOver());
});
self.addEventListener('sync' as never, (event: SyncEvent) => {
  if (event.tag === 'kheo-send') event.waitUntil(sendInBackground());
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate' && url.pathname === SHELL) event.respondWith(kept(SHELL, request));
  else if (url.pathname === MANIFEST || files.includes(url.pathname)) event.respondWith(kept(url.pathname, request));
});

async function fill(): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all([SHELL, MANIFEST, ...files].map(async (address) => {
    const answer = await fetch(address, { cache: 'reload', credentials: 'same-origin' });
    // A sign-in page in place of the app would lock a reporter out for good.
    if (!answer.ok || answer.redirected) throw new Error(`${address}: ${answer.status}`);
    await cache.put(address, answer);
  }));
}

async function tidy(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(NAME) && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
}

async function kept(address: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) ?? fetch(request);
}

async function takeOver(): Promise<void> {
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (open.filter(({ url }) => new URL(url).pathname === SHELL).length <= 1) await self.skipWaiting();
}

async function sendInBackground(): Promise<void> {
  const done = await sendAll(self.navigator.language.slice(0, 2), () => undefined);
  new BroadcastChannel('kheo-reporter').postMessage('changed');
  if (!done) throw new Error('Something still waits.'); // the browser then tries again by itself
}
