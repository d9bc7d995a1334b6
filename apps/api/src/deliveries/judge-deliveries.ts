import { notify } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { beginRun, RULE_COLUMNS, WithRule } from './begin-run.js';

const Delivery = WithRule.extend({
  id: z.uuid(),
  run_id: z.uuid(),
  delivery_id: z.string(),
  event_name: z.string(),
  summary: z.string(),
  headers: z.record(z.string(), z.string()),
  received_at: z.date(),
});
const STATUS = { passes: 'received', filtered: 'filtered', failed: 'failed' } as const;

/** Judges deliveries of a webhook in the order in which they came, and starts the runs of those that pass. */
export async function judgeDeliveries(
  manager: EntityManager,
  observatoryId: string,
  which: { condition: string; values: readonly unknown[] },
): Promise<number> {
  const rows: unknown = await manager.query(
    `select i.id, i.run_id, i.delivery_id, i.event_name, i.summary, i.headers, i.received_at, i.event, ${RULE_COLUMNS}
     from inbox i
     join automation_rules r on r.id = i.rule_id
     join rule_versions v on v.id = r.published_version_id
     where ${which.condition}
     order by i.received_at, i.id for update of i`,
    [...which.values],
  );
  const deliveries = z.array(Delivery).parse(rows);
  for (const delivery of deliveries) {
    const verdict = await beginRun(manager, delivery, {
      observatoryId,
      runId: delivery.run_id,
      kind: 'webhook',
      summary: delivery.summary,
      details: {
        deliveryId: delivery.delivery_id,
        eventName: delivery.event_name,
        receivedAt: delivery.received_at.toISOString(),
        headers: delivery.headers,
      },
    });
    await manager.query('update inbox set status = $2, error = $3 where id = $1', [
      delivery.id,
      STATUS[verdict.type],
      verdict.type === 'failed' ? verdict.error.message : null,
    ]);
    // Its sender may wait for the run, which there will not be.
    if (verdict.type === 'filtered')
      await notify(manager, { type: 'run_updated', observatoryId, runId: delivery.run_id, id: delivery.run_id });
  }
  return deliveries.length;
}
