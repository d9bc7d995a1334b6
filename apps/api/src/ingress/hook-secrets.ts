import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@jarvis/database';
import { webhookContext, type CredentialSealer } from '@jarvis/payload-codec/credentials';
import { schemeOf, type Scheme } from '@jarvis/webhook-schemes';
import { WEBHOOK_SCHEMES } from '@jarvis/webhook-schemes/display';
import { z } from 'zod';
import { CREDENTIAL_SEALER, DATABASE } from '../infrastructure/tokens.js';

/** How long a looked-up endpoint is believed: a secret that no longer counts is refused within this time. */
const BELIEVED_MS = 1000;
/** Many deliveries that are refused at once look an endpoint up once. */
const ASKED_AGAIN_AFTER_MS = 5;
const MAX_REMEMBERED = 1000;
/** Deliveries come by the thousand: within this time one line of the audit log stands for all of an endpoint. */
const WRITTEN_DOWN_EVERY_MS = 15 * 60_000;

const Rows = z.array(
  z.object({
    scheme: z.enum(WEBHOOK_SCHEMES),
    settings: z.unknown(),
    secret: z.string().nullable(),
    previous_secret: z.string().nullable(),
    answer_within_ms: z.int().nullable(),
  }),
);
const Secret = z.string();

export interface Hook {
  scheme: Scheme;
  /** The current one, and for a while after a rotation the previous one. */
  secrets: string[];
  /** How long a sender waits for the result of the run; null: it does not. */
  answerWithinMs: number | null;
}

/** Looks up what an endpoint's deliveries must be signed with. */
@Injectable()
export class HookSecrets {
  private readonly writtenDown = new Map<string, number>();
  private readonly remembered = new Map<string, { askedAt: number; hook: Promise<Hook | undefined> }>();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CREDENTIAL_SEALER) private readonly sealer: CredentialSealer,
  ) {}

  /** As it was a moment ago; undefined when nobody has asked since. */
  recall(hookId: string, believedMs = BELIEVED_MS): Promise<Hook | undefined> | undefined {
    const known = this.remembered.get(hookId);
    return known && performance.now() - known.askedAt < believedMs ? known.hook : undefined;
  }

  /** As it is now; undefined when there is no such endpoint. */
  find(hookId: string): Promise<Hook | undefined> {
    const known = this.recall(hookId, ASKED_AGAIN_AFTER_MS);
    if (known) return known;
    if (this.remembered.size >= MAX_REMEMBERED) this.remembered.clear();
    const hook = this.load(hookId);
    this.remembered.set(hookId, { askedAt: performance.now(), hook });
    // A failure says nothing about the endpoint.
    hook.catch(() => this.remembered.delete(hookId));
    return hook;
  }

  /** Before they are opened; a line that cannot be written opens nothing. */
  private async writeDown(hookId: string): Promise<void> {
    const now = performance.now();
    const last = this.writtenDown.get(hookId);
    if (last !== undefined && now - last < WRITTEN_DOWN_EVERY_MS) return;
    await this.database.systemQuery(
      `insert into audit_log (observatory_id, actor_type, action, entity_type, entity_id, metadata)
       select observatory_id, 'webhook', 'credentials.opened', 'webhook', rule_id, $2 from webhook_endpoints where id = $1`,
      [hookId, JSON.stringify({ for: 'deliveries', minutes: WRITTEN_DOWN_EVERY_MS / 60_000 })],
    );
    if (this.writtenDown.size >= MAX_REMEMBERED) this.writtenDown.clear();
    this.writtenDown.set(hookId, now);
  }

  private async load(hookId: string): Promise<Hook | undefined> {
    const rows = await this.database.systemQuery(
      `select scheme, settings, secret, case when previous_secret_until > now() then previous_secret end as previous_secret,
         answer_within_ms
       from webhook_endpoints where id = $1`,
      [hookId],
    );
    const [row] = Rows.parse(rows);
    if (!row) return undefined;
    await this.writeDown(hookId);
    const sealed = [row.secret, row.previous_secret].filter((secret) => secret !== null);
    return {
      scheme: schemeOf(row.scheme, row.settings),
      secrets: sealed.map((envelope) => Secret.parse(this.sealer.openCredentials(envelope, webhookContext(hookId)))),
      answerWithinMs: row.answer_within_ms,
    };
  }
}
