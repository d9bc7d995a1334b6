import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { EntityManager } from 'typeorm';
import { refuse } from '../http/api-error.js';
import { publicAddress } from '../http/public-address.js';
import { CONFIG } from '../infrastructure/tokens.js';
import { findWebhook } from './rule-triggers.queries.js';
import type { WebhookEndpointShape } from './rule-triggers.schemas.js';

/** Webhook endpoints as answers show them. */
@Injectable()
export class WebhookReader {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Null for a rule that never had one. */
  async find(manager: EntityManager, ruleId: string): Promise<WebhookEndpointShape | null> {
    const found = await findWebhook(manager, ruleId);
    if (found === null) return null;
    const { endpoint, hasSecret, lastDeliveryAt, held } = found;
    const { id, scheme, enabled, refuseEqualBodiesSeconds, pausedAt, previousSecretUntil: until } = endpoint;
    const previousSecretUntil = until !== null && until > new Date() ? until : null;
    return {
      url: this.urlOf(id),
      hookId: id,
      scheme,
      enabled,
      hasSecret,
      previousSecretUntil,
      refuseEqualBodiesSeconds,
      lastDeliveryAt,
      pausedAt,
      held,
    };
  }

  /** @throws ApiError 409 for a rule that never had one */
  async findOrFail(manager: EntityManager, ruleId: string): Promise<WebhookEndpointShape> {
    const webhook = await this.find(manager, ruleId);
    if (webhook === null) throw noWebhook();
    return webhook;
  }

  urlOf(hookId: string): string {
    return publicAddress(this.config.api, `/hooks/${hookId}`);
  }
}

export function noWebhook() {
  return refuse.conflict({
    code: 'no-webhook',
    message: 'This rule has no webhook address yet.',
    hint: 'Publish it with a webhook trigger; publishing makes the address and its secret.',
  });
}
