/** A piece of a text: what is read, or one character that is not seen but changes what is. */
export type TextPart = { text: string; hidden?: undefined } | { text: string; hidden: HiddenCharacter };

export interface HiddenCharacter {
  /** As Unicode writes it, such as `U+202E`. */
  code: string;
  /** What it is, in words. */
  name: string;
}

/**
 * Letters whose shape or joining these two steer: U+200C and U+200D belong to their spelling (RFC 5892, appendix A).
 */
const JOINING = ['Arab', 'Syrc', 'Mong', 'Nkoo', 'Deva', 'Beng', 'Guru', 'Gujr', 'Orya', 'Taml', 'Telu', 'Knda']
  .concat(['Mlym', 'Sinh', 'Khmr', 'Mymr', 'Tibt'])
  .map((script) => `\\p{Script=${script}}`)
  .join('');

/** Characters that are not drawn and yet belong to what is: kept as they are. */
const HARMLESS = [
  // line ends and tabs
  '\\r\\n|[\\n\\t]',
  // emoji: joined (👩‍💻), drawn in colour or as text (❤️), a key (1️⃣), a region's flag (🏴 with tags)
  '(?<=\\p{Extended_Pictographic}[\\uFE0F\\p{Emoji_Modifier}]?)\\u200D(?=\\p{Extended_Pictographic})',
  '(?<=\\p{Emoji})[\\uFE0E\\uFE0F]',
  '(?<=\\u{1F3F4})[\\u{E0030}-\\u{E0039}\\u{E0061}-\\u{E007A}]{3,6}\\u{E007F}',
  // variants of ideographs, such as those in Japanese names
  '(?<=\\p{Ideographic})[\\uFE00-\\uFE02\\u{E0100}-\\u{E01EF}]',
  `(?<=[${JOINING}]\\p{M}*)[\\u200C\\u200D]`,
].join('|');

/** What is not drawn, or orders what is: ignorable, control and annotation characters, other line separators. */
const HIDDEN = '[\\p{Default_Ignorable_Code_Point}\\p{Cc}\\u2028\\u2029\\uFFF9-\\uFFFB]';

const PATTERN = new RegExp(`(?<harmless>${HARMLESS})|${HIDDEN}`, 'gu');

/** Most texts: nothing in them can be hidden. The pattern takes milliseconds to be compiled; this one does not. */
const PLAIN = /^[\n\t\x20-\x7e]*$/;

const NAMES: Readonly<Record<number, string>> = {
  0x00ad: 'soft hyphen',
  0x061c: 'Arabic letter mark',
  0x200b: 'zero-width space',
  0x200c: 'zero-width non-joiner',
  0x200d: 'zero-width joiner',
  0x200e: 'left-to-right mark',
  0x200f: 'right-to-left mark',
  0x2028: 'line separator',
  0x2029: 'paragraph separator',
  0x202a: 'left-to-right embedding',
  0x202b: 'right-to-left embedding',
  0x202c: 'end of a direction',
  0x202d: 'left-to-right override',
  0x202e: 'right-to-left override',
  0x2060: 'word joiner',
  0x2066: 'left-to-right isolate',
  0x2067: 'right-to-left isolate',
  0x2068: 'first-strong isolate',
  0x2069: 'end of an isolate',
  0xfeff: 'byte order mark',
};

function describe(character: string): HiddenCharacter {
  const point = character.codePointAt(0) ?? 0;
  const name =
    NAMES[point] ??
    (/\p{Cc}/u.test(character)
      ? 'control character'
      : /\p{Variation_Selector}/u.test(character)
        ? 'variation selector'
        : point >= 0xe0000 && point <= 0xe007f
          ? 'tag character'
          : 'invisible character');
  return { code: `U+${point.toString(16).toUpperCase().padStart(4, '0')}`, name };
}

/**
 * Takes a text apart at characters that deceive a reader: overrides of its direction, invisible and control
 * characters. Emoji, Arabic, Hebrew and Indic texts stay whole.
 */
export function splitHidden(text: string): TextPart[] {
  if (PLAIN.test(text)) return text === '' ? [] : [{ text }];
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(PATTERN)) {
    if (match.groups?.['harmless'] !== undefined) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: match[0], hidden: describe(match[0]) });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

/** How a hidden character is shown. */
export const tokenOf = ({ code }: HiddenCharacter): string => `⟨${code}⟩`;

/** The text with its hidden characters as tokens, for where no element can be: titles, attributes. */
export function revealed(text: string): string {
  return splitHidden(text)
    .map((part) => (part.hidden ? tokenOf(part.hidden) : part.text))
    .join('');
}

/** Each kind of hidden character in any texts of a value, names of fields included. */
export function hiddenIn(value: unknown): HiddenCharacter[] {
  const found = new Map<string, HiddenCharacter>();
  const look = (one: unknown): void => {
    if (typeof one === 'string') {
      for (const { hidden } of splitHidden(one)) if (hidden) found.set(hidden.code, hidden);
    } else if (Array.isArray(one)) one.forEach(look);
    else if (typeof one === 'object' && one !== null) Object.entries(one).forEach(look);
  };
  look(value);
  return [...found.values()];
}
