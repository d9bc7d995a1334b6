import { ExpressionError } from './errors.js';
import { utf8Of } from './utf8.js';
import { Bytes, MAX_INT, MAX_UINT, MIN_INT, Uint } from './values.js';

interface Written {
  written: string;
  /** With `r` before the quotes: a backslash is a backslash. */
  raw: boolean;
}

const ESCAPE =
  /\\(?:[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|([abfnrtv\\?"'`])|(?:[^]|$))/g;

const SHORT: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** The text of a string literal. */
export function decodeText({ written, raw }: Written): string {
  if (raw) return written;
  return written.replace(ESCAPE, (whole: string, ...groups: (string | undefined)[]) => {
    const [hex, short, long, octal, sign] = groups;
    if (sign !== undefined) return SHORT[sign] ?? sign;
    const code = octal === undefined ? parseHex(whole, hex ?? short ?? long) : Number.parseInt(octal, 8);
    if (code > 0x10_ff_ff || (code >= 0xd800 && code <= 0xdfff)) throw noSuchEscape(whole, 'is not a character');
    return String.fromCodePoint(code);
  });
}

/** The bytes of a bytes literal: text as UTF-8, `\x` and octal escapes as single bytes. */
export function decodeBytes({ written, raw }: Written): Bytes {
  if (raw) return new Bytes(utf8Of(written));
  const bytes: number[] = [];
  let end = 0;
  for (const match of written.matchAll(ESCAPE)) {
    const [whole, hex, short, long, octal, sign] = match;
    bytes.push(...utf8Of(written.slice(end, match.index)));
    if (short !== undefined || long !== undefined) throw noSuchEscape(whole, 'is not allowed in bytes');
    if (sign !== undefined) bytes.push(...utf8Of(SHORT[sign] ?? sign));
    else bytes.push(octal === undefined ? parseHex(whole, hex) : Number.parseInt(octal, 8));
    end = match.index + whole.length;
  }
  return new Bytes(Uint8Array.from([...bytes, ...utf8Of(written.slice(end))]));
}

function parseHex(whole: string, digits: string | undefined): number {
  if (digits === undefined) throw noSuchEscape(whole);
  return Number.parseInt(digits, 16);
}

function noSuchEscape(whole: string, why = 'is no escape'): ExpressionError {
  return new ExpressionError('syntax', `“${whole}” in text ${why}; a backslash itself is written \\\\`);
}

/** The value of a number as written; a minus belongs to it when it is the lowest integer. */
export function numberOf(written: string, sign: '' | '-' = ''): bigint | number | Uint {
  if (/[uU]$/.test(written)) {
    const value = BigInt(written.slice(0, -1));
    if (sign === '-' || value > MAX_UINT) throw tooLarge(sign + written);
    return new Uint(value);
  }
  if (/^0[xX]|^\d+$/.test(written)) {
    const value = sign === '-' ? -BigInt(written) : BigInt(written);
    // Only with its minus does the lowest integer fit; a positive one is looked at again when no minus came.
    if (value < MIN_INT || value > MAX_INT + (sign === '' ? 1n : 0n)) throw tooLarge(sign + written);
    return value;
  }
  return Number(sign + written);
}

function tooLarge(written: string): ExpressionError {
  return new ExpressionError('syntax', `${written} does not fit into 64 bits`);
}
