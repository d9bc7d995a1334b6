import { Inject, Injectable } from '@nestjs/common';
import type { ConnectorRegistry } from '@jarvis/connector-kit';
import { AutomationRule, type Database } from '@jarvis/database';
import type { JsonObject } from '@jarvis/plan';
import { schemeOf } from '@jarvis/webhook-schemes';
import type { Principal } from '../auth/principal.js';
import { RuleCompiler } from '../definition/rule-compiler.js';
import { ApiError, refuse } from '../http/api-error.js';
import { audit } from '../infrastructure/audit.js';
import { checkEventSize } from '../infrastructure/event-size.js';
import { CONNECTORS, DATABASE } from '../infrastructure/tokens.js';
import { AcceptService } from '../ingress/accept.service.js';
import { sampleOf } from '../rule-triggers/trigger-words.js';
import { WebhookEndpointsService } from '../rule-triggers/webhook-endpoints.service.js';
import { findRuleOrFail, lockRuleOrFail } from '../rules/rules.queries.js';

/** The event a rule is tried with. */
@Injectable()
export class SampleEventService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONNECTORS) private readonly registry: ConnectorRegistry,
    private readonly compiler: RuleCompiler,
    private readonly webhooks: WebhookEndpointsService,
    private readonly deliveries: AcceptService,
  ) {}

  /** The one that was stored; without it, what the trigger of the draft may bring. */
  get({ observatoryId }: Principal, ruleId: string): Promise<{ event: unknown }> {
    return this.database.tenant(observatoryId, async (manager) => {
      const { sampleEvent, draft } = await findRuleOrFail(manager, ruleId);
      return { event: sampleEvent ?? sampleOf(draft, this.registry) };
    });
  }

  /** What the draft reads of its events is compared with the sample, so it is checked again. */
  async put(principal: Principal, ruleId: string, event: JsonObject): Promise<{ event: unknown }> {
    checkEventSize(event);
    const { observatoryId } = principal;
    const { draft, draftSource, draftRevision } = await this.database.tenant(observatoryId, (manager) =>
      findRuleOrFail(manager, ruleId),
    );
    const draftCheck = await this.compiler.draftCheckOf(observatoryId, { draft, draftSource, sampleEvent: event });
    const isStored = await this.database.tenant(observatoryId, async (manager) => {
      const rule = await lockRuleOrFail(manager, ruleId);
      if (rule.draftRevision !== draftRevision) return false;
      await manager.update(AutomationRule, { id: ruleId }, { sampleEvent: event, draftCheck });
      await audit(manager, principal, { action: 'rule.sample-stored', entityType: 'rule', entityId: ruleId });
      return true;
    });
    // Somebody saved another draft meanwhile.
    return isStored ? { event } : this.put(principal, ruleId, event);
  }

  /**
   * Through the same door, with the same signature check, as a delivery from outside.
   * @returns `runId`: null where it was answered as a ping, for which nothing runs
   */
  async send(principal: Principal, ruleId: string): Promise<{ deliveryId: string; runId: string | null }> {
    const { hookId, delivery } = await this.database.tenant(principal.observatoryId, async (manager) => {
      const { sampleEvent } = await findRuleOrFail(manager, ruleId);
      if (sampleEvent === null) throw noSample();
      const opened = await this.webhooks.openSecret(manager, principal, ruleId);
      const { id: hookId, settings, scheme } = opened.endpoint;
      return { hookId, delivery: schemeOf(scheme, settings).sign(sampleEvent, opened.secret) };
    });
    const raw = { body: Buffer.from(delivery.body), headers: delivery.headers };
    try {
      // Also where the rule answers with its result: nobody waits for that here.
      const { deliveryId, runId } = await this.deliveries.accept(hookId, raw);
      return { deliveryId, runId };
    } catch (error) {
      if (!(error instanceof ApiError) || error.getStatus() !== 401) throw error;
      throw refuse.conflict({ code: error.code, message: error.message, hint: error.hint });
    }
  }
}

function noSample() {
  return refuse.conflict({
    code: 'no-sample-event',
    message: 'This rule has no sample event.',
    hint: 'Store one first: PUT /api/v1/rules/:id/sample-event.',
  });
}
