// What the server says and is told, as agreed with it.
export interface Both {
  vi?: string;
  en?: string;
}
export interface FormOffer {
  code: string;
  title: Both;
  version: string;
  hash: string;
  url: string;
  media: { name: string; hash: string; url: string }[];
  prefill?: Record<string, string>;
  /** Questions whose answers one paper has in common with the next. */
  keep?: string[];
  /** The question that says whose report it is; "" where the form does not ask. */
  who?: string;
  /** The questions that say where and when. */
  roles?: Roles;
  /** Question → its number on the printed form. */
  numbers?: Record<string, string>;
}
export interface Roles {
  place?: string;
  start?: string;
  end?: string;
}
export interface Period {
  label: string;
  title: Both;
  /** Both days included. */
  first?: string;
  last?: string;
}
export interface Due {
  form: string;
  period: Period;
  closes: string;
  days_left: number;
}
export type ReportState = 'incomplete' | 'received' | 'returned' | 'accepted' | 'rejected' | 'refused' | 'replaced' | 'withdrawn';
export interface Report {
  instance: string;
  number: number;
  form: string;
  title: string | Both;
  /** What its sender calls it: the first text answered, such as the unit's own number of the line. */
  name?: string;
  received_at: string;
  state: ReportState;
  have: number;
  expected: number;
  missing: string[];
  returned: { by: string; at: string; reason: string; field: string } | null;
  refusals: { field: string; value: string; message: Both }[];
  withdrawn?: { by: string; at: string; reason: string } | null;
  replaces: string;
  /** What another device of the same person that sent it is called; empty for this one. */
  device?: string;
  /** Who brought the file in which it lay, or corrected it at the desk, where that is not its sender. */
  handed_in_by?: string;
  paper?: string;
  place?: string;
  /** First and last day of service. */
  days?: string[];
  /** The period that it counts for, where its unit owes one. */
  period?: Period | null;
}
export interface State {
  now: string;
  user: { username: string; name: string };
  /** `near`: what its place and those around it are called, the nearest first. */
  unit: { ref: string; title: Both; near?: string[] } | null;
  programme: { code: string; title: Both; notice?: Both } | null;
  device: { id: number; acknowledged: number[]; highest: number };
  forms: FormOffer[];
  due: Due[];
  /** Form → its last, present and next period, where its unit reports by a schedule. */
  periods?: Record<string, Period[]>;
  /** What others did to reports, unread. */
  told?: Told[];
  reports: Report[];
}
export interface Told {
  id: number;
  at: string;
  instance: string;
  text: Both;
}
export interface Acknowledgement {
  instance: string;
  number: number;
  received_at: string;
  have: number;
  expected: number;
}
export interface DeviceGrant {
  device: number;
  key: string;
  user: { name: string; username: string };
  language: string;
}
