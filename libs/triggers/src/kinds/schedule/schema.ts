import { Duration, EVEN_IF_MALFORMED, parseDuration, textOf } from '@jarvis/steps/language';
import { z } from 'zod';
import { OVERLAPS } from '../../armed.js';

/** Shortest interval of a schedule. */
const MIN_INTERVAL_MS = 10_000;

export const schema = z
  .strictObject({
    kind: z.literal('schedule'),
    cron: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({
        description: 'Five fields: minute, hour, day of month, month, day of week.',
        examples: ['0 9 * * MON-FRI'],
      }),
    timezone: z
      .string()
      .max(64)
      .optional()
      .meta({ description: 'IANA name; UTC when left out.', examples: ['Europe/Paris'] }),
    every: Duration.optional().meta({ description: 'Instead of `cron`: a fixed interval, at least 10s.' }),
    overlap: z
      .enum(OVERLAPS)
      .optional()
      .meta({ description: 'What happens when the last run is still going; default `skip`.' }),
    catchup: Duration.optional().meta({
      description: 'How far back missed times are made up after an outage; default `1h`.',
    }),
  })
  .superRefine((trigger, context) => {
    if ((trigger.cron === undefined) === (trigger.every === undefined)) {
      const missing = trigger.cron === undefined;
      context.addIssue({
        code: 'custom',
        path: missing ? [] : ['every'],
        message: missing ? 'A schedule needs `cron` or `every`.' : 'A schedule takes `cron` or `every`, not both.',
        params: { code: missing ? 'missing-field' : 'invalid-value', hint: 'Keep one of the two.' },
      });
    }
    const interval = parseDuration(textOf(trigger.every) ?? '');
    if (interval !== undefined && interval < MIN_INTERVAL_MS) {
      context.addIssue({
        code: 'custom',
        path: ['every'],
        message: 'The interval has to be at least 10s.',
        params: { hint: 'For example `1m`.' },
      });
    }
    if (trigger.timezone !== undefined && trigger.cron === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['timezone'],
        message: 'A time zone only means something with `cron`.',
        params: { hint: 'Remove `timezone`, or use `cron`.' },
      });
    }
  }, EVEN_IF_MALFORMED)
  .meta({ title: 'Schedule', description: 'Runs at the times of a cron expression or at a fixed interval.' });
export type ScheduleTrigger = z.infer<typeof schema>;
