import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { notify, WebhookEndpoint, type Database } from '@jarvis/database';
import { webhookContext, type CredentialSealer } from '@jarvis/payload-codec/credentials';
import { armTrigger, type Trigger } from '@jarvis/triggers';
import { schemeOf } from '@jarvis/webhook-schemes';
import { SCHEME_DISPLAYS, type WebhookScheme } from '@jarvis/webhook-schemes/display';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { refuse } from '../http/api-error.js';
import { audit } from '../infrastructure/audit.js';
import { sameJson } from '../infrastructure/same-json.js';
import { CREDENTIAL_SEALER, DATABASE } from '../infrastructure/tokens.js';
import { findRuleOrFail, lockRuleOrFail } from '../rules/rules.queries.js';
import { findSealedWebhook } from './rule-triggers.queries.js';
import type {
  RotatedSecret,
  WebhookEndpointShape,
  WebhookSecretRequest,
  WebhookSettingsRequest,
} from './rule-triggers.schemas.js';
import { noWebhook, WebhookReader } from './webhook-reader.js';

const Secret = z.string();

/** Time to change the secret at the sender. A leaked one ends with it; rotating twice ends it at once. */
const GRACE_MS = 24 * 3600_000;

/**
 * Where the id of a delivery is not part of what is signed, a captured one could come again under another id: its body is
 * refused for as long as an endpoint can be told to.
 */
const EQUAL_BODIES_SECONDS = 30 * 86_400;

