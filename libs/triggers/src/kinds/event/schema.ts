import { EventName } from '@jarvis/steps/language';
import { z } from 'zod';
import { filter } from '../../filter.js';

export const schema = z
  .strictObject({
    kind: z.literal('event'),
    name: EventName.meta({
      description:
        'The event: `run.failed`, `approval.expired`, `connection.broken`, or a name that a rule emits with `core.emit-event`.',
      examples: ['run.failed', 'order.paid'],
    }),
    ...filter,
  })
  .meta({
    title: 'Event',
    description:
      'Runs when something happens in Jarvis, or when another rule of the observatory says so. Every rule that listens gets its own run, once for each event; `event` is what is known of it.',
  });
export type EventTrigger = z.infer<typeof schema>;
