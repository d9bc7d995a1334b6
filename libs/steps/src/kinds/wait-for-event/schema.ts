import { holdsList, Json } from '@jarvis/json';
import { ON_ERROR } from '@jarvis/vocabulary';
import { z } from 'zod';
import { Duration, EventName } from '../../fields.js';
import { common } from '../../step-base.js';

export const schema = z
  .strictObject({
    kind: z.literal('wait-for-event'),
    ...common,
    event: EventName.meta({
      description:
        'The event: a name that a rule emits with `core.emit-event`, or `run.failed`, `approval.expired`, `connection.broken`.',
      examples: ['order.paid'],
    }),
    where: z
      .record(z.string().max(100), Json)
      // Lists are compared element by element, which costs whoever brings the event too much.
      .refine((where) => !holdsList(where), {
        error: 'It compares fields with single values, so it holds no lists.',
        params: { hint: 'Name the fields that tell this event from others of its name.' },
      })
      .optional()
      .meta({
        description:
          'What the event must have: fields with their values, objects inside of objects; strings may hold `${{ CEL }}`. Default: any event of the name.',
      }),
    expiresAfter: Duration.optional().meta({
      default: '24h',
      description: 'Time for the event to come; default `24h`.',
    }),
    onNoEvent: z.enum(ON_ERROR).optional().meta({
      default: 'fail',
      description:
        '`fail` (default): the step fails with `no-event`; with `continue` its output has `expired: true` and no event.',
    }),
  })
  .meta({
    title: 'Wait for an event',
    description:
      'Waits until something happens in Jarvis, or another rule says so. An event that came since the run began counts too, the earliest first, and each event counts once for the step.',
  });
export type WaitForEventStep = z.infer<typeof schema>;
