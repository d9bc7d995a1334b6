import { z } from 'zod';
import { AnyJson, RunStatusShape, Timestamp } from '../http/shapes.js';
import { WebhookEndpointShape } from '../rule-triggers/rule-triggers.schemas.js';

const OUTCOMES = ['started', 'failed', 'judging', 'filtered', 'held'] as const;

export const DeliveryShape = z
  .object({
    id: z.uuid(),
    deliveryId: z.string().meta({ description: 'the sender’s id' }),
    eventName: z.string(),
    summary: z.string(),
    receivedAt: Timestamp,
    bytes: z.int().meta({ description: 'of the event, as it is stored' }),
    outcome: z.enum(OUTCOMES).meta({
      description:
        '`judging`: the filter of the rule looks at it next; `filtered`: it did not pass; `held`: the webhook is paused; `failed`: its run could not begin',
    }),
    answerStatus: z.int().meta({ description: 'the HTTP status that its sender was answered' }),
    error: z.string().nullable(),
    duplicates: z.int().meta({ description: 'how often it came again; each was answered and started nothing' }),
    run: z.object({ id: z.uuid(), status: RunStatusShape }).nullable(),
    redeliveryOf: z.uuid().nullable().meta({ description: 'the delivery whose event a person delivered again' }),
  })
  .meta({ id: 'Delivery' });
export type DeliveryShape = z.input<typeof DeliveryShape>;

export const DeliveryDetail = DeliveryShape.extend({
  headers: z.record(z.string(), z.string()).meta({ description: 'those that are kept; never a signature' }),
  event: AnyJson,
}).meta({ id: 'DeliveryDetail' });

export const RefusedDeliveries = z
  .object({
    code: z.string(),
    reason: z.string(),
    httpStatus: z.int(),
    count: z.int(),
    firstAt: Timestamp,
    lastAt: Timestamp,
  })
  .meta({
    id: 'RefusedDeliveries',
    description: 'deliveries refused for one reason; nothing of what was sent is kept',
  });

export const ResumedWebhook = WebhookEndpointShape.extend({
  released: z.int().meta({ description: 'kept deliveries that went in, in the order in which they came' }),
}).meta({ id: 'ResumedWebhook' });
export type ResumedWebhook = z.input<typeof ResumedWebhook>;

export const Deliveries = z
  .object({
    deliveries: z.array(DeliveryShape).meta({ description: 'the last 20, newest first; kept for 30 days' }),
    refused: z.array(RefusedDeliveries),
  })
  .meta({ id: 'Deliveries' });
