import twitterText from 'twitter-text';

/** X's limit for a post of an ordinary account. */
export const MAX_POST_LENGTH = 280;
/** No post that X takes is longer in characters, however long its addresses are; finding addresses takes time. */
export const MAX_RAW_LENGTH = 4_000;

/**
 * Length of a post as X counts it: an address counts 23, an emoji 2, Latin and similar letters 1, others 2. X's own
 * library counts, since what it takes for an address (README.md does, localhost does not) follows from long tables.
 * Source: https://docs.x.com/fundamentals/counting-characters
 */
export function weightedLength(text: string): number {
  if (text.length > MAX_RAW_LENGTH) return text.length;
  return twitterText.parseTweet(text).weightedLength;
}

/** Whether the text holds one of the few characters X refuses, such as a byte order mark. */
export function hasRefusedCharacters(text: string): boolean {
  return twitterText.hasInvalidCharacters(text);
}
