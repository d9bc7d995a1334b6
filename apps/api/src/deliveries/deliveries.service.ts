import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { notify, requestReplay, requestRun, Run, type Database } from '@jarvis/database';
import { Json } from '@jarvis/json';
import { eventAsItCame } from '@jarvis/rules';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { refuse } from '../http/api-error.js';
import { idOfKey } from '../http/idempotency-key.js';
import { audit } from '../infrastructure/audit.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { neverPublished } from '../rules/rule-lifecycle.service.js';
import { findRuleOrFail } from '../rules/rules.queries.js';
import { copyDelivery, findBrought, findDeliveries, findDeliveryOrFail, findRefused } from './deliveries.queries.js';
import type { Deliveries, DeliveryDetail } from './deliveries.schemas.js';

interface Redelivered {
  ruleId: string;
  id: string;
  idempotencyKey: string | undefined;
}

/** What came to a webhook, and what became of it. */
@Injectable()
export class DeliveriesService {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  list({ observatoryId }: Principal, ruleId: string): Promise<z.input<typeof Deliveries>> {
    return this.database.tenant(observatoryId, async (manager) => {
      await findRuleOrFail(manager, ruleId);
      return { deliveries: await findDeliveries(manager, ruleId), refused: await findRefused(manager, ruleId) };
    });
  }

  get({ observatoryId }: Principal, which: { ruleId: string; id: string }): Promise<z.input<typeof DeliveryDetail>> {
    return this.database.tenant(observatoryId, (manager) => findDeliveryOrFail(manager, which));
  }

  /**
   * A new run of the published version with the same event. A person says so, so neither the filter nor a pause is asked,
   * nor whether the rule is on.
   */
  redeliver(principal: Principal, { ruleId, id, idempotencyKey }: Redelivered): Promise<{ runId: string }> {
    const { observatoryId, userId } = principal;
    const runId = idOfKey(idempotencyKey, [observatoryId, 'redeliver', id]) ?? randomUUID();
    return this.database.tenant(observatoryId, async (manager) => {
      // Two requests with one key at the same moment: the second sees what the first has made.
      await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`redeliver ${runId}`]);
      const { publishedVersion: version } = await findRuleOrFail(manager, ruleId);
      if (await manager.existsBy(Run, { id: runId })) return { runId };
      if (version === null || version === undefined) throw neverPublished();
      const brought = await findBrought(manager, { ruleId, id });
      const common = {
        id: runId,
        observatoryId,
        ruleVersionId: version.id,
        planHash: version.planHash,
        triggerSummary: `Delivered again: ${brought.summary}`.slice(0, 200),
        requestedBy: userId,
        // A run that collected events has those of other deliveries, too.
        event: eventAsItCame(version.definition, Json.parse(brought.event)),
      };
      await copyDelivery(manager, { id, runId });
      if (brought.run_id === null) {
        const { delivery_id: deliveryId, event_name: eventName, headers } = brought;
        await requestRun(manager, {
          ...common,
          ruleId,
          triggerType: 'webhook',
          triggerDetails: { kind: 'webhook', deliveryId, eventName, headers, receivedAt: new Date().toISOString() },
        });
      } else {
        const before = await manager.findOneByOrFail(Run, { id: brought.run_id });
        if (before.finishedAt === null) throw stillOpen(before.id);
        await requestReplay(manager, { ...common, replayOf: before.id });
      }
      await audit(manager, principal, {
        action: 'delivery.redelivered',
        entityType: 'run',
        entityId: runId,
        metadata: { ruleId, delivery: brought.delivery_id },
      });
      await notify(manager, { type: 'rule_updated', observatoryId, id: ruleId });
      return { runId };
    });
  }
}

function stillOpen(runId: string) {
  return refuse.conflict({
    code: 'run-open',
    message: 'The run of this delivery has not ended yet, so it is not delivered again.',
    hint: 'Wait until it ends, or cancel it first.',
    details: { runId },
  });
}
