import { WEBHOOK_SCHEMES } from '@jarvis/webhook-schemes/display';
import { z } from 'zod';
import { Timestamp } from '../http/shapes.js';

const previousSecretUntil = Timestamp.nullable().meta({
  description: 'how long the secret before still counts, a day from the rotation; null when only the current one does',
});
const RefuseEqualBodiesSeconds = z.int().min(1).max(2_592_000).nullable().meta({
  description:
    'a body that came within this time is not run again, whatever the id of its delivery; null: only the id decides',
});
export const WebhookEndpointShape = z
  .object({
    url: z.string(),
    hookId: z.string(),
    scheme: z.enum(WEBHOOK_SCHEMES),
    enabled: z.boolean(),
    hasSecret: z.boolean(),
    previousSecretUntil,
    refuseEqualBodiesSeconds: RefuseEqualBodiesSeconds,
    lastDeliveryAt: Timestamp.nullable(),
    pausedAt: Timestamp.nullable().meta({ description: 'since when deliveries are kept and start nothing' }),
    held: z.int().meta({ description: 'deliveries that are kept until it is resumed' }),
  })
  .meta({ id: 'WebhookEndpoint' });
export type WebhookEndpointShape = z.input<typeof WebhookEndpointShape>;

export const WebhookSettingsRequest = z
  .strictObject({ refuseEqualBodiesSeconds: RefuseEqualBodiesSeconds })
  .meta({ id: 'WebhookSettingsRequest' });
export const WebhookSecretRequest = z
  .strictObject({ secret: z.string().min(1).max(500).meta({ description: 'the one that the sender made' }) })
  .meta({ id: 'WebhookSecretRequest' });
export const WebhookSecret = z
  .object({ url: z.string(), secret: z.string().meta({ description: 'shown this once' }) })
  .meta({ id: 'WebhookSecret' });
export const RotatedSecret = WebhookSecret.extend({ previousSecretUntil }).meta({ id: 'RotatedSecret' });

export const MailAddressShape = z
  .object({
    address: z.string().nullable().meta({
      description: 'whoever knows it can start the rule, so it is null for those who may not',
    }),
    enabled: z.boolean().meta({ description: 'whether the published version takes mails' }),
    listening: z.boolean().meta({ description: 'false: this installation takes no mails, as no domain is set' }),
    lastMailAt: Timestamp.nullable(),
  })
  .meta({ id: 'MailAddress' });
export type MailAddressShape = z.input<typeof MailAddressShape>;

const WatchedNumber = z
  .object({
    state: z.enum(['unknown', 'armed', 'holding', 'fired']).meta({
      description:
        'unknown: not looked at yet; armed: it can fire; holding: it is across the line and fires if it stays there; fired: it has to come back first',
    }),
    side: z.enum(['above', 'below']),
    line: z.number(),
    rearm: z.number().meta({ description: 'where it can fire again' }),
    since: Timestamp.nullable().meta({ description: 'since when it holds' }),
    looks: z.array(z.object({ at: Timestamp, value: z.number() })).meta({ description: 'the last 60, oldest first' }),
  })
  .meta({ id: 'WatchedNumber' });

export const WatchShape = z
  .object({
    uses: z.string(),
    title: z.string().meta({ description: 'what happens, as a clause' }),
    platform: z.string(),
    connection: z
      .object({
        id: z.uuid(),
        accountName: z.string().nullable().meta({ description: 'null when the connection is gone' }),
      })
      .nullable()
      .meta({ description: 'null where none is needed' }),
    lastLookedAt: Timestamp.nullable(),
    nextLookAt: Timestamp.nullable().meta({ description: 'null while the rule is off, and while somebody looks' }),
    looking: z.boolean(),
    lastEventAt: Timestamp.nullable(),
    failures: z.int().meta({ description: 'looks in a row that failed' }),
    error: z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() }).nullable(),
    number: WatchedNumber.nullable().meta({ description: 'of a condition: where the number is' }),
  })
  .meta({ id: 'Watch' });

export const NextTimesShape = z
  .object({
    summary: z.string().meta({ description: 'the trigger in words' }),
    timezone: z.string().nullable().meta({ description: 'null where no schedule that can be read starts the rule' }),
    jitterMs: z.int().meta({ description: 'each start may be up to so much later' }),
    times: z
      .array(
        z.object({
          at: Timestamp,
          offsetMinutes: z.number().meta({ description: 'how far the clocks of the time zone are ahead of UTC then' }),
          clocksChanged: z.boolean().meta({ description: 'they were put forward or back since the time before' }),
        }),
      )
      .meta({ description: 'the next ten, without the jitter' }),
  })
  .meta({ id: 'NextTimes' });
export type NextTimesShape = z.input<typeof NextTimesShape>;
