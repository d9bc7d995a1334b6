import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { toJsonb, toText, type Database } from '@jarvis/database';
import {
  ALWAYS_KEPT,
  singleHeader,
  withoutDeliveryId,
  type Ping,
  type RawDelivery,
  type Refusal,
} from '@jarvis/webhook-schemes';
import { z } from 'zod';
import type { TriggerDetails } from '@jarvis/plan';
import { ApiError, refuse } from '../http/api-error.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { RelayService } from '../relay/relay.service.js';
import { eventFormOf, parseEvent } from './event-body.js';
import { HeldNotices } from './held-notices.js';
import { HookSecrets, type Hook } from './hook-secrets.js';
import { RefusalLog } from './refusal-log.js';
import { runIdOfDelivery } from './run-id.js';

/** When a sender may try a paused endpoint again that keeps no more. */
const RETRY_AFTER_SECONDS = 60;

const Accepted = z.tuple([
  z.discriminatedUnion('outcome', [
    z.object({ outcome: z.enum(['accepted', 'duplicate']), delivery: z.string(), run: z.uuid().nullable() }),
    z.object({ outcome: z.enum(['unknown', 'disabled', 'unpublished', 'full']) }),
  ]),
]);

export interface Receipt {
  deliveryId: string;
  /** Null where there is none, or none yet: a ping, or what waits for the filter of its rule or for a paused endpoint. */
  runId: string | null;
  /** What the sender of a ping wants to hear; absent for everything else. */
  reply?: Ping['reply'];
  /** The run whose result the sender waits for. */
  awaited?: { runId: string; withinMs: number };
}

/** Takes deliveries in: signature, then one committed inbox row, then the answer. */
@Injectable()
export class AcceptService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly hooks: HookSecrets,
    private readonly relay: RelayService,
    private readonly refusals: RefusalLog,
    private readonly held: HeldNotices,
  ) {}

  /** @throws ApiError 401 before anything is said about the body when the signature does not hold */
  async accept(hookId: string, delivery: RawDelivery): Promise<Receipt> {
    try {
      return await this.take(hookId, delivery);
    } catch (error) {
      if (error instanceof ApiError) this.refusals.note(hookId, error);
      throw error;
    }
  }

  private async take(hookId: string, delivery: RawDelivery): Promise<Receipt> {
    const cameAt = performance.now();
    const form = eventFormOf(delivery);
    const { scheme, answerWithinMs } = await this.verify(hookId, delivery);
    const event = parseEvent(delivery, form);
    const deliveryId = scheme.deliveryId(delivery, event);
    if (deliveryId === undefined) throw refusalOf(withoutDeliveryId(scheme.deliveryIdPlace));
    const ping = scheme.ping?.(event, delivery);
    if (ping) return { deliveryId, runId: null, reply: ping.reply };
    const headers = keptHeaders(delivery, scheme);
    const eventName = scheme.eventName(event, delivery);
    const trigger: TriggerDetails = {
      kind: 'webhook',
      deliveryId,
      eventName,
      receivedAt: new Date().toISOString(),
      headers,
    };
    const runId = runIdOfDelivery({ source: `hook:${hookId}`, deliveryId });
    const rows = await this.database.systemQuery(
      'select outcome, delivery, run from accept_delivery($1, $2, $3, $4, $5, $6, $7, $8)',
      [
        hookId,
        deliveryId,
        runId,
        createHash('sha256').update(delivery.body).digest('hex'),
        toJsonb(event),
        toJsonb(headers),
        toText(scheme.summary(event, eventName)),
        toJsonb(trigger),
      ],
    );
    this.relay.answered(performance.now() - cameAt);
    const [result] = Accepted.parse(rows);
    if (result.outcome === 'accepted') this.relay.kick();
    if (result.outcome === 'accepted' && result.run === null) this.held.note(hookId);
    if (result.outcome === 'accepted' || result.outcome === 'duplicate') {
      const receipt = { deliveryId: result.delivery, runId: result.run };
      // Of an equal body under another id, the first one's run is not known while it has none.
      if (answerWithinMs === null || (result.run === null && result.delivery !== deliveryId)) return receipt;
      return { ...receipt, awaited: { runId: result.run ?? runId, withinMs: answerWithinMs } };
    }
    throw REFUSALS[result.outcome]();
  }

  /** Before one is refused, the endpoint is looked up again: a secret counts from the moment it is entered. */
  private async verify(hookId: string, delivery: RawDelivery): Promise<Hook> {
    const known = await this.hooks.recall(hookId);
    if (known?.scheme.verify(delivery, known.secrets).ok) return known;
    const hook = await this.hooks.find(hookId);
    if (!hook) throw noSuchHook();
    const verified = hook.scheme.verify(delivery, hook.secrets);
    if (!verified.ok) throw refusalOf(verified);
    return hook;
  }
}

function refusalOf({ about, reason, hint }: Refusal): ApiError {
  const message = `The delivery was refused. ${reason}`;
  return about === 'signature'
    ? refuse.unauthenticated({ code: 'bad-signature', message, hint })
    : refuse.invalidInput({ code: 'missing-delivery-id', message, hint });
}

/** Signatures are not among them: nobody needs them again. */
function keptHeaders(delivery: RawDelivery, scheme: Hook['scheme']): Record<string, string> {
  return Object.fromEntries(
    [...ALWAYS_KEPT, ...scheme.keptHeaders].flatMap((name) => {
      const value = singleHeader(delivery, name);
      return value === undefined ? [] : [[name, value.slice(0, 500)]];
    }),
  );
}

export function noSuchHook(): ApiError {
  return new ApiError({
    status: 404,
    code: 'not-found',
    message: 'There is no webhook at this address.',
    hint: 'Copy the address from the rule in Jarvis.',
  });
}

/** 410 tells a sender that repeating does not help, 503 that it does; the delivery is not stored. */
const REFUSALS = {
  unknown: noSuchHook,
  disabled: () =>
    new ApiError({
      status: 410,
      code: 'rule-disabled',
      message: 'The rule behind this webhook is switched off, so the delivery was not accepted.',
      hint: 'Switch the rule on in Jarvis and deliver again.',
    }),
  unpublished: () =>
    new ApiError({
      status: 410,
      code: 'rule-unpublished',
      message: 'The rule behind this webhook has no published version, so the delivery was not accepted.',
      hint: 'Publish the rule in Jarvis and deliver again.',
    }),
  full: () =>
    refuse.unavailable({
      code: 'webhook-full',
      message: 'This webhook is paused and keeps as many deliveries as it can, so this one was not accepted.',
      hint: 'Deliver it again later. In Jarvis, resume the webhook on the settings page of the rule.',
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    }),
} as const;
