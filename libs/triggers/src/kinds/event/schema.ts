import { z } from 'zod';
import { EVENT_NAME } from '@jarvis/vocabulary';

export const schema = z
  .strictObject({
    kind: z.literal('event'),
    name: z
      .string()
      .max(100)
      .regex(EVENT_NAME, { error: 'A name is words of lower-case letters and digits, joined by dots or hyphens.' })
      .meta({
        description:
          'The event: `run.failed`, `approval.expired`, `connection.broken`, or a name that a rule emits with `core.emit-event`.',
        examples: ['run.failed', 'order.paid'],
      }),
  })
  .meta({
    title: 'Event',
    description:
      'Runs when something happens in Jarvis, or when another rule of the observatory says so. Every rule that listens gets its own run, once for each event; `event` is what is known of it.',
  });
export type EventTrigger = z.infer<typeof schema>;
