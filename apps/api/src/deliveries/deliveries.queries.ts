import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { notFound } from '../http/api-error.js';
import { DeliveryDetail, DeliveryShape, RefusedDeliveries } from './deliveries.schemas.js';

/** Deliveries of an endpoint that are kept with their event. */
export const KEPT = 20;

const columns = `i.id, i.delivery_id as "deliveryId", i.event_name as "eventName", i.summary, i.received_at as "receivedAt",
  i.bytes, case i.status when 'received' then 'started' else i.status end as outcome, i.answer_status as "answerStatus",
  i.error, i.duplicates, i.redelivery_of as "redeliveryOf",
  case when r.id is not null then jsonb_build_object('id', r.id, 'status', r.status) end as run`;

/** The last ones of a rule, newest first. */
export async function findDeliveries(
  manager: EntityManager,
  ruleId: string,
): Promise<z.output<typeof DeliveryShape>[]> {
  const rows: unknown = await manager.query(
    `select ${columns} from webhook_endpoints e
     join inbox i on i.source = 'hook:' || e.id and i.kept
     left join runs r on r.id = i.run_id
     where e.rule_id = $1 order by i.received_at desc, i.id desc limit ${KEPT.toString()}`,
    [ruleId],
  );
  return z.array(DeliveryShape).parse(rows);
}

/** @throws ApiError 404, also for a delivery whose event is not kept any more */
export async function findDeliveryOrFail(
  manager: EntityManager,
  { ruleId, id }: { ruleId: string; id: string },
): Promise<z.output<typeof DeliveryDetail>> {
  const rows: unknown = await manager.query(
    `select ${columns}, i.headers, i.event from inbox i left join runs r on r.id = i.run_id
     where i.id = $1 and i.rule_id = $2 and i.kept`,
    [id, ruleId],
  );
  const [delivery] = z.array(DeliveryDetail).parse(rows);
  if (delivery === undefined) throw notFound('delivery');
  return delivery;
}

const REASONS: Readonly<Record<string, string>> = {
  'bad-signature': 'The signature does not hold.',
  'missing-delivery-id': 'The id of the delivery is missing.',
  'invalid-input': 'The body is not an event.',
  'event-too-large': 'The event is too large.',
  'unsupported-media-type': 'The body is packed, or not JSON.',
  'rule-disabled': 'The rule is off.',
  'rule-unpublished': 'The rule is not published.',
  'webhook-full': 'The webhook is paused and keeps as much as it can.',
};

export async function findRefused(
  manager: EntityManager,
  ruleId: string,
): Promise<z.output<typeof RefusedDeliveries>[]> {
  const rows: unknown = await manager.query(
    `select code, http_status as "httpStatus", count, first_at as "firstAt", last_at as "lastAt" from webhook_refusals
     where rule_id = $1 order by last_at desc limit ${KEPT.toString()}`,
    [ruleId],
  );
  return z
    .array(RefusedDeliveries.omit({ reason: true }))
    .parse(rows)
    .map((row) => ({ ...row, reason: REASONS[row.code] ?? 'It could not be read.' }));
}

const Copied = z.array(
  z.object({
    id: z.uuid(),
    run_id: z.uuid().nullable(),
    delivery_id: z.string(),
    event_name: z.string(),
    summary: z.string(),
    headers: z.record(z.string(), z.string()),
    event: z.unknown(),
  }),
);

/** What a delivery brought, and the run that it has. */
export async function findBrought(
  manager: EntityManager,
  { ruleId, id }: { ruleId: string; id: string },
): Promise<z.output<typeof Copied>[number]> {
  const rows: unknown = await manager.query(
    `select i.id, r.id as run_id, i.delivery_id, i.event_name, i.summary, i.headers, i.event
     from inbox i left join runs r on r.id = i.run_id where i.id = $1 and i.rule_id = $2 and i.kept`,
    [id, ruleId],
  );
  const [found] = Copied.parse(rows);
  if (found === undefined) throw notFound('delivery');
  return found;
}

/** The same delivery once more, with a run of its own. Its body is not compared with those of senders. */
export async function copyDelivery(
  manager: EntityManager,
  { id, runId }: { id: string; runId: string },
): Promise<void> {
  await manager.query(
    `insert into inbox (observatory_id, rule_id, source, scheme, delivery_id, body_hash, event, bytes, headers, event_name,
                        summary, run_id, redelivery_of)
     select observatory_id, rule_id, source, scheme, delivery_id || '/' || $2, '', event, bytes, headers, event_name,
            summary, $2::uuid, coalesce(redelivery_of, id)
     from inbox where id = $1`,
    [id, runId],
  );
}
