// Brings together what a form needs to be opened: from the phone alone, never from the network.
import { openForm, type OpenForm } from '../engine/index.ts';
import { dayOf, instanceName, paperOf, withoutPaper, writable } from '../engine/instance.ts';
import type { Report } from '../net/contract.ts';
import { fetchReport } from '../net/sync.ts';
import type { Database, Draft, KeptForm, WhereWhen } from '../store/db.ts';
import { asFile, filesOf, type Filled } from '../store/reports.ts';
import { language, said } from '../text/index.ts';
import { daysOf, fallsInto, remarksOn } from './lists.ts';
import { model } from './model.ts';
import { known } from './telling.ts';

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
  if (how === 'mend' || how === 'correct') return mend(db, subject, how === 'correct');
  const [code = '', label = ''] = subject.split('/');
  const kept = currentForm(code);
  const period = model.state?.body.due.find((due) => due.form === code && due.period.label === label)?.period;
  const days = period && daysOf(period, dayOf(new Date()));
  const answers = Object.fromEntries((['start', 'end'] as const).flatMap((role) => {
    const question = kept.roles?.[role];
    return question && period ? [[question, days?.[role] ?? '']] : [];
  }));
  const form = await openForm({ ...common(db, kept), prefill: { ...kept.prefill, ...answers }, firm: Object.keys(answers) });
  return { draft: { ...blank(kept), ...(period && { period }) }, form };
}

async function goOn(db: Database, id: string): Promise<{ draft: Draft; form: OpenForm }> {
  const draft = await db.get('drafts', id);
  const kept = draft && (await db.get('forms', draft.form));
  if (!draft) throw new NoSuchDraft(id);
  if (!kept) throw new Error(id);
  const xform = draft.paper && kept.who ? writable(kept.xml, [kept.who]) : kept.xml;
  const form = await openForm({ ...common(db, kept), xform, draft: { xml: draft.xml, files: await filesOf(db, id) }, replaces: draft.replaces });
  return { draft, form };
}

/** The answers as they were sent, as a new version. Unasked (`correction`) it may take a network to have them here. */
async function mend(db: Database, instance: string, correction: boolean): Promise<{ draft: Draft; form: OpenForm }> {
  const begun = (await db.getAll('drafts')).find(({ replaces }) => replaces === instance);
  if (begun) return goOn(db, begun.id);
  const report = model.state?.body.reports.find((each) => each.instance === instance);
  if (!report) throw new Error(instance);
  const kept = currentForm(report.form);
  const returned = await answersOf(db, instance, kept, correction);
  const paper = paperOf(returned.xml);
  const xform = paper && kept.who ? writable(kept.xml, [kept.who]) : kept.xml;
  const before = { xml: withoutPaper(returned.xml), files: returned.files };
  const form = await openForm({ ...common(db, kept), xform, mend: before, replaces: instance });
  const { place, days, period } = periodOf(report);
  const draft: Draft = {
    ...blank(kept), replaces: instance, name: instanceName(returned.xml), remarks: remarksOn(report, said), ...(correction && { correction }),
    ...(paper && { paper }), ...(place && { place }), ...(days && { days }), ...(period && { period }),
  };
  return { draft, form };
}

/** It was sent, or discarded, or written on another phone. */
export class NoSuchDraft extends Error {}

/** The answers are not on this phone, and the server does not answer. */
export class OutOfReach extends Error {}

async function answersOf(db: Database, instance: string, form: KeptForm, fetched: boolean): Promise<Filled> {
  const returned = await db.get('returned', instance);
  if (returned) return { xml: returned.xml, files: await filesOf(db, instance) };
  if (!fetched || !model.device) throw new Error(instance);
  try {
    const { xml, files } = await fetchReport(model.device.key, instance, form.xml);
    return { xml, files: files.map(asFile) };
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) throw new OutOfReach(instance);
    throw error;
  }
}

/** Where and when a report is of, with the period that it was for: as it was begun here, as the server counts it, or, for
 * one of which no record could be made, the one that is still due. */
function periodOf(report: Report): WhereWhen {
  const told = known(report.instance);
  const due = model.state?.body.due.find(({ form, period }) => form === report.form && fallsInto(told, period));
  return { ...told, ...(!told.period && due && { period: due.period }) };
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
  roles: form.roles,
  who: { device: `kheo:${model.device?.id ?? ''}`, username: model.person?.username ?? '' },
  replaces: '',
  media: async (name: string) => {
    const hash = form.media.find((each) => each.name === name)?.hash;
    const found = hash ? await db.get('media', hash) : undefined;
    return found && new Blob([found.bytes], { type: found.type });
  },
});
