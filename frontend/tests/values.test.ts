import { describe, expect, it } from 'vitest';
import { readDay, readNumber, search, searched, whyNoDay, writeDay, writeNumber } from '../src/engine/values.ts';
import { day, firstSentence, fullDay, size, span } from '../src/text/habits.ts';

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
  it.each([
    ['31/2/2025', { kind: 'day', day: 31, month: 2, year: 0 }], ['31/02', { kind: 'day', day: 31, month: 2, year: 0 }], ['29/2/2025', { kind: 'day', day: 29, month: 2, year: 2025 }],
    ['12/13/2025', { kind: 'month', month: 13 }], ['22/9', { kind: 'shape' }], ['mai', { kind: 'shape' }], ['22/9/1825', { kind: 'year', year: 1825 }], ['31042025', { kind: 'day', day: 31, month: 4, year: 0 }],
    ['29/2/2024', null], ['', null],
  ])('%s is told why it is none', (typed, why) => expect(whyNoDay(typed)).toEqual(why));
  it('begins and ends a span, once when it is one', () => {
    const now = new Date(2025, 11, 1);
    expect(span(['2025-09-01', '2025-09-30'], now)).toBe('1/9–30/9');
    expect(span(['2024-12-15', '2025-01-14'], now)).toBe('15/12/2024–14/1');
    expect(span(['2025-09-01', '2025-09-01'], now)).toBe('1/9');
    expect(span(['2025-09-01'], now)).toBe('1/9');
    expect(span([], now)).toBe('');
  });
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
  it('puts a whole name before longer words that only begin so', () => {
    const places = list('Phường Nguyễn Đại Năng, Thành phố Hải Phòng', 'Phường Hải Châu, Thành phố Đà Nẵng', 'Xã Đà Nẵng Hạ, Tỉnh X', 'Thành phố Đà Nẵng', 'Đà Nẵng');
    expect(among(places, 'da nang')).toEqual(['Thành phố Đà Nẵng', 'Đà Nẵng', 'Xã Đà Nẵng Hạ, Tỉnh X', 'Phường Hải Châu, Thành phố Đà Nẵng', 'Phường Nguyễn Đại Năng, Thành phố Hải Phòng']);
  });
  it('takes a single word for one that is still typed', () =>
    expect(among(list('Xã A, Tỉnh Hà Giang', 'Xã Hải Hà, Tỉnh X', 'Xã Hải An, Tỉnh X'), 'ha')).toEqual(['Xã Hải Hà, Tỉnh X', 'Xã Hải An, Tỉnh X', 'Xã A, Tỉnh Hà Giang']));
  describe('near the reporter', () => {
    const places = list('Xã Bình Minh, Tỉnh A', 'Xã Bình Minh, Huyện Mường Nhé, Tỉnh Điện Biên', 'Xã Bình Minh Hạ, Tỉnh A', 'Xã Bình Minh, Tỉnh Điện Biên', 'Xã Bình Minh, Tỉnh B');
    const near = ['Xã Sín Thầu', 'Huyện Mường Nhé', 'Tỉnh Điện Biên'];
    const found = (query: string, ...around: string[]) => search(places, query, around).map(({ text }) => text.replace('Xã Bình Minh', ''));
    it('comes first of equals, the nearest of all before the others', () =>
      expect(found('binh minh', ...near)).toEqual([', Huyện Mường Nhé, Tỉnh Điện Biên', ', Tỉnh Điện Biên', ', Tỉnh A', ', Tỉnh B', ' Hạ, Tỉnh A']));
    it('does not come before a name that answers better', () => expect(found('binh minh ha', ...near)[0]).toBe(' Hạ, Tỉnh A'));
    it('is nothing where nobody knows where the reporter is', () => expect(found('binh minh')).toEqual([', Tỉnh A', ', Huyện Mường Nhé, Tỉnh Điện Biên', ', Tỉnh Điện Biên', ', Tỉnh B', ' Hạ, Tỉnh A']));
    it('is its own unit’s place before all', () => expect(search(list('Xã Sín Chải, Tỉnh Điện Biên', 'Xã Sín Thầu, Tỉnh Điện Biên'), 'sin', near)[0]?.text).toBe('Xã Sín Thầu, Tỉnh Điện Biên'));
  });
  it('is quick among ten thousand', () => {
    const syllables = ['Đà', 'Nẵng', 'Nguyễn', 'Đại', 'Năng', 'Bình', 'Minh', 'Sơn', 'La', 'Hà', 'An', 'Phú', 'Thọ', 'Yên'];
    const pick = (at: number) => syllables[at % syllables.length]!;
    const many = list(...Array.from({ length: 10_000 }, (_, at) => `Xã ${pick(at)} ${pick(at * 7 + 3)} ${at % 60}, Tỉnh ${pick(at * 3 + 1)} ${pick(at + 5)}`));
    const near = ['Tỉnh Hà An', 'Tỉnh Sơn La'];
    search(many, 'a', near);
    const before = performance.now();
    for (const query of ['a', 'da', 'da n', 'da nang', 'binh minh']) search(many, query, near);
    expect((performance.now() - before) / 5).toBeLessThan(300); // on a machine that does other things too
  });
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

it.each([
  ['Số nhà (214) nhiều hơn số hộ (187). Xin xem lại.', 'Số nhà (214) nhiều hơn số hộ (187).'],
  ['Phải từ 1.000 đến 2.500 nhà', 'Phải từ 1.000 đến 2.500 nhà'],
  ['Là hộ hay lượt? Đề nghị ghi rõ.', 'Là hộ hay lượt?'],
  ['', ''],
])('the first sentence of “%s”', (text, first) => expect(firstSentence(text)).toBe(first));
