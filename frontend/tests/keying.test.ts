import { beforeEach, describe, expect, it } from 'vitest';
import { choose, keyedBefore, keyedOn, moveOn, papersKeyed, stops } from '../src/app/keying.ts';
import type { Report } from '../src/net/contract.ts';
import type { Envelope, Receipt } from '../src/store/db.ts';

const at = (hour: number, day = 5) => new Date(2025, 8, day, hour).getTime();
const envelope = (instance: string, number: string, madeAt: number) => ({ instance, code: 'f', madeAt, paper: { number, unit: '' } }) as Envelope;
const receipt = (instance: string, number: string, madeAt: number) => ({ instance, code: 'f', madeAt, paper: { number, unit: '' } }) as Receipt;
const report = (instance: string, paper: string) => ({ instance, form: 'f', paper, received_at: new Date(at(7, 4)).toISOString() }) as Report;

describe('papers keyed', () => {
  const papers = papersKeyed([envelope('c', '17 a', at(10))], [receipt('b', '16', at(9)), { instance: 'x', code: 'f', madeAt: 1 } as Receipt], [report('a', '15'), report('b', '16'), report('y', '')]);
  it('are told once each, the newest first, other reports left out', () => expect(papers.map(({ number, waits }) => [number, waits])).toEqual([['17 a', true], ['16', false], ['15', false]]));
  it('are known again however their number is written, in their own form only', () => {
    expect(keyedBefore(papers, 'f', '17A')?.instance).toBe('c');
    expect(keyedBefore(papers, 'g', '17A')).toBeUndefined();
    expect(keyedBefore(papers, 'f', '1')).toBeUndefined();
  });
  it('are counted by the day', () => expect(keyedOn(papers, new Date(at(20)))).toBe(2));
});

describe('the keyboard', () => {
  beforeEach(() => {
    Element.prototype.scrollIntoView = () => undefined;
    document.body.innerHTML = `<div id="box"><div data-stop><input id="number" type="text"></div>
      <div data-question><input id="day" type="text"><button>calendar</button><input type="date" tabindex="-1"></div>
      <fieldset data-question><div class="choices"><label><input id="a" type="radio" name="r">Xây nhà</label><label><input id="b" type="radio" name="r">Đường</label><label><input id="c" type="radio" name="r">Xóm</label></div></fieldset>
      <fieldset data-question><button>Choose a file</button><input type="file"></fieldset>
      <div data-question><input readonly></div>
      <div class="repeat"><button id="add" class="add">Add</button></div>
      <button id="save" data-stop>Save</button></div>`;
  });
  const element = (id: string) => document.getElementById(id) as HTMLInputElement;
  it('stops once at each question that is typed, and at what adds and saves', () => expect(stops(document.body).map(({ id }) => id)).toEqual(['number', 'day', 'a', 'add', 'save']));
  it('goes on from any field of a question, and back', () => {
    moveOn(document.body, element('day'), 1);
    expect(document.activeElement?.id).toBe('a');
    moveOn(document.body, element('c'), 1);
    expect(document.activeElement?.id).toBe('add');
    moveOn(document.body, element('c'), -1);
    expect(document.activeElement?.id).toBe('day');
    moveOn(document.body, element('save'), 1);
    expect(document.activeElement?.id).toBe('day');
  });
  it('chooses by number and by first letter without marks, round and round', () => {
    expect(choose(element('a'), '2')).toBe(true);
    expect(element('b').checked).toBe(true);
    choose(element('b'), 'd');
    expect(element('b').checked).toBe(true);
    choose(element('b'), 'x');
    expect(element('c').checked).toBe(true);
    choose(element('c'), 'x');
    expect(element('a').checked).toBe(true);
    expect(choose(element('a'), '9')).toBe(false);
    expect(choose(element('number'), '1')).toBe(false);
  });
});
