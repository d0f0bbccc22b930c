// A draft that is tried: the form as the server has it now, and what the server would make of the answers. The person is
// known by the page's own sign-in; no device takes part, so there is nothing by which a report could be sent.
import { cookie } from './api.ts';
import type { Both } from './contract.ts';

const PATIENCE = 60_000;

export interface Trial {
  title: Both;
  xform: string;
  /** File → its address. */
  media: Record<string, string>;
  prefill: Record<string, string>;
  username: string;
  /** Where the answers are read. */
  read: string;
  /** The draft's own page. */
  back: string;
}
interface Told {
  label: string;
  text: string;
}
export interface Recorded {
  unit: string;
  agency: string;
  place: string;
  first: string;
  last: string;
  measures: Told[];
  answers: Told[];
}
export interface Reading {
  records: Recorded[];
  refusals: { field: string; question: string; value: string; message: string }[];
  files: string[];
}

export async function fetchTrial(address: string): Promise<Trial> {
  const answer = await ask(address);
  return (await answer.json()) as Trial;
}

export async function fetchTrialFile(address: string): Promise<Blob> {
  return (await ask(address)).blob();
}

/** What the server would record, or a sentence on why it would not even read it. Null when no answer came. */
export async function readTrial(address: string, xml: string, language: string): Promise<Reading | string | null> {
  try {
    const answer = await fetch(`${address}?language=${language}`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/xml', Accept: 'application/json', 'X-CSRFToken': cookie('csrftoken') },
      body: xml,
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE),
    });
    const told = (await answer.json()) as Reading & { message?: string };
    return answer.ok ? told : (told.message ?? `${answer.status}`);
  } catch {
    return null;
  }
}

async function ask(address: string): Promise<Response> {
  const answer = await fetch(address, { headers: { Accept: 'application/json' }, cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer;
}
