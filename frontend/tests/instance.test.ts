import { describe, expect, it } from 'vitest';
import { answersTo, dayOf, deprecatedID, fieldLabel, fileNames, instanceID, paperOf, prefilled, replacing, withPaper, withoutPaper, writable } from '../src/engine/instance.ts';

const FORM = `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"><h:head><model>
<itext><translation lang="Tiếng Việt (vi)"><text id="/data/built:label"><value>Số nhà</value></text></translation>
<translation lang="English (en)"><text id="/data/built:label"><value>Houses</value></text></translation></itext>
<instance><data id="housing"><unit/><day/><taken>kept</taken><built/><house jr:template=""><photo/></house><meta><instanceID/></meta></data></instance>
<instance id="other"><root><unit/></root></instance><bind nodeset="/data/house/photo" type="binary"/></model></h:head>
<h:body><input ref="/data/built"><label ref="jr:itext('/data/built:label')"/></input></h:body></h:html>`;
const SENT = `<data id="housing"><unit>A</unit><house><photo>1.jpg</photo></house><house><photo>2.jpg</photo></house><house><photo/></house>
<meta xmlns="http://openrosa.org/xforms"><instanceID>uuid:new</instanceID></meta></data>`;

describe('prefilled', () => {
  const made = prefilled(FORM, { unit: 'ARMY:1 <b>', day: 'today', taken: 'other', missing: 'x' }, '2025-09-22');
  it('writes into the primary instance, escaped', () => expect(made).toContain('<unit>ARMY:1 &lt;b&gt;</unit>'));
  it('knows today by the device', () => expect(made).toContain('<day>2025-09-22</day>'));
  it('leaves what the author put there', () => expect(made).toContain('<taken>kept</taken>'));
  it('puts a period’s days against what the author put there or computes, and against nothing else', () => {
    const computing = FORM.replace('<bind ', '<setvalue ref="/data/taken" event="odk-instance-first-load" value="today()"/><setvalue ref="/data/built" value="1"/><bind ');
    const firm = prefilled(computing, { taken: '2025-09-30', day: 'today' }, '2025-10-05', ['taken']);
    expect(firm).toContain('<taken>2025-09-30</taken>');
    expect(firm).not.toContain('ref="/data/taken"');
    expect(firm).toContain('<setvalue ref="/data/built"');
    expect(firm).toContain('<day>2025-10-05</day>');
  });
  it('touches no other list', () => expect(made).toContain('<root><unit/></root>'));
  it('returns the very form when there is nothing to write', () => expect(prefilled(FORM, {}, '')).toBe(FORM));
});

describe('a report that replaces another', () => {
  const made = replacing(SENT, 'uuid:old');
  it('names it once, keeping its own name', () => {
    expect(deprecatedID(made)).toBe('uuid:old');
    expect(instanceID(made)).toBe('uuid:new');
    expect(replacing(made, 'uuid:old')).toBe(made);
    expect(made.match(/<deprecatedID/g)).toHaveLength(1);
  });
  it('takes the place of an older mark', () => expect(deprecatedID(replacing(made, 'uuid:older'))).toBe('uuid:older'));
});

describe('a report keyed from paper', () => {
  const made = withPaper(SENT, { number: '17 <a>', unit: 'Đồn "1"' });
  it('says which paper and whose', () => expect(paperOf(made)).toEqual({ number: '17 <a>', unit: 'Đồn "1"' }));
  it('says it once, and keeps its own name', () => {
    const again = withPaper(made, { number: '18', unit: '' });
    expect(paperOf(again)).toEqual({ number: '18', unit: '' });
    expect(again.match(/kheo:paper>/g)).toHaveLength(1);
    expect(instanceID(again)).toBe('uuid:new');
  });
  it('is for the engine what it was', () => {
    expect(paperOf(withoutPaper(made))).toBeUndefined();
    expect(withoutPaper(SENT)).toBe(SENT);
    expect(paperOf(SENT)).toBeUndefined();
  });
  it('hands on the answers that papers have in common', () => expect(answersTo(SENT, ['unit', 'day', 'house'])).toEqual({ unit: 'A' }));
  it('lets a clerk answer what the app fills in', () => {
    const locked = FORM.replace('type="binary"', 'type="binary" readonly="true()"');
    expect(writable(locked, ['photo'])).not.toContain('readonly');
    expect(writable(locked, ['built'])).toBe(locked);
  });
});

it('the names of files are read from a report, once each, empty ones left out', () => {
  expect(fileNames(FORM, SENT)).toEqual(['1.jpg', '2.jpg']);
});
it('a field is called as its question is, in the language', () => {
  expect(fieldLabel(FORM, 'built', 'vi')).toBe('Số nhà');
  expect(fieldLabel(FORM, 'group/built', 'en')).toBe('Houses');
  expect(fieldLabel(FORM, 'nowhere', 'en')).toBe('nowhere');
});
it('a day is the day on the device', () => expect(dayOf(new Date(2025, 0, 5, 23, 59))).toBe('2025-01-05'));
