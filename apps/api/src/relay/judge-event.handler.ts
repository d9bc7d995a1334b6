import { Inject, Injectable } from '@nestjs/common';
import { notify, type Database } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { beginRun, RULE_COLUMNS, WithRule } from '../deliveries/begin-run.js';
import { judgeDeliveries } from '../deliveries/judge-deliveries.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { delivered, type DeliveryOutcome } from './delivery-outcome.js';
import type { MessageOf } from './outbox-message.js';

const EventRun = WithRule.extend({ id: z.uuid() });
type Told = Extract<MessageOf<'judge-event'>['payload'], { eventId: string }>;

/** Asks the filter of a rule about an event that was committed before, in one transaction with what follows from it. */
@Injectable()
export class JudgeEventHandler {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  deliver({ observatory_id: observatoryId, payload }: MessageOf<'judge-event'>): Promise<DeliveryOutcome> {
    return this.database.tenant(observatoryId, async (manager) => {
      if ('inboxId' in payload) {
        const which = { condition: `i.id = $1 and i.status = 'judging'`, values: [payload.inboxId] };
        await judgeDeliveries(manager, observatoryId, which);
        const rows: unknown = await manager.query('select rule_id as id from inbox where id = $1', [payload.inboxId]);
        for (const { id } of z.array(z.object({ id: z.uuid() })).parse(rows))
          await notify(manager, { type: 'rule_updated', observatoryId, id });
      } else await judgeEvent(manager, observatoryId, payload);
      return delivered;
    });
  }
}

async function judgeEvent(manager: EntityManager, observatoryId: string, told: Told): Promise<void> {
  const { eventId, ruleId, runId, kind, summary, eventName } = told;
  const rows: unknown = await manager.query(
    `select er.id, e.body as event, ${RULE_COLUMNS}
     from event_runs er
     join events e on e.id = er.event_id
     join automation_rules r on r.id = er.rule_id
     join rule_versions v on v.id = r.published_version_id
     where er.event_id = $1 and er.rule_id = $2 and er.status = 'judging' for update of er`,
    [eventId, ruleId],
  );
  const [row] = z.array(EventRun).parse(rows);
  if (!row) return;
  const details = { deliveryId: eventId, eventName };
  const { type } = await beginRun(manager, row, { observatoryId, runId, kind, summary, details });
  await manager.query('update event_runs set status = $2, run_id = $3 where id = $1', [
    row.id,
    type === 'filtered' ? 'filtered' : 'started',
    type === 'filtered' ? null : runId,
  ]);
}
