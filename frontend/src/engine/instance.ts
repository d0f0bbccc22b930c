// What must be read from or written into XForms and their instances without opening them in the engine.

const OPENROSA = 'http://openrosa.org/xforms';

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

/** The form with these answers in its primary instance. Answers that the form's author put there stay. */
export function prefilled(xform: string, answers: Readonly<Record<string, string>>, today: string): string {
  const made = parse(xform);
  const root = primaryInstance(made);
  if (!root) return xform;
  let changed = false;
  for (const [field, value] of Object.entries(answers)) {
    for (const place of named(root, field)) {
      if (place.children.length || place.textContent) continue;
      place.textContent = value === 'today' ? today : value;
      changed = true;
    }
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
