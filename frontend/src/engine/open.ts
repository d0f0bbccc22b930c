// Opens an XForm in the engine: empty, as a draft that goes on, or as a report that is mended.
import { loadForm, type AnyFormInstance, type AnyNode, type RootNode, type UploadNode } from '@getodk/xforms-engine';
import { markRaw, shallowReactive } from 'vue';
import type { Language } from '../text/habits.ts';
import type { Roles } from '../net/contract.ts';
import { gist, whereWhen } from './gist.ts';
import { dayOf, instanceName, prefilled, replacing } from './instance.ts';

/** An instance and its files, as far as it is filled in. */
export interface Filled {
  readonly xml: string;
  readonly files: readonly File[];
}

export interface Opening {
  readonly xform: string;
  /** A file that belongs to the form (a list of places, a picture in a label), or nothing when it is not at hand. */
  readonly media: (name: string) => Promise<Blob | undefined>;
  readonly prefill: Readonly<Record<string, string>>;
  /** Prefilled answers that stand against what the form itself would put there. */
  readonly firm?: readonly string[];
  readonly roles?: Roles;
  readonly language: Language;
  readonly who: { readonly device: string; readonly username: string };
  readonly draft?: Filled;
  readonly mend?: Filled;
  /** The instance that this one replaces, or "". */
  readonly replaces: string;
  readonly now: Date;
}

export interface Mistake {
  readonly nodeId: string;
}

export interface OpenForm {
  readonly root: RootNode;
  readonly media: Opening['media'];
  /** The answers as they stand, valid or not. */
  filled(): Promise<Filled>;
  mistakes(): readonly Mistake[];
  /** A few words that tell this report from another. */
  gist(): string;
  /** Where and when, as far as it is answered. */
  whereWhen(): { place: string; days: string[] };
  speak(language: Language): void;
}

const MAIN = 'xml_submission_file';

const fileNameOf = (url: URL): string => decodeURIComponent(url.href.split('/').pop() ?? '');

function asData({ xml, files }: Filled): FormData {
  const data = new FormData();
  data.set(MAIN, new File([xml], MAIN, { type: 'text/xml' }));
  for (const file of files) data.set(file.name, file);
  return data;
}

function speak(root: RootNode, language: Language): void {
  const found = root.languages.find(
    (each) => !each.isSyntheticDefault && new RegExp(`\\(${language}\\)|^${language}\\b`, 'i').test(each.language),
  );
  if (found && !found.isSyntheticDefault) root.setLanguage(found);
}

export async function openForm(opening: Opening): Promise<OpenForm> {
  const { draft, mend, media } = opening;
  const fresh = !draft && !mend;
  const xform = fresh ? prefilled(opening.xform, opening.prefill, dayOf(opening.now), opening.firm) : opening.xform;
  const loaded = await loadForm(xform, {
    fetchFormAttachment: async (url: URL) => {
      const found = await media(fileNameOf(url));
      return found ? new Response(found) : new Response('', { status: 404 });
    },
    missingResourceBehavior: 'BLANK',
  });
  if (loaded.status === 'failure') throw loaded.error;
  const config = {
    // Shallow, for the engine replaces what changed and never reaches into it; proxies over thousands of choices are slow.
    stateFactory: shallowReactive,
    instanceAttachments: { fileNameFactory: nameFile },
    preloadProperties: { deviceID: opening.who.device, username: opening.who.username },
  } as Parameters<typeof loaded.createInstance>[0];
  let made: AnyFormInstance;
  if (draft) made = await loaded.restoreInstance({ data: [asData(draft) as never] }, config);
  else if (mend) made = await loaded.editInstance({ inputType: 'FORM_INSTANCE_INPUT_RESOLVED', data: [asData(mend) as never] }, config);
  else made = loaded.createInstance(config);
  const root = markRaw(made.root);
  speak(root, opening.language);
  await filesAreRead(root);
  const { replaces, roles = {} } = opening;
  const given = [...Object.keys(opening.prefill), ...Object.values(roles)];
  return markRaw({
    root,
    media,
    filled: () => filledNow(root, replaces),
    gist: () => instanceNameOf(root) || gist(root, given, opening.language),
    whereWhen: () => whereWhen(root, roles),
    mistakes: () => root.validationState.violations.map(({ nodeId }) => ({ nodeId })),
    speak: (language: Language) => speak(root, language),
  });
}

/** Two pictures taken with one name must not become one file. */
function nameFile({ writtenAt, extension }: { writtenAt: Date; extension: string | null }): string {
  return `${writtenAt.getTime()}-${Math.random().toString(36).slice(2, 6)}${extension ?? ''}`.toLowerCase();
}

async function filledNow(root: RootNode, replaces: string): Promise<Filled> {
  const { data } = await root.prepareInstancePayload({ payloadType: 'monolithic' });
  const xml = await data[0].get(MAIN).text();
  // The engine hands out only files that changed since it was opened; a draft that goes on would lose all others.
  const files = uploads(root).flatMap(({ currentState: { value, instanceValue } }) =>
    value && instanceValue ? [value.name === instanceValue ? value : new File([value], instanceValue, { type: value.type })] : [],
  );
  return { xml: replaces ? replacing(xml, replaces) : xml, files };
}

/** What the form's author chose to call a report, when the author did. */
const instanceNameOf = (root: RootNode): string => instanceName(root.instanceState.instanceXML);

function uploads(node: AnyNode): UploadNode[] {
  if (!node.currentState.relevant) return [];
  if (node.nodeType === 'upload') return [node];
  return ((node.currentState.children ?? []) as readonly AnyNode[]).flatMap(uploads);
}

/** The engine reads given files in its own time; until then they look as if there were none. */
async function filesAreRead(root: RootNode): Promise<void> {
  while (uploads(root).some(({ currentState }) => currentState.attachmentState.loading)) await new Promise((done) => setTimeout(done, 10));
}
