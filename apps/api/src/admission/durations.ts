import { parseDuration } from '@jarvis/steps/language';

/** Milliseconds of a duration in a published rule, which was checked. */
export function lengthOf(duration: string): number {
  const ms = parseDuration(duration);
  if (ms === undefined) throw new Error(`“${duration}” is no duration.`);
  return ms;
}
