import { ExpressionError } from '../errors.js';
import { utf8Of } from '../utf8.js';
import { Bytes } from '../values.js';
import { COST, defineFunction, type FunctionSpec } from './spec.js';

/** RFC 4648 ({@link https://www.rfc-editor.org/rfc/rfc4648#section-4}). A workflow has no Buffer and no btoa. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export const bytesFunctions: readonly FunctionSpec[] = [
  defineFunction(
    { name: 'base64.encode', params: ['bytes'], returns: 'string', cost: COST.characters, doc: 'The bytes in base64.' },
    ([bytes]) => encodeBase64(bytes.data),
  ),
  defineFunction(
    {
      name: 'base64.encode',
      params: ['string'],
      returns: 'string',
      cost: COST.characters,
      doc: 'The text in UTF-8 and base64.',
    },
    ([text]) => encodeBase64(utf8Of(text)),
  ),
  defineFunction(
    {
      name: 'base64.decode',
      params: ['string'],
      returns: 'bytes',
      cost: COST.characters,
      doc: 'The bytes that the text is in base64.',
    },
    ([text]) => decodeBase64(text),
  ),
];

export function encodeBase64(data: Uint8Array): string {
  let text = '';
  for (let index = 0; index < data.length; index += 3) {
    const bits = ((data[index] ?? 0) << 16) | ((data[index + 1] ?? 0) << 8) | (data[index + 2] ?? 0);
    const letters = [18, 12, 6, 0].map((shift) => ALPHABET[(bits >> shift) & 63] ?? '');
    const known = Math.min(data.length - index, 3) + 1;
    text += letters.slice(0, known).join('') + '='.repeat(4 - known);
  }
  return text;
}

function decodeBase64(text: string): Bytes {
  const letters = text.replace(/={1,2}$/, '');
  if (!/^[A-Za-z0-9+/]*$/.test(letters) || letters.length % 4 === 1 || (letters !== text && text.length % 4 !== 0)) {
    throw new ExpressionError('invalid-argument', 'The text is not base64.');
  }
  const bytes: number[] = [];
  let [bits, count] = [0, 0];
  for (const letter of letters) {
    bits = ((bits << 6) | ALPHABET.indexOf(letter)) & 0xff_ff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push((bits >> count) & 0xff);
    }
  }
  return new Bytes(Uint8Array.from(bytes));
}
