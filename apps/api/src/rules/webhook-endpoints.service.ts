import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { notify, WebhookEndpoint, type Database } from '@jarvis/database';
import type { WebhookScheme } from '@jarvis/vocabulary';
import { webhookContext, type CredentialSealer } from '@jarvis/payload-codec/credentials';
import type { Trigger } from '@jarvis/rules';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { refuse } from '../http/api-error.js';
import { audit } from '../infrastructure/audit.js';
import { CREDENTIAL_SEALER, DATABASE } from '../infrastructure/tokens.js';
import { RuleReader } from './rule-reader.js';
import { RulesRepository } from './rules.repository.js';
import type { RotatedSecret, RuleDetail, WebhookSettingsRequest } from './rules.schemas.js';

const Secret = z.string();

/** Time to change the secret at the sender. A leaked one ends with it; rotating twice ends it at once. */
const GRACE_MS = 24 * 3600_000;

/** Addresses that deliveries come to, and the secrets they are signed with. */
@Injectable()
export class WebhookEndpointsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CREDENTIAL_SEALER) private readonly sealer: CredentialSealer,
    private readonly repository: RulesRepository,
    private readonly reader: RuleReader,
  ) {}

  get({ observatoryId }: Principal, ruleId: string): Promise<NonNullable<RuleDetail['webhook']>> {
    return this.database.tenant(observatoryId, async (manager) => {
      await this.repository.findOrFail(manager, ruleId);
      const webhook = await this.repository.findWebhook(manager, ruleId);
      if (webhook === null) throw noWebhook();
      return this.reader.webhook(webhook);
    });
  }

  /** What the endpoint refuses beyond what its signature says. */
  configure(
    principal: Principal,
    ruleId: string,
    { refuseEqualBodiesSeconds }: z.infer<typeof WebhookSettingsRequest>,
  ): Promise<NonNullable<RuleDetail['webhook']>> {
    return this.database.tenant(principal.observatoryId, async (manager) => {
      await this.repository.lockOrFail(manager, ruleId);
      const { affected } = await manager.update(WebhookEndpoint, { ruleId }, { refuseEqualBodiesSeconds });
      if (affected === 0) throw noWebhook();
      await audit(manager, principal, {
        action: 'webhook.configured',
        entityType: 'rule',
        entityId: ruleId,
        metadata: { refuseEqualBodiesSeconds },
      });
      await notify(manager, { type: 'rule_updated', observatoryId: principal.observatoryId, id: ruleId });
      const webhook = await this.repository.findWebhook(manager, ruleId);
      if (webhook === null) throw noWebhook();
      return this.reader.webhook(webhook);
    });
  }

  /** The previous secret still counts for a day, so that the sender can be changed without losing a delivery. */
  rotateSecret(principal: Principal, ruleId: string): Promise<z.input<typeof RotatedSecret>> {
    return this.database.tenant(principal.observatoryId, async (manager) => {
      await this.repository.lockOrFail(manager, ruleId);
      const endpoint = await findSealed(manager, ruleId);
      if (endpoint === null) throw noWebhook();
      const secret = newSecret(endpoint.scheme);
      const previousSecret = endpoint.secret ?? null;
      const previousSecretUntil = previousSecret === null ? null : new Date(Date.now() + GRACE_MS);
      await manager.update(
        WebhookEndpoint,
        { id: endpoint.id },
        { secret: this.seal(secret, endpoint.id), previousSecret, previousSecretUntil },
      );
      await audit(manager, principal, { action: 'webhook.secret-rotated', entityType: 'rule', entityId: ruleId });
      return { url: this.reader.hookUrl(endpoint.id), secret, previousSecretUntil };
    });
  }

  /** The secret that signs now. Opening it is written down. @throws ApiError 409 when there is none */
  async openSecret(
    manager: EntityManager,
    principal: Principal,
    ruleId: string,
  ): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
    const endpoint = await findSealed(manager, ruleId);
    if (endpoint === null || !endpoint.secret) throw noWebhook();
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
  ): Promise<{ url: string; secret: string | null } | null> {
    const known = await findSealed(manager, ruleId);
    if (trigger.kind !== 'webhook') {
      if (known !== null) await manager.update(WebhookEndpoint, { id: known.id }, { enabled: false });
      return null;
    }
    const scheme = trigger.signature;
    if (known !== null && known.scheme === scheme && known.secret) {
      if (!known.enabled) await manager.update(WebhookEndpoint, { id: known.id }, { enabled: true });
      return { url: this.reader.hookUrl(known.id), secret: null };
    }
    // Secrets of the two schemes differ in form, so a change of scheme needs a new one.
    const id = known?.id ?? randomBytes(24).toString('base64url');
    const secret = newSecret(scheme);
    const row = {
      scheme,
      secret: this.seal(secret, id),
      previousSecret: null,
      previousSecretUntil: null,
      enabled: true,
    };
    await (known === null
      ? manager.insert(WebhookEndpoint, { id, observatoryId, ruleId, ...row })
      : manager.update(WebhookEndpoint, { id }, row));
    return { url: this.reader.hookUrl(id), secret };
  }

  private seal(secret: string, hookId: string): string {
    return this.sealer.sealCredentials(secret, webhookContext(hookId));
  }
}

/** Standard Webhooks: `whsec_` and base64 of 24 to 64 bytes (https://www.standardwebhooks.com). GitHub: any text. */
function newSecret(scheme: WebhookScheme): string {
  return scheme === 'standard-webhooks'
    ? `whsec_${randomBytes(32).toString('base64')}`
    : randomBytes(32).toString('hex');
}

function findSealed(manager: EntityManager, ruleId: string): Promise<WebhookEndpoint | null> {
  return manager
    .createQueryBuilder(WebhookEndpoint, 'endpoint')
    .addSelect('endpoint.secret')
    .where('endpoint.ruleId = :ruleId', { ruleId })
    .getOne();
}

function noWebhook() {
  return refuse.conflict({
    code: 'no-webhook',
    message: 'This rule has no webhook address yet.',
    hint: 'Publish it with a webhook trigger; publishing makes the address and its secret.',
  });
}
