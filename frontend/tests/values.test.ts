import { describe, expect, it } from 'vitest';
import { readDay, readNumber, search, searched, writeDay, writeNumber } from '../src/engine/values.ts';
import { day, fullDay, size } from '../src/text/habits.ts';

describe('a number', () => {
  it.each([
    ['1,5', 'vi', '1.5'], ['1.234,5', 'vi', '1234.5'], ['1.234', 'vi', '1234'], ['1.5', 'vi', '1.5'], ['1 234', 'vi', '1234'],
    ['1.5', 'en', '1.5'], ['1,234.5', 'en', '1234.5'], ['1,234', 'en', '1234'], ['-3', 'vi', '-3'], ['', 'vi', ''], ['ba', 'vi', null], ['1,2,3', 'vi', null],
  ] as const)('%s in %s is %s', (typed, language, value) => expect(readNumber(typed, language, false)).toBe(value));
  it('is whole when it must be', () => {
    expect(readNumber('1.200', 'vi', true)).toBe('1200');
    expect(readNumber('1,5', 'vi', true)).toBeNull();
  });
  it('is written back as it is read', () => {
    for (const language of ['vi', 'en'] as const) for (const value of ['1234.5', '0', '-12', '1200']) expect(readNumber(writeNumber(value, language), language, false)).toBe(value);
  });
});

describe('a day', () => {
  it.each([
    ['22/9/2025', '2025-09-22'], ['5-9-2025', '2025-09-05'], ['22092025', '2025-09-22'], ['31/2/2025', null], ['22/9', null], ['', ''],
  ])('%s is %s', (typed, value) => expect(readDay(typed)).toBe(value));
  it('is written back', () => expect(writeDay('2025-09-05')).toBe('5/9/2025'));
  it('leaves out this year', () => {
    expect(day('2025-09-22', new Date(2025, 1, 1))).toBe('22/9');
    expect(day('2024-09-22', new Date(2025, 1, 1))).toBe('22/9/2024');
    expect(fullDay('2025-09-22', 'vi')).toBe('thứ Hai, 22/9/2025');
  });
});

describe('the search for a place', () => {
  const list = (...texts: string[]) => texts.map((text) => ({ text, ...searched(text) }));
  const among = (entries: ReturnType<typeof list>, query: string) => search(entries, query).map(({ text }) => text);
  const entries = list('Mường Toong', 'Sín Thầu', 'Đồng Văn', 'Xã Mường Nhé', 'Thượng Đồng');
  const found = (query: string) => among(entries, query);
  it('needs no marks', () => expect(found('muong toong')).toEqual(['Mường Toong']));
  it('takes marks too', () => expect(found('Mường')).toEqual(['Mường Toong', 'Xã Mường Nhé']));
  it('knows that đ is a letter of its own', () => expect(found('dong')).toEqual(['Thượng Đồng', 'Đồng Văn']));
  it('finds words by their beginnings, in any order', () => expect(found('to mu')).toEqual(['Mường Toong']));
  it('shows all when nothing is typed', () => expect(found(' ')).toHaveLength(5));

  it('puts the place that is called so before those whose name only ends so', () =>
    expect(among(list('Phường Nam Sầm Sơn, Tỉnh Thanh Hoá', 'Phường Sầm Sơn, Tỉnh Thanh Hoá'), 'sam son')).toEqual(['Phường Sầm Sơn, Tỉnh Thanh Hoá', 'Phường Nam Sầm Sơn, Tỉnh Thanh Hoá']));
  it('counts a place’s own name for more than its surroundings', () => {
    const places = list('Phường Yên Tử, Tỉnh Quảng Ninh', 'Xã Hà An, Thị xã Quảng Yên', 'Phường Quảng Yên Đông, Tỉnh Quảng Ninh', 'Quảng Yên Tây', 'Xã Yên Quảng, Tỉnh X', 'Xã Quảng Yên, Tỉnh Thanh Hoá', 'Phường Quảng Yên, Tỉnh Quảng Ninh');
    expect(among(places, 'quang yen')).toEqual([
      'Xã Quảng Yên, Tỉnh Thanh Hoá', 'Phường Quảng Yên, Tỉnh Quảng Ninh', 'Quảng Yên Tây', 'Phường Quảng Yên Đông, Tỉnh Quảng Ninh', 'Xã Yên Quảng, Tỉnh X',
      'Xã Hà An, Thị xã Quảng Yên', 'Phường Yên Tử, Tỉnh Quảng Ninh',
    ]);
  });
  it('finds a place by its name and what is around it', () =>
    expect(among(list('Phường Yên Tử, Tỉnh Quảng Ninh', 'Phường Quảng Yên, Tỉnh Quảng Ninh'), 'quang yen tinh quang ninh')[0]).toBe('Phường Quảng Yên, Tỉnh Quảng Ninh'));
  it('compares whole words', () => expect(among(list('Xã Sơnla', 'Xã An Sơn', 'Xã Sơn'), 'son')).toEqual(['Xã Sơn', 'Xã An Sơn', 'Xã Sơnla']));
  it('puts the same marks first', () => {
    const places = list('Xã Đông', 'Xã Đồng', 'Xã Đống');
    expect(among(places, 'Đồng')).toEqual(['Xã Đồng', 'Xã Đông', 'Xã Đống']);
    expect(among(places, 'dong')).toEqual(['Xã Đông', 'Xã Đồng', 'Xã Đống']);
  });
});

it('a size is told as people buy it', () => {
  expect(size(812_345, 'vi')).toBe('0,8 MB');
  expect(size(2_640_000, 'en')).toBe('2.6 MB');
});
