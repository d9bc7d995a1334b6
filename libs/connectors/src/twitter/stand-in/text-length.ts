import twitterText from 'twitter-text';

/** Longer texts are refused without looking for addresses in them, which takes time. */
const LONGEST = 10_000;

/** Whether X takes a text of this length and these characters. */
export function fitsPost(text: string): boolean {
  return text.length <= LONGEST && twitterText.parseTweet(text).valid;
}
