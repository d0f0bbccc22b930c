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
}
export interface Due {
  form: string;
  period: { label: string; title: Both };
  closes: string;
  days_left: number;
}
export type ReportState = 'incomplete' | 'received' | 'returned' | 'accepted' | 'rejected' | 'refused';
export interface Report {
  instance: string;
  number: number;
  form: string;
  title: string | Both;
  received_at: string;
  state: ReportState;
  have: number;
  expected: number;
  missing: string[];
  returned: { by: string; at: string; reason: string; field: string } | null;
  refusals: { field: string; value: string; message: Both }[];
  replaces: string;
  paper?: string;
}
export interface State {
  now: string;
  user: { username: string; name: string };
  unit: { ref: string; title: Both } | null;
  programme: { code: string; title: Both; notice?: Both } | null;
  device: { id: number; acknowledged: number[]; highest: number };
  forms: FormOffer[];
  due: Due[];
  reports: Report[];
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
