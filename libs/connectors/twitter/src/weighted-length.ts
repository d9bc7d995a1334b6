/** X's limit for a post of an ordinary account. */
export const MAX_POST_LENGTH = 280;

const URL_LENGTH = 23;
// With scheme, or a bare name under a common top-level domain; X counts and links both.
const URL_PATTERN =
  /https?:\/\/[^\s]+|(?<![@\w.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|io|dev|app|co|ai|edu|gov|info|me|uk|de|fr)(?![\w-])(?:\/[^\s]*)?/gi;
const EMOJI = /^\p{Extended_Pictographic}|^\p{Regional_Indicator}|^[0-9#*]\uFE0F?\u20E3/u;
/** Code points that count one; all others count two (twitter-text configuration v3). */
const LIGHT_RANGES = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
] as const;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Length of a post as X counts it: an address counts 23, an emoji 2, Latin and similar letters 1, others 2.
 * Source: https://docs.x.com/fundamentals/counting-characters
 */
export function weightedLength(text: string): number {
  const normalized = text.normalize('NFC');
  const addresses = normalized.match(URL_PATTERN)?.length ?? 0;
  const rest = normalized.replace(URL_PATTERN, '');
  let length = addresses * URL_LENGTH;
  for (const { segment } of graphemes.segment(rest)) {
    length += EMOJI.test(segment) ? 2 : Array.from(segment).reduce((sum, character) => sum + weightOf(character), 0);
  }
  return length;
}

function weightOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  return LIGHT_RANGES.some(([from, to]) => point >= from && point <= to) ? 1 : 2;
}
