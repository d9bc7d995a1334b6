import { z } from 'zod';
import type { Line } from './watched.js';

const Look = z.object({ at: z.iso.datetime(), value: z.number() });

/** What is known of a number between two looks. */
export const Crossing = z.object({
  /** It can fire; it is across the line and has to hold; it has fired, or began there, and has to come back first. */
  state: z.enum(['armed', 'holding', 'fired']),
  /** Since which look it holds, and what the look before that had found. */
  since: z.iso.datetime().optional(),
  before: z.number().optional(),
  /** The last ones, oldest first. */
  looks: z.array(Look),
});
export type Crossing = z.infer<typeof Crossing>;

/** What a rule reads as `event`. */
export const ConditionEvent = z.object({
  value: z.number().meta({ description: 'the number now' }),
  before: z.number().meta({ description: 'the number at the look before it crossed the line' }),
  line: z.number(),
  side: z.enum(['above', 'below']),
  since: z.iso.datetime().meta({ description: 'the look at which it had crossed the line' }),
  at: z.iso.datetime().meta({ description: 'the look at which it fires; later than `since` with `for`' }),
});
export type ConditionEvent = z.infer<typeof ConditionEvent>;

/** Looks that are kept, for the picture of them. */
const MAX_LOOKS = 60;

/** One look more. Pure. @param known undefined before the first look, which never fires: nothing has crossed yet */
export function crossedBy(
  known: Crossing | undefined,
  { at, value }: z.infer<typeof Look>,
  { side, line, rearm, forMs }: Line,
): { now: Crossing; event?: ConditionEvent } {
  const looks = [...(known?.looks ?? []), { at, value }].slice(-MAX_LOOKS);
  const isAcross = side === 'above' ? value > line : value < line;
  const isBack = side === 'above' ? value <= rearm : value >= rearm;
  if (!known) return { now: { state: isAcross ? 'fired' : 'armed', looks } };
  if (known.state === 'fired') return { now: { state: isBack ? 'armed' : 'fired', looks } };
  if (!isAcross) return { now: { state: 'armed', looks } };
  const { since = at, before = known.looks.at(-1)?.value ?? value } = known;
  if (Date.parse(at) - Date.parse(since) < forMs) return { now: { state: 'holding', since, before, looks } };
  return { now: { state: 'fired', looks }, event: { value, before, line, side, since, at } };
}

/** When to look again: at the end of what has to hold, if that is earlier. */
export function nextLookMs({ state, since, looks }: Crossing, { forMs, everyMs }: Line & { everyMs: number }): number {
  const last = looks.at(-1)?.at;
  if (state !== 'holding' || since === undefined || last === undefined) return everyMs;
  return Math.min(everyMs, Math.max(0, Date.parse(since) + forMs - Date.parse(last)));
}

/** A crossing as it may come, for rehearsals. */
export function sampleCrossing({ side, line }: Pick<Line, 'side' | 'line'>): ConditionEvent {
  const [up, down] = [line + 1, line - 1];
  const at = '2026-01-05T09:00:00.000Z';
  const [value, before] = side === 'above' ? [up, down] : [down, up];
  return { value, before, line, side, since: at, at };
}
