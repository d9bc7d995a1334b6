import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { ConnectorRegistry } from '@jarvis/connector-kit';
import { AutomationRule, type Database } from '@jarvis/database';
import { parseJson } from '@jarvis/json';
import type { JsonObject } from '@jarvis/plan';
import { schemeOf } from '@jarvis/webhook-schemes';
import { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { RuleCompiler } from '../definition/rule-compiler.js';
import { ApiError, refuse } from '../http/api-error.js';
import { audit } from '../infrastructure/audit.js';
import { checkEventSize } from '../infrastructure/event-size.js';
import { CONNECTORS, DATABASE } from '../infrastructure/tokens.js';
import { sampleOf } from '../rule-triggers/trigger-words.js';
import { WebhookEndpointsService } from '../rule-triggers/webhook-endpoints.service.js';
import { findRuleOrFail, lockRuleOrFail } from '../rules/rules.queries.js';

const Accepted = z.object({ data: z.object({ deliveryId: z.string(), runId: z.uuid().nullable() }) });
const Refused = z.object({ error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }) });

/** The event a rule is tried with. */
@Injectable()
export class SampleEventService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONNECTORS) private readonly registry: ConnectorRegistry,
    private readonly compiler: RuleCompiler,
    private readonly webhooks: WebhookEndpointsService,
    private readonly host: HttpAdapterHost<FastifyAdapter>,
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
    const { hookId, scheme, delivery } = await this.database.tenant(principal.observatoryId, async (manager) => {
      const { sampleEvent } = await findRuleOrFail(manager, ruleId);
      if (sampleEvent === null) throw noSample();
      const opened = await this.webhooks.openSecret(manager, principal, ruleId);
      const { id: hookId, settings } = opened.endpoint;
      const scheme = schemeOf(opened.endpoint.scheme, settings);
      return { hookId, scheme, delivery: scheme.sign(sampleEvent, opened.secret) };
    });
    const reply = await this.host.httpAdapter.getInstance().inject({
      method: 'POST',
      url: `/hooks/${hookId}`,
      payload: delivery.body,
      headers: delivery.headers,
    });
    // A ping whose sender wants an answer of its own form.
    if (reply.statusCode === 200) {
      const raw = { body: Buffer.from(delivery.body), headers: delivery.headers };
      return { deliveryId: scheme.deliveryId(raw, parseJson(delivery.body)) ?? '', runId: null };
    }
    const body: unknown = reply.json();
    if (reply.statusCode === 202) return Accepted.parse(body).data;
    const { error } = Refused.parse(body);
    throw new ApiError({ status: reply.statusCode === 401 ? 409 : reply.statusCode, ...error });
  }
}

function noSample() {
  return refuse.conflict({
    code: 'no-sample-event',
    message: 'This rule has no sample event.',
    hint: 'Store one first: PUT /api/v1/rules/:id/sample-event.',
  });
}
