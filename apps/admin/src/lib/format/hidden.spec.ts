import { describe, expect, it } from '@jest/globals';
import { hiddenIn, revealed, splitHidden } from './hidden.js';

const at = (...points: number[]) => String.fromCodePoint(...points);
const ZWJ = at(0x200d);
const ZWNJ = at(0x200c);

describe('splitHidden', () => {
  it('takes an override out of the text around it and says what it is', () => {
    expect(splitHidden(`Pay ${at(0x202e)}001${at(0x202c)} now`)).toEqual([
      { text: 'Pay ' },
      { text: at(0x202e), hidden: { code: 'U+202E', name: 'right-to-left override' } },
      { text: '001' },
      { text: at(0x202c), hidden: { code: 'U+202C', name: 'end of a direction' } },
      { text: ' now' },
    ]);
    expect(splitHidden('')).toEqual([]);
  });

  it.each([
    ...[0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069],
    ...[0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0xfeff, 0x00ad, 0x061c, 0x2060, 0x2028, 0x2029],
    ...[0x00, 0x08, 0x0d, 0x1b, 0x7f, 0x85, 0x3164, 0xfe0f, 0xfff9, 0xe0001, 0xe0061],
  ])('finds %i among letters', (point) => {
    const code = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
    expect(revealed(`a${at(point)}b`)).toBe(`a⟨${code}⟩b`);
    expect(hiddenIn(`a${at(point)}b`)).toEqual([{ code, name: expect.any(String) }]);
  });

  it.each([
    ['lines and tabs', 'one\n\ttwo\r\nthree'],
    ['a joined emoji', `👩${ZWJ}💻 👨🏽${ZWJ}🚀 🏳️${ZWJ}🌈 ❤️${ZWJ}🔥`],
    ['emoji, hearts and keys in colour', '❤️ ☎︎ 1️⃣ #️⃣'],
    ['a flag of a region', `🏴${at(0xe0067, 0xe0062, 0xe0073, 0xe0063, 0xe0074, 0xe007f)}`],
    ['Arabic', 'مرحبا بالعالم'],
    ['Persian', `می${ZWNJ}خواهم`],
    ['Hebrew with points', 'שָׁלוֹם עולם'],
    ['Hindi', `क्${ZWJ}ष`],
    ['a Japanese name', `葛${at(0xe0100)}城`],
  ])('leaves %s as it is', (_, text) => {
    expect(splitHidden(text)).toEqual([{ text }]);
  });

  it('finds what only borrows from those', () => {
    // Text smuggled in selectors or tags after an emoji; a joiner that joins nothing; selectors in a row.
    expect(hiddenIn(`😀${at(0xe0101, 0xe0102)}`)).toHaveLength(2);
    expect(hiddenIn(`😀${at(0xe0061, 0xe007f)}`)).toHaveLength(2);
    expect(hiddenIn(`😀${ZWJ}a`)).toHaveLength(1);
    expect(revealed(`❤️${at(0xfe0f)}`)).toBe('❤️⟨U+FE0F⟩');
  });
});

it('hiddenIn looks into lists, records and names of fields, and names each kind once', () => {
  const value = { [`a${at(0x200b)}`]: [`x${at(0x202e)}${at(0x202e)}`, 7, null], plain: { deep: `${at(0x202e)}y` } };
  expect(hiddenIn(value).map(({ code }) => code)).toEqual(['U+200B', 'U+202E']);
  expect(hiddenIn(null)).toEqual([]);
});
