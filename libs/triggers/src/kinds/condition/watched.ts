import { parseDuration } from '@jarvis/steps/language';
import { z } from 'zod';
import { USUAL_EVERY, type ConditionTrigger } from './schema.js';

/** Where a number fires, and where it can fire again. */
export const Line = z.object({
  side: z.enum(['above', 'below']),
  line: z.number(),
  rearm: z.number(),
  /** How long it holds before it fires. */
  forMs: z.int(),
});
export type Line = z.infer<typeof Line>;

/** All that a look needs; kept with the rule's source. */
export const Watched = Line.extend({
  input: z.record(z.string(), z.unknown()),
  value: z.string(),
  everyMs: z.int(),
});
export type Watched = z.infer<typeof Watched>;

const msOf = (text: string | undefined, usual: string) => parseDuration(text ?? usual) ?? 0;

export function watchedBy(trigger: ConditionTrigger): Watched {
  const { above, below, rearm, value, with: input = {}, for: holds, every } = trigger;
  const line = above ?? below ?? 0;
  return {
    side: above === undefined ? 'below' : 'above',
    line,
    rearm: rearm ?? line,
    forMs: msOf(holds, '0s'),
    input,
    value,
    everyMs: msOf(every, USUAL_EVERY),
  };
}