/** Addresses that deliveries come to, and the secrets they are signed with. */
@Injectable()
export class WebhookEndpointsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CREDENTIAL_SEALER) private readonly sealer: CredentialSealer,
    private readonly webhooks: WebhookReader,
  ) {}

  get({ observatoryId }: Principal, ruleId: string): Promise<WebhookEndpointShape> {
    return this.database.tenant(observatoryId, async (manager) => {
      await findRuleOrFail(manager, ruleId);
      return this.webhooks.findOrFail(manager, ruleId);
    });
  }

  /** What the endpoint refuses beyond what its signature says. */
  configure(
    principal: Principal,
    ruleId: string,
    { refuseEqualBodiesSeconds }: z.infer<typeof WebhookSettingsRequest>,
  ): Promise<WebhookEndpointShape> {
    return this.database.tenant(principal.observatoryId, async (manager) => {
      await lockRuleOrFail(manager, ruleId);
      const { affected } = await manager.update(WebhookEndpoint, { ruleId }, { refuseEqualBodiesSeconds });
      if (affected === 0) throw noWebhook();
      await audit(manager, principal, {
        action: 'webhook.configured',
        entityType: 'rule',
        entityId: ruleId,
        metadata: { refuseEqualBodiesSeconds },
      });
      await notify(manager, { type: 'rule_updated', observatoryId: principal.observatoryId, id: ruleId });
      return this.webhooks.findOrFail(manager, ruleId);
    });
  }

  /** The previous secret still counts for a day, so that the sender can be changed without losing a delivery. */
  rotateSecret(principal: Principal, ruleId: string): Promise<z.input<typeof RotatedSecret>> {
    return this.database.tenant(principal.observatoryId, async (manager) => {
      await lockRuleOrFail(manager, ruleId);
      const endpoint = await findSealedWebhook(manager, ruleId);
      if (endpoint === null) throw noWebhook();
      if (SCHEME_DISPLAYS[endpoint.scheme].secretFrom === 'sender') throw secretOfTheSender(endpoint.scheme);
      const secret = schemeOf(endpoint.scheme, endpoint.settings).newSecret();
      const previousSecretUntil = await this.replaceSecret(manager, endpoint, secret);
      await audit(manager, principal, { action: 'webhook.secret-rotated', entityType: 'rule', entityId: ruleId });
      return { url: this.webhooks.urlOf(endpoint.id), secret, previousSecretUntil };
    });
  }

  /** Keeps the secret that the sender made. The one before counts as after a rotation. */
  enterSecret(
    principal: Principal,
    ruleId: string,
    { secret }: z.infer<typeof WebhookSecretRequest>,
  ): Promise<WebhookEndpointShape> {
    return this.database.tenant(principal.observatoryId, async (manager) => {
      await lockRuleOrFail(manager, ruleId);
      const endpoint = await findSealedWebhook(manager, ruleId);
      if (endpoint === null) throw noWebhook();
      const refused = schemeOf(endpoint.scheme, endpoint.settings).refuseSecret(secret);
      if (refused !== undefined) throw refuse.invalidInput({ code: 'invalid-secret', ...refused });
      await this.replaceSecret(manager, endpoint, secret);
      await audit(manager, principal, { action: 'webhook.secret-entered', entityType: 'rule', entityId: ruleId });
      await notify(manager, { type: 'rule_updated', observatoryId: principal.observatoryId, id: ruleId });
      return this.webhooks.findOrFail(manager, ruleId);
    });
  }

  /** @returns until when the one before counts; null when there was none */
  private async replaceSecret(manager: EntityManager, endpoint: WebhookEndpoint, secret: string): Promise<Date | null> {
    const previousSecret = endpoint.secret ?? null;
    const previousSecretUntil = previousSecret === null ? null : new Date(Date.now() + GRACE_MS);
    await manager.update(
      WebhookEndpoint,
      { id: endpoint.id },
      { secret: this.seal(secret, endpoint.id), previousSecret, previousSecretUntil },
    );
    return previousSecretUntil;
  }

  /** The secret that signs now. Opening it is written down. @throws ApiError 409 when there is none */
  async openSecret(
    manager: EntityManager,
    principal: Principal,
    ruleId: string,
  ): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
    const endpoint = await findSealedWebhook(manager, ruleId);
    if (endpoint === null) throw noWebhook();
    if (!endpoint.secret) throw noSecret();
    const secret = Secret.parse(this.sealer.openCredentials(endpoint.secret, webhookContext(endpoint.id)));
    await audit(manager, principal, {
      action: 'credentials.opened',
      entityType: 'webhook',
      entityId: ruleId,
      metadata: { for: 'sample delivery' },
    });
    return { endpoint, secret };
  }

  /** Makes the endpoint agree with the published trigger; the secret is told when it was just made. */
  async follow(
    manager: EntityManager,
    { observatoryId }: Principal,
    { ruleId, trigger }: { ruleId: string; trigger: Trigger },
  ): Promise<{ url: string; secret: string | null; hasSecret: boolean } | null> {
    const known = await findSealedWebhook(manager, ruleId);
    const armed = armTrigger(trigger);
    if (armed.type !== 'endpoint') {
      if (known !== null) await manager.update(WebhookEndpoint, { id: known.id }, { enabled: false });
      return null;
    }
    const { scheme, settings, answerWithinMs } = armed;
    const ours = SCHEME_DISPLAYS[scheme].secretFrom === 'jarvis';
    const made = schemeOf(scheme, settings);
    const asBefore = known?.scheme === scheme && sameJson(known.settings, settings);
    const refuseEqualBodiesSeconds =
      known?.refuseEqualBodiesSeconds ?? (made.signsId === false && !asBefore ? EQUAL_BODIES_SECONDS : null);
    if (known !== null && known.scheme === scheme && (known.secret || !ours)) {
      await manager.update(
        WebhookEndpoint,
        { id: known.id },
        { enabled: true, settings, refuseEqualBodiesSeconds, answerWithinMs },
      );
      return { url: this.webhooks.urlOf(known.id), secret: null, hasSecret: Boolean(known.secret) };
    }
    // Secrets of two schemes differ in form, so a change of scheme needs a new one. Where the sender makes it, nothing
    // is accepted until somebody has entered it.
    const id = known?.id ?? randomBytes(24).toString('base64url');
    const secret = ours ? made.newSecret() : null;
    const row = {
      scheme,
      settings,
      secret: secret === null ? null : this.seal(secret, id),
      previousSecret: null,
      previousSecretUntil: null,
      refuseEqualBodiesSeconds,
      answerWithinMs,
      enabled: true,
    };
    await (known === null
      ? manager.insert(WebhookEndpoint, { id, observatoryId, ruleId, ...row })
      : manager.update(WebhookEndpoint, { id }, row));
    return { url: this.webhooks.urlOf(id), secret, hasSecret: secret !== null };
  }

  private seal(secret: string, hookId: string): string {
    return this.sealer.sealCredentials(secret, webhookContext(hookId));
  }
}

function secretOfTheSender(scheme: WebhookScheme) {
  const { label, secretName } = SCHEME_DISPLAYS[scheme];
  return refuse.conflict({
    code: 'secret-of-the-sender',
    message: `${label} makes ${secretName} itself, so none can be made here. Enter the sender’s secret.`,
    hint: 'On the settings page of the rule, or with PUT /api/v1/rules/:id/webhook/secret.',
  });
}

function noSecret() {
  return refuse.conflict({
    code: 'no-webhook-secret',
    message: 'This webhook has no secret yet, so it accepts nothing.',
    hint: 'Make one, or enter the sender’s, on the settings page of the rule.',
  });
}
