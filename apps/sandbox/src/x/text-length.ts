import twitterText from 'twitter-text';

/** Longer texts are refused without looking for addresses in them, which takes time. */
const LONGEST = 10_000;

/** Length as X counts it: by X's own library, which is held against X's published cases here and in the connector. */
export function countedLength(text: string): number {
  return text.length > LONGEST ? text.length : twitterText.parseTweet(text).weightedLength;
}

/** Whether X takes a text of this length and these characters. */
export function fitsPost(text: string): boolean {
  return text.length <= LONGEST && twitterText.parseTweet(text).valid;
}
