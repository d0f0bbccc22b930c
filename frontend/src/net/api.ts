// Calls to the server. No cookie goes with those under /r/api/: the device's key speaks for itself, even after sign-out.
import type { Envelope } from '../store/db.ts';
import type { Answer } from '../outbox/judge.ts';
import type { DeviceGrant, State } from './contract.ts';

const API = '/r/api';
const QUICK = 30_000;
const SLOWEST = 4; // bytes a millisecond that a thin network still carries

const signed = (key: string, more: Record<string, string> = {}) => ({ Authorization: `Bearer ${key}`, Accept: 'application/json', ...more });
const options = (key: string, more: Record<string, string> = {}): RequestInit => ({
  headers: signed(key, more), credentials: 'omit', cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(QUICK),
});

export class Refused extends Error {
  constructor(readonly status: number) {
    super(`The server answered ${status}.`);
  }
}

export async function fetchState(key: string, etag: string): Promise<{ etag: string; body: State } | null> {
  const answer = await fetch(`${API}/state`, options(key, etag ? { 'If-None-Match': etag } : {}));
  if (answer.status === 304) return null;
  if (!answer.ok) throw new Refused(answer.status);
  const body = (await answer.json()) as State;
  if (!Array.isArray(body.forms) || !body.device) throw new Refused(answer.status);
  return { etag: answer.headers.get('ETag') ?? '', body };
}

export async function fetchFile(key: string, url: string): Promise<Blob> {
  const answer = await fetch(url, { ...options(key), signal: AbortSignal.timeout(4 * QUICK) });
  if (!answer.ok) throw new Refused(answer.status);
  return answer.blob();
}

export const instanceUrl = (instance: string): string => `${API}/instances/${encodeURIComponent(instance)}.xml`;
export const instanceFileUrl = (instance: string, name: string): string =>
  `${API}/instances/${encodeURIComponent(instance)}/${encodeURIComponent(name)}`;

/** Posts an envelope. Null when no answer came. */
export async function post(key: string, envelope: Envelope, files: readonly File[], highest: number, language: string, now: Date): Promise<Answer | null> {
  const body = new FormData();
  body.set('xml_submission_file', new File([envelope.xml], 'xml_submission_file', { type: 'text/xml' }));
  for (const file of files) body.append(file.name, file, file.name);
  return asked(`${API}/submission`, {
    ...options(key, {
      'X-OpenRosa-Version': '1.0',
      'X-Kheo-Envelope': `${envelope.number}/${highest}`,
      'X-Kheo-Device-Time': now.toISOString(),
      'Accept-Language': language,
    }),
    method: 'POST',
    body,
    signal: AbortSignal.timeout(QUICK + Math.round(envelope.bytes / SLOWEST)),
  });
}

/** Whether the door for reports is there. Null when no answer came. */
export const reach = (key: string): Promise<Answer | null> => asked(`${API}/submission`, { ...options(key, { 'X-OpenRosa-Version': '1.0' }), method: 'HEAD' });

const posting = (key: string, told: unknown, language: string): RequestInit => ({
  ...options(key, { 'Content-Type': 'application/json', 'Accept-Language': language }), method: 'POST', body: JSON.stringify(told),
});
/** Takes a report back. */
export const withdraw = (key: string, instance: string, reason: string, language: string): Promise<Answer | null> =>
  asked(`${API}/instances/${encodeURIComponent(instance)}/withdraw`, posting(key, { reason }, language));

/** Tells of numbers under which nothing will come. */
export const takeBackNumbers = (key: string, numbers: readonly number[], language: string): Promise<Answer | null> =>
  asked(`${API}/numbers`, posting(key, { taken_back: numbers }, language));

/** Tells what its person has read. */
export const tellRead = (key: string, read: readonly number[], language: string): Promise<Answer | null> =>
  asked(`${API}/told`, posting(key, { read }, language));

async function asked(address: string, how: RequestInit): Promise<Answer | null> {
  try {
    const answer = await fetch(address, how);
    return { status: answer.status, retryAfter: answer.headers.get('Retry-After'), text: await answer.text() };
  } catch {
    return null;
  }
}

/** Who is signed in at the server: a username, "" for nobody, null when it cannot be asked. */
export async function whoIsSignedIn(): Promise<string | null> {
  try {
    const answer = await fetch('/r/', { method: 'HEAD', cache: 'no-store', redirect: 'manual', signal: AbortSignal.timeout(QUICK) });
    if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403) return '';
    const name = answer.headers.get('X-Kheo-User');
    return answer.ok && name ? decodeURIComponent(name) : null;
  } catch {
    return null;
  }
}

export const cookie = (name: string): string => new RegExp(`(?:^|; )${name}=([^;]*)`).exec(document.cookie)?.[1] ?? '';

/** A key for this device, or null when nobody is signed in. `before` is the number it had. */
export async function registerDevice(label: string, before: number | undefined): Promise<DeviceGrant | null> {
  const answer = await fetch('/r/device', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': cookie('csrftoken') },
    body: JSON.stringify(before === undefined ? { label } : { label, device: before }),
    redirect: 'manual',
    signal: AbortSignal.timeout(QUICK),
  });
  return answer.status === 201 ? ((await answer.json()) as DeviceGrant) : null;
}
