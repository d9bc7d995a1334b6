import { z } from 'zod';
import { Timestamp } from '../http/shapes.js';

const Part = z.object({
  status: z.enum(['up', 'down']),
  reason: z.string().optional(),
  latencyMs: z.number().optional(),
});

/** Counts only: the page is public. The log and the run pages say which runs. */
const Reconciliation = z.object({
  checkedAt: Timestamp.nullable(),
  failure: z.string().nullable(),
  checked: z.number(),
  mended: z.number(),
  /** What a person must look at. */
  open: z.number(),
});

/** Whether people can be told by mail. It does not make the API unavailable. */
const Mail = z.object({ status: z.enum(['off', 'working', 'failing']), failingSince: Timestamp.nullable() });

/** Of all observatories together. It does not make the API unavailable: what is accepted is kept. */
const Backlog = z.object({ waiting: z.int(), oldestSeconds: z.int(), message: z.string() });

export const HealthAnswer = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    postgres: Part,
    temporal: Part,
    reconciler: Reconciliation.meta({ description: 'Last comparison of runs with Temporal; made every minute' }),
    mail: Mail.meta({ description: 'Mails to people; off without JARVIS_SMTP_URL' }),
    backlog: Backlog.nullable().meta({
      description:
        'Accepted events that have waited too long to begin (JARVIS_BACKLOG_ALERT_SECONDS); null when none has',
    }),
    uptimeSeconds: z.number(),
    at: Timestamp,
  })
  .meta({ id: 'Health' });
export type HealthAnswer = z.input<typeof HealthAnswer>;

export const Liveness = z.object({ status: z.literal('ok') }).meta({ id: 'Liveness' });
