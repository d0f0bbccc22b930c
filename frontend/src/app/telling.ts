// Where and when a report is of, in words: what tells one card from another of the same form.
import type { Period, Report } from '../net/contract.ts';
import type { WhereWhen } from '../store/db.ts';
import { cut } from '../engine/gist.ts';
import { language, said, span } from '../text/index.ts';
import { fallsInto } from './lists.ts';
import { model } from './model.ts';

/** What this phone remembers of a report, else what the server told of it. */
export function known(instance: string): { name: string } & WhereWhen {
  const held = [...model.envelopes, ...model.receipts].find((each) => each.instance === instance);
  const report = model.state?.body.reports.find((each) => each.instance === instance);
  const place = held?.place || report?.place;
  const period = held?.period ?? report?.period;
  const days = held?.days?.length ? held.days : report?.days;
  return { name: held?.name || cut(report?.name ?? '') || titleBeyond(report), ...(place && { place }), ...(days?.length && { days }), ...(period && { period }) };
}

/** The server calls a report by place and day, which stand beside it already. */
const titleBeyond = (report: Report | undefined): string =>
  typeof report?.title === 'string' && !report.place && !report.days?.length ? report.title : '';

/** "tháng 9/2025"; a year says that it is one. */
export function periodName({ title, label }: Period): string {
  const name = said(title) || label;
  return language.value === 'vi' && /^\d{4}$/.test(name) ? `năm ${name}` : name;
}

/** "tháng 10/2026 (15/9–14/10)"; the days alone where the period is not known, or is not theirs any more. */
export function when(of: WhereWhen): string {
  const days = span(of.days ?? []);
  return of.period && (!days || fallsInto(of, of.period)) ? [periodName(of.period), days && `(${days})`].filter(Boolean).join(' ') : days;
}

export const whereWhen = (of: WhereWhen): string => [of.place, when(of)].filter(Boolean).join(' · ');
