import { ERROR_CODES, EVENT_NAME, INTERNAL_EVENTS } from '@jarvis/vocabulary';
import { z } from 'zod';
import { DURATION_PATTERN, parseDuration } from './duration.js';

/** Longest expression or condition, in characters. */
const MAX_EXPRESSION_LENGTH = 4096;

/** The shape of a step's id: it must be writable as `steps.<id>` in an expression. */
export const STEP_ID = /^[a-z][a-zA-Z0-9_]*$/;

/** `500ms`, `10s`, `5m`, `24h`, `7d`; up to a year. */
export const Duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, {
    error: 'It has to be a duration of more than nothing and at most 366d.',
    params: { hint: 'Write a number and a unit, such as 500ms, 10s, 5m, 24h or 7d.' },
  })
  .meta({ pattern: DURATION_PATTERN, examples: ['10s', '5m', '24h'] });

export const StepId = z
  .string()
  .max(64)
  .regex(STEP_ID, { error: 'An id starts with a lower-case letter and has only letters, digits and _.' })
  .meta({ description: 'Unique in the rule; expressions read the step as `steps.<id>`.', examples: ['draftReply'] });

/** The name of an event, of Jarvis itself or of the rules. */
export const EventName = z
  .string()
  .max(100)
  .regex(EVENT_NAME, { error: 'A name is words of lower-case letters and digits, joined by dots or hyphens.' })
  // Editors offer what Jarvis itself tells.
  .meta({ anyOf: [{ enum: INTERNAL_EVENTS }, { pattern: EVENT_NAME.source }] });

/**
 * For a check of several fields (`superRefine`): it runs also when one of them is malformed, so that everything is told
 * at once. What it reads may be of any type then; {@link textOf} reads it.
 */
export const EVEN_IF_MALFORMED: z.core.$ZodSuperRefineParams = {
  when: ({ value }) => isGroup(value),
};

/** Whether a value that may be malformed has fields at all. */
export function isGroup(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is written in a field that may be malformed, if it is text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** CEL, with or without `${{ }}` around it. */
export const Condition = z
  .string()
  .min(1)
  .max(MAX_EXPRESSION_LENGTH + 16)
  .meta({ description: 'CEL expression that gives true or false; `${{ }}` around it is optional.' });

/** Text that may hold `${{ CEL }}`. */
export const TextTemplate = z.string().max(100_000);

export const Retry = z
  .strictObject({
    attempts: z.int().min(1).max(100).optional().meta({ description: 'Attempts in all; 1 means no retry.' }),
    initial: Duration.optional().meta({ description: 'Pause before the second attempt.' }),
    backoff: z.number().min(1).max(10).optional().meta({ description: 'Factor from one pause to the next.' }),
    max: Duration.optional().meta({ description: 'Longest pause.' }),
    notOn: z.array(z.enum(ERROR_CODES)).max(ERROR_CODES.length).optional().meta({
      description:
        'Errors that end the step at once, by their codes. Only `rate-limited` and `unavailable` are tried again at all.',
    }),
  })
  .meta({ description: 'How often and how fast a failed step is tried again.' });
export type Retry = z.infer<typeof Retry>;
