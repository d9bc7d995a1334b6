import { Inject, Injectable } from '@nestjs/common';
import { notify, WebhookEndpoint, type Database } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../auth/principal.js';
import { refuse } from '../http/api-error.js';
import { audit } from '../infrastructure/audit.js';
import { DATABASE } from '../infrastructure/tokens.js';
import type { WebhookEndpointShape } from '../rule-triggers/rule-triggers.schemas.js';
import { noWebhook, WebhookReader } from '../rule-triggers/webhook-reader.js';
import { findRuleOrFail } from '../rules/rules.queries.js';
import type { ResumedWebhook } from './deliveries.schemas.js';
import { judgeDeliveries } from './judge-deliveries.js';

/** Deliveries of one transaction: senders wait for it. */
const BATCH = 50;

/** Lets an endpoint keep what comes, and start it later. */
@Injectable()
export class PauseService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly webhooks: WebhookReader,
  ) {}

  pause(principal: Principal, ruleId: string): Promise<WebhookEndpointShape> {
    return this.database.tenant(principal.observatoryId, async (manager) => {
      const { id, pausedAt } = await findEndpointOrFail(manager, ruleId);
      if (pausedAt === null) {
        await manager.update(WebhookEndpoint, { id }, { pausedAt: new Date() });
        await this.tell(manager, principal, { ruleId, action: 'webhook.paused' });
      }
      return this.webhooks.findOrFail(manager, ruleId);
    });
  }

  /**
   * Starts what is held, in the order in which it came, and what comes meanwhile after it. Ended half way, the endpoint is
   * still paused and holds the rest.
   * @throws ApiError 409 while the rule is off
   */
  async resume(principal: Principal, ruleId: string): Promise<ResumedWebhook> {
    let released = 0;
    for (;;) {
      const batch = await this.database.tenant(principal.observatoryId, (manager) =>
        this.release(manager, principal, ruleId),
      );
      released += batch.released;
      if (batch.webhook) return { ...batch.webhook, released };
    }
  }

  /** @returns no webhook while more is held */
  private async release(
    manager: EntityManager,
    principal: Principal,
    ruleId: string,
  ): Promise<{ released: number; webhook?: WebhookEndpointShape }> {
    const { enabled } = await findRuleOrFail(manager, ruleId);
    const { id, pausedAt, enabled: receives } = await findEndpointOrFail(manager, ruleId);
    if (!enabled || !receives) throw isOff();
    // Whoever takes a delivery in while this is held waits, and finds the endpoint paused or not, but never in between.
    await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`pause ${id}`]);
    const released = await judgeDeliveries(manager, principal.observatoryId, {
      condition: `i.id in (select id from inbox where source = $1 and status = 'held'
                           order by received_at, id limit ${BATCH.toString()})`,
      values: [`hook:${id}`],
    });
    if (released === BATCH) return { released };
    if (pausedAt !== null) {
      await manager.update(WebhookEndpoint, { id }, { pausedAt: null });
      await this.tell(manager, principal, { ruleId, action: 'webhook.resumed' });
    }
    return { released, webhook: await this.webhooks.findOrFail(manager, ruleId) };
  }

  private async tell(
    manager: EntityManager,
    principal: Principal,
    { ruleId, action }: { ruleId: string; action: string },
  ): Promise<void> {
    await audit(manager, principal, { action, entityType: 'rule', entityId: ruleId });
    await notify(manager, { type: 'rule_updated', observatoryId: principal.observatoryId, id: ruleId });
  }
}

async function findEndpointOrFail(manager: EntityManager, ruleId: string): Promise<WebhookEndpoint> {
  await findRuleOrFail(manager, ruleId);
  const endpoint = await manager.findOneBy(WebhookEndpoint, { ruleId });
  if (endpoint === null) throw noWebhook();
  return endpoint;
}

function isOff() {
  return refuse.conflict({
    code: 'rule-off',
    message: 'The rule is off, or something else starts it now, so what is held was not started.',
    hint: 'Switch the rule on with a webhook trigger, then resume the webhook.',
  });
}
