// Brings together what a form needs to be opened: from the phone alone, never from the network.
import { openForm, type OpenForm } from '../engine/index.ts';
import { instanceName, paperOf, withoutPaper, writable } from '../engine/instance.ts';
import type { Database, Draft, KeptForm } from '../store/db.ts';
import { filesOf } from '../store/reports.ts';
import { language, said } from '../text/index.ts';
import { remarksOn } from './lists.ts';
import { model } from './model.ts';

/** A blank for the next paper. The app fills in nothing of its own: what papers have in common is what a clerk keeps. */
export async function blankPaper(code: string, answers: Readonly<Record<string, string>>): Promise<{ draft: Draft; form: OpenForm; kept: KeptForm }> {
  const { db } = model;
  if (!db) throw new Error('No database is open.');
  const kept = currentForm(code);
  const xform = writable(kept.xml, kept.who ? [kept.who] : []);
  return { draft: blank(kept), form: await openForm({ ...common(db, kept), xform, prefill: answers }), kept };
}

export async function begin(how: string, subject: string): Promise<{ draft: Draft; form: OpenForm }> {
  const { db } = model;
  if (!db) throw new Error('No database is open.');
  if (how === 'fill') return goOn(db, subject);
  if (how === 'mend') return mend(db, subject);
  const kept = currentForm(subject);
  return { draft: blank(kept), form: await openForm(common(db, kept)) };
}

async function goOn(db: Database, id: string): Promise<{ draft: Draft; form: OpenForm }> {
  const draft = await db.get('drafts', id);
  const kept = draft && (await db.get('forms', draft.form));
  if (!draft || !kept) throw new Error(id);
  const xform = draft.paper && kept.who ? writable(kept.xml, [kept.who]) : kept.xml;
  const form = await openForm({ ...common(db, kept), xform, draft: { xml: draft.xml, files: await filesOf(db, id) }, replaces: draft.replaces });
  return { draft, form };
}

async function mend(db: Database, instance: string): Promise<{ draft: Draft; form: OpenForm }> {
  const returned = await db.get('returned', instance);
  const report = model.state?.body.reports.find((each) => each.instance === instance);
  if (!returned || !report) throw new Error(instance);
  const kept = currentForm(report.form);
  const paper = paperOf(returned.xml);
  const xform = paper && kept.who ? writable(kept.xml, [kept.who]) : kept.xml;
  const before = { xml: withoutPaper(returned.xml), files: await filesOf(db, instance) };
  const form = await openForm({ ...common(db, kept), xform, mend: before, replaces: instance });
  const draft: Draft = { ...blank(kept), replaces: instance, name: instanceName(returned.xml), remarks: remarksOn(report, said), ...(paper && { paper }) };
  return { draft, form };
}

function currentForm(code: string): KeptForm {
  const found = model.forms.find((form) => form.code === code && form.current);
  if (!found) throw new Error(code);
  return found;
}

const blank = (form: KeptForm): Draft => ({
  id: crypto.randomUUID(), form: form.key, code: form.code, xml: '', files: [], name: '', begunAt: Date.now(), savedAt: 0, replaces: '', remarks: [],
});

const common = (db: Database, form: KeptForm) => ({
  xform: form.xml,
  prefill: form.prefill,
  language: language.value,
  now: new Date(),
  who: { device: `kheo:${model.device?.id ?? ''}`, username: model.person?.username ?? '' },
  replaces: '',
  media: async (name: string) => {
    const hash = form.media.find((each) => each.name === name)?.hash;
    const found = hash ? await db.get('media', hash) : undefined;
    return found && new Blob([found.bytes], { type: found.type });
  },
});
