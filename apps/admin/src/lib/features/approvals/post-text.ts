/** Splits a post so that links, mentions and hashtags look as they will on the platform. */
export function splitPost(text: string): { text: string; accent: boolean }[] {
  return text
    .split(/(https?:\/\/[^\s]+|(?<![\w@])@\w{1,30}|(?<![\w#&])#[\p{L}\p{N}_]+)/u)
    .filter((part) => part !== '')
    .map((part) => ({ text: part, accent: /^(https?:\/\/|@\w|#[\p{L}\p{N}_])/u.test(part) }));
}
