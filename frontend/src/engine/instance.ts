// What must be read from or written into XForms and their instances without opening them in the engine.

const OPENROSA = 'http://openrosa.org/xforms';
const KHEO = 'https://kheo.org/xforms';

function parse(xml: string): Document {
  const made = new DOMParser().parseFromString(xml, 'text/xml');
  if (made.querySelector('parsererror')) throw new Error('The file is not well-formed XML.');
  return made;
}

const print = (made: Document): string => new XMLSerializer().serializeToString(made);
const named = (parent: Element | Document, name: string): Element[] =>
  [...parent.getElementsByTagName('*')].filter((each) => each.localName === name);
const textOf = (xml: string, name: string): string => named(metaOf(parse(xml)) ?? parse(xml), name)[0]?.textContent?.trim() ?? '';
const metaOf = (made: Document): Element | undefined => [...made.documentElement.children].find((each) => each.localName === 'meta');

export const instanceID = (xml: string): string => textOf(xml, 'instanceID');
export const deprecatedID = (xml: string): string => textOf(xml, 'deprecatedID');
export const instanceName = (xml: string): string => textOf(xml, 'instanceName');

function primaryInstance(xform: Document): Element | undefined {
  const model = named(xform, 'model')[0];
  const instance = model && [...model.children].find((each) => each.localName === 'instance');
  return instance?.firstElementChild ?? undefined;
}

/** The form with these answers in its primary instance. Answers that the form's author put there stay, and so does what
 * the form computes when it is opened, unless a question is in `firm`. */
export function prefilled(xform: string, answers: Readonly<Record<string, string>>, today: string, firm: readonly string[] = []): string {
  const made = parse(xform);
  const root = primaryInstance(made);
  if (!root) return xform;
  let changed = false;
  for (const [field, value] of Object.entries(answers)) {
    for (const place of named(root, field)) {
      if (place.children.length || (place.textContent && !firm.includes(field))) continue;
      place.textContent = value === 'today' ? today : value;
      changed = true;
    }
  }
  for (const each of named(made, 'setvalue')) {
    if (!firm.includes(each.getAttribute('ref')?.split('/').pop() ?? '')) continue;
    each.remove();
    changed = true;
  }
  return changed ? print(made) : xform;
}

/** The instance as one that replaces an earlier one: a new name of its own, and the earlier one's beside it. */
export function replacing(xml: string, earlier: string): string {
  const made = parse(xml);
  const meta = metaOf(made);
  if (!meta) return xml;
  let mark = named(meta, 'deprecatedID')[0];
  if (mark?.textContent === earlier) return xml;
  if (!mark) {
    mark = made.createElementNS(meta.namespaceURI ?? OPENROSA, meta.prefix ? `${meta.prefix}:deprecatedID` : 'deprecatedID');
    meta.append(mark);
  }
  mark.textContent = earlier;
  return print(made);
}

/** The instance as one that was keyed from a paper. What is sent says so itself, whichever way it takes. */
export function withPaper(xml: string, { number, unit }: { number: string; unit: string }): string {
  const made = parse(withoutPaper(xml));
  const meta = metaOf(made);
  if (!meta) return xml;
  const mark = made.createElementNS(KHEO, 'kheo:paper');
  mark.textContent = number;
  if (unit) mark.setAttribute('unit', unit);
  meta.append(mark);
  return print(made);
}

const papers = (made: Document): Element[] => named(metaOf(made) ?? made, 'paper').filter(({ namespaceURI }) => namespaceURI === KHEO);

/** The paper that an instance was keyed from, if any. */
export function paperOf(xml: string): { number: string; unit: string } | undefined {
  const found = papers(parse(xml))[0];
  return found && { number: found.textContent?.trim() ?? '', unit: found.getAttribute('unit') ?? '' };
}

/** The engine knows only what its form has. */
export function withoutPaper(xml: string): string {
  const made = parse(xml);
  const found = papers(made);
  for (const each of found) each.remove();
  return found.length ? print(made) : xml;
}

/** What was answered to these questions outside any repeat, as far as it was. */
export function answersTo(xml: string, fields: readonly string[]): Record<string, string> {
  const made = parse(xml);
  const found = fields.map((field) => [field, named(made, field).find(({ children }) => !children.length)?.textContent?.trim() ?? ''] as const);
  return Object.fromEntries(found.filter(([, value]) => value));
}

/** The form with these questions open to a person: what an app fills in by itself, a clerk reads from the paper. */
export function writable(xform: string, fields: readonly string[]): string {
  const made = parse(xform);
  const locked = named(made, 'bind').filter((bind) => bind.hasAttribute('readonly') && !bind.hasAttribute('calculate') && fields.includes(bind.getAttribute('nodeset')?.split('/').pop() ?? ''));
  for (const bind of locked) bind.removeAttribute('readonly');
  return locked.length ? print(made) : xform;
}

/** Names of the files that an instance speaks of: values of the form's binary questions, each once. */
export function fileNames(xform: string, xml: string): string[] {
  const binary = new Set(
    named(parse(xform), 'bind')
      .filter((bind) => bind.getAttribute('type') === 'binary')
      .map((bind) => bind.getAttribute('nodeset')?.split('/').pop() ?? ''),
  );
  const values = [...parse(xml).getElementsByTagName('*')];
  return [...new Set(values.filter((each) => binary.has(each.localName) && !each.children.length).map((each) => each.textContent?.trim() ?? ''))].filter(Boolean);
}

/** The local day as forms write it. */
export function dayOf(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** A question's label in a language, as plain text; its name when there is none. */
export function fieldLabel(xform: string, field: string, language: string): string {
  const name = field.split('/').pop() ?? field;
  const made = parse(xform);
  const body = named(made, 'body')[0];
  const control = body && [...body.getElementsByTagName('*')].find((each) => each.getAttribute('ref')?.split('/').pop() === name);
  const label = control && [...control.children].find((each) => each.localName === 'label');
  const id = /jr:itext\('(.+)'\)/.exec(label?.getAttribute('ref') ?? '')?.[1];
  if (!id) return label?.textContent?.trim() || name;
  const languages = named(made, 'translation');
  const chosen = languages.find((each) => each.getAttribute('lang')?.includes(`(${language})`)) ?? languages[0];
  const text = chosen && named(chosen, 'text').find((each) => each.getAttribute('id') === id);
  return (text && named(text, 'value').find((each) => !each.hasAttribute('form'))?.textContent?.trim()) || name;
}
