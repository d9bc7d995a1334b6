import { Duration, EVEN_IF_MALFORMED, parseDuration, textOf } from '@jarvis/steps/language';
import { z } from 'zod';
import { MISSED, OVERLAPS } from '../../armed.js';
import { DATE_RANGE, MOMENT } from './dates.js';

/** Shortest interval of a schedule. */
const MIN_INTERVAL_MS = 10_000;

const WAYS = ['cron', 'at', 'every'] as const;
/** Fields that only mean something beside another. */
const BELONGING = { on: ['at'], in: ['at'], offset: ['every'] } as const;

const moment = (description: string) =>
  z
    .string()
    .refine((text) => MOMENT.test(text), {
      error: 'It has to be a date, or a date with a time.',
      params: {
        hint: 'For example 2026-12-01, 2026-12-01T09:00 in the time zone of the schedule, or 2026-12-01T08:00Z.',
      },
    })
    .optional()
    .meta({ description, pattern: MOMENT.source, examples: ['2026-12-01', '2026-12-01T09:00'] });
const Day = z.union([z.string().max(30), z.int()]);

export const schema = z
  .strictObject({
    kind: z.literal('schedule'),
    cron: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({
        description:
          'Five fields: minute, hour, day of month, month, day of week; six with the seconds first. Takes `L`, `LW`, `15W`, `5L` and `FRI#2`.',
        examples: ['0 9 * * MON-FRI'],
      }),
    at: z
      .union([z.string().max(20), z.array(z.string().max(20)).min(1).max(48)])
      .optional()
      .meta({
        description: 'Instead of `cron`: a time of the day, or several.',
        examples: ['09:00', ['09:00', '17:30']],
      }),
    on: z
      .union([Day, z.array(Day).min(1).max(40)])
      .optional()
      .meta({
        description:
          'With `at`: the days, each of `weekdays`, `weekends`, `MON`, a date such as 15, `last` (of the month), `first weekday`, `last weekday`, `second TUE`, `last FRI`; default every day.',
        examples: ['weekdays', ['MON', 'WED'], [1, 15, 'last']],
      }),
    in: z
      .union([z.string().max(20), z.array(z.string().max(20)).min(1).max(12)])
      .optional()
      .meta({ description: 'With `at`: the months, such as `JAN`; default all.', examples: [['JAN', 'JUL']] }),
    timezone: z
      .string()
      .max(64)
      .optional()
      .meta({ description: 'IANA name; UTC when left out.', examples: ['Europe/Paris'] }),
    every: Duration.optional().meta({ description: 'Instead of `cron`: a fixed interval, at least 10s.' }),
    offset: Duration.optional().meta({
      description:
        'With `every`: how far from the full interval, which counts from 1970 in UTC (`1d` with `9h`: 09:00 UTC).',
    }),
    from: moment('The first moment at which it may run; a date means its beginning.'),
    until: moment('The last moment at which it may run; a date means its end.'),
    except: z
      .array(
        z.string().refine((text) => DATE_RANGE.test(text), {
          error: 'It has to be a date, or the first and the last date of several days.',
          params: { hint: 'For example 2026-12-24, or 2026-12-24..2027-01-01.' },
        }),
      )
      .max(100)
      .optional()
      .meta({
        description: 'Days on which it does not run, in its time zone: dates, and the first and last of several.',
        examples: [['2026-12-24..2027-01-01']],
      }),
    jitter: Duration.optional().meta({
      description: 'Each start is up to so much later, and before the next time; at most 24h.',
    }),
    overlap: z
      .enum(OVERLAPS)
      .optional()
      .meta({ description: 'What happens when the last run is still going; default `skip`.' }),
    missed: z.enum(MISSED).optional().meta({
      description:
        'Times that passed during an outage: `skip` leaves out what is more than a minute late, `once` makes one run for all, `all` one for each; default as many as `overlap` lets start.',
    }),
    catchup: Duration.optional().meta({
      description:
        'How far back missed times are made up after an outage; default `1h`, and `1d` with `missed: once` or `all`.',
    }),
  })
  .superRefine((trigger, context) => {
    const refuse = (field: string | undefined, message: string, hint: string, code = 'invalid-value') => {
      context.addIssue({ code: 'custom', path: field === undefined ? [] : [field], message, params: { code, hint } });
    };
    const [way, ...more] = WAYS.filter((name) => trigger[name] !== undefined);
    if (way === undefined)
      refuse(undefined, 'A schedule needs `cron`, `at` or `every`.', 'Keep one of the three.', 'missing-field');
    for (const name of more)
      refuse(name, `A schedule takes \`${String(way)}\` or \`${name}\`, not both.`, 'Keep one of the two.');
    const interval = parseDuration(textOf(trigger.every) ?? '');
    if (interval !== undefined && interval < MIN_INTERVAL_MS)
      refuse('every', 'The interval has to be at least 10s.', 'For example `1m`.');
    for (const [field, beside] of Object.entries(BELONGING)) {
      if (trigger[field as keyof typeof BELONGING] === undefined) continue;
      if (!beside.some((name) => trigger[name] !== undefined))
        refuse(
          field,
          `\`${field}\` only means something with \`${beside[0]}\`.`,
          `Remove it, or use \`${beside[0]}\`.`,
        );
    }
    const hasDates = [trigger.cron, trigger.at, trigger.from, trigger.until, trigger.except].some(
      (value) => value !== undefined,
    );
    if (trigger.timezone !== undefined && !hasDates)
      refuse(
        'timezone',
        'A time zone only means something with `cron` or `at`, or with `from`, `until` or `except`.',
        'Remove `timezone`, or use `cron`.',
      );
    if (trigger.missed === 'skip' && trigger.catchup !== undefined)
      refuse('catchup', 'Where missed times are skipped, none are made up.', 'Remove `catchup`, or `missed`.');
    if (trigger.missed === 'all' && trigger.overlap !== 'allow-all')
      refuse(
        'missed',
        'Missed times are made up at the same moment, so one would keep the others from starting.',
        'Write `overlap: allow-all`, or `missed: once`.',
      );
  }, EVEN_IF_MALFORMED)
  .meta({
    title: 'Schedule',
    description: 'Runs at the times of a cron expression or of a calendar, or at a fixed interval.',
  });
export type ScheduleTrigger = z.infer<typeof schema>;
