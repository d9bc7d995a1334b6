import { Inject, Injectable } from '@nestjs/common';
import { hashJson, isUniqueViolation, requestRun, Run, type Database } from '@jarvis/database';
import { Json } from '@jarvis/json';
import { eventAlone } from '@jarvis/rules';
import type { Principal } from '../auth/principal.js';
import { idOfKey, keyUsed } from '../http/idempotency-key.js';
import { audit } from '../infrastructure/audit.js';
import { admitInputs, withDefaults } from '../infrastructure/admit-inputs.js';
import { checkEventSize } from '../infrastructure/event-size.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { neverPublished } from '../rules/rule-lifecycle.service.js';
import { findRuleOrFail } from '../rules/rules.queries.js';

interface Asked {
  event: Json | undefined;
  idempotencyKey: string | undefined;
}

/** Starts the published version by hand, also while the rule's trigger is switched off. */
@Injectable()
export class RunNowService {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  async run(principal: Principal, ruleId: string, { event = {}, idempotencyKey }: Asked): Promise<{ runId: string }> {
    checkEventSize(event);
    const id = idOfKey(idempotencyKey, [principal.observatoryId, ruleId]);
    try {
      return await this.request(principal, { ruleId, event, id });
    } catch (error) {
      // Two requests with one key at the same moment: the other one was first.
      if (id === undefined || !isUniqueViolation(error)) throw error;
      return this.request(principal, { ruleId, event, id });
    }
  }

  private request(
    principal: Principal,
    { ruleId, event: wanted, id }: { ruleId: string; event: Json; id: string | undefined },
  ): Promise<{ runId: string }> {
    const { observatoryId, userId, name } = principal;
    return this.database.tenant(observatoryId, async (manager) => {
      const { publishedVersion } = await findRuleOrFail(manager, ruleId);
      const event = eventAlone(publishedVersion?.definition, wanted);
      const earlier = id === undefined ? null : await manager.findOneBy(Run, { id });
      if (earlier !== null) return sameRun(earlier, event, publishedVersion?.plan);
      if (publishedVersion === null || publishedVersion === undefined) throw neverPublished();
      const given = admitInputs(publishedVersion.plan, event);
      checkEventSize(given);
      const run = await requestRun(manager, {
        id,
        observatoryId,
        ruleId,
        ruleVersionId: publishedVersion.id,
        planHash: publishedVersion.planHash,
        triggerType: 'manual',
        triggerSummary: `Started by ${name}`,
        event: given,
        requestedBy: userId,
      });
      await audit(manager, principal, {
        action: 'run.requested',
        entityType: 'run',
        entityId: run.id,
        metadata: { ruleId },
      });
      return { runId: run.id };
    });
  }
}

/** The run was started with the defaults of its inputs filled in. */
function sameRun(run: Run, event: Json, plan: unknown): { runId: string } {
  const started = hashJson(Json.parse(run.event));
  if (started === hashJson(event) || started === hashJson(withDefaults(plan, event))) return { runId: run.id };
  throw keyUsed({ runId: run.id }, 'with another event');
}
