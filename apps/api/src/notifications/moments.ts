/** A moment as its reader's clock shows it, with the name of the zone: what it says may be read elsewhere. */
export function inWords(moment: Date, timeZone: string): string {
  const words = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone });
  return `${words.format(moment)} ${timeZone === 'UTC' ? 'UTC' : `(${timeZone})`}`;
}

const MINUTE = 60_000;
const MAX_BEFORE_MS = 120 * MINUTE;
const MIN_BEFORE_MS = 5 * MINUTE;

/**
 * When to remind of a question: a quarter of its time before the end, at most two hours and at least five minutes
 * before. Null when that would be in the first half already: whoever was asked has not forgotten yet.
 */
export function reminderOf({ from, until }: { from: Date; until: Date }): Date | null {
  const window = until.getTime() - from.getTime();
  const before = Math.min(MAX_BEFORE_MS, Math.max(MIN_BEFORE_MS, window / 4));
  return before > window / 2 ? null : new Date(until.getTime() - before);
}

/** Hours are told apart by this: what happens often is told once an hour. */
export const hourOf = (moment: Date): string => moment.toISOString().slice(0, 13);
