import twitterText from 'twitter-text';

/** Longer texts are not looked through for addresses, which takes time. */
const LONGEST = 10_000;

/** Length of a post as X counts it, by X's own library. */
export function postLength(text: string): number {
  return text.length > LONGEST ? text.length : twitterText.parseTweet(text).weightedLength;
}
