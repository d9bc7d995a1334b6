import { Json } from '@jarvis/json';
import { Duration, EVEN_IF_MALFORMED } from '@jarvis/steps/language';
import { z } from 'zod';

/** When as many runs are under way as there may be. */
const WHEN_FULL = ['queue', 'skip', 'replace'] as const;

const key = z.string().min(1).max(1000).meta({
  description: 'Counts apart for each value, with expressions over `event`, `trigger` and `vars`.',
});
const count = (most: number) => z.int().min(1).max(most);

/** What a rule says about how many runs it starts, how fast and for how long. */
export const Limits = z
  .strictObject({
    concurrency: z
      .strictObject({
        limit: count(1000).meta({ description: 'Runs that may be under way at once; one that waits for a person is.' }),
        key: key.optional(),
        whenFull: z.enum(WHEN_FULL).optional().meta({
          description:
            '`queue` (when left out) starts the others in their order, `skip` leaves them out, `replace` cancels the oldest and starts the newest once that has ended.',
        }),
      })
      .optional()
      .meta({ description: 'How many runs may be under way at once.' }),
    throttle: z
      .strictObject({ limit: count(10_000), per: Duration, key: key.optional() })
      .optional()
      .meta({ description: 'Runs that start within a time, at most; the others wait in their order.' }),
    debounce: z
      .strictObject({
        quiet: Duration.meta({ description: 'How long nothing must have come.' }),
        maxWait: Duration.optional().meta({ description: 'Starts after so much time in any case.' }),
        key: key.optional(),
      })
      .optional()
      .meta({ description: 'Starts once with the last event, when it has been quiet for a while.' }),
    batch: z
      .strictObject({
        size: count(1000).meta({ description: 'Events of a run, at most; a run takes fewer where they are large.' }),
        within: Duration.meta({ description: 'How long the first of them waits for others.' }),
        key: key.optional(),
      })
      .optional()
      .meta({ description: 'One run for several events, which it reads as `event.items`.' }),
    dedupe: z
      .strictObject({ key, window: Duration })
      .optional()
      .meta({ description: 'An event with the same key as one that came within this time before starts nothing.' }),
  })
  .superRefine(({ debounce, batch }, context) => {
    if (debounce === undefined || batch === undefined) return;
    context.addIssue({
      code: 'custom',
      path: ['batch'],
      message: 'A rule takes `debounce` or `batch`, not both: the one keeps the last event, the other all of them.',
      params: { code: 'invalid-value', hint: 'Keep one of the two.' },
    });
  }, EVEN_IF_MALFORMED)
  .meta({ description: 'How many runs are started, and when. What a person starts begins at once and counts.' });
export type Limits = z.infer<typeof Limits>;

const Batching = z.looseObject({ limits: z.looseObject({ batch: z.looseObject({}) }) });
const Collected = z.looseObject({ items: z.array(Json) });

/** What the steps of a rule, which may be unfinished, read where this event alone starts a run: as it came, or a list already. */
export function eventAlone(definition: unknown, event: Json): Json {
  return Collected.safeParse(event).success ? event : eventAsItCame(definition, event);
}

/** The same of an event that is no list of events, whatever it holds. */
export function eventAsItCame(definition: unknown, event: Json): Json {
  return Batching.safeParse(definition).success ? { items: [event] } : event;
}

/** The first of the events that a run reads. */
export function firstEvent(definition: unknown, event: unknown): unknown {
  const collected = Batching.safeParse(definition).success ? Collected.safeParse(event).data : undefined;
  return collected ? collected.items[0] : event;
}
