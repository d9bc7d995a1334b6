import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import { notify, type Database } from '@jarvis/database';
import { armTrigger, type Trigger } from '@jarvis/triggers';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { refuse } from '../http/api-error.js';
import { audit } from '../infrastructure/audit.js';
import { CONFIG, DATABASE } from '../infrastructure/tokens.js';
import { findRuleOrFail, lockRuleOrFail } from '../rules/rules.queries.js';
import type { MailAddressShape } from './rule-triggers.schemas.js';

const Rows = z.array(
  z.object({ local_part: z.string(), enabled: z.boolean(), last_mail_at: z.coerce.date().nullable() }),
);

/** Letters of the rule's name in its address. */
const MAX_SLUG = 24;
const RANDOM_BYTES = 16;

/** Addresses that mails come to, one for each rule that wants one. Who knows it can start the rule. */
@Injectable()
export class MailAddressesService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Null for a rule that never had one. */
  async find(manager: EntityManager, ruleId: string): Promise<MailAddressShape | null> {
    const rows: unknown = await manager.query(
      `select local_part, enabled,
         (select max(created_at) from runs where rule_id = $1 and trigger_type = 'email') as last_mail_at
       from mail_addresses where rule_id = $1`,
      [ruleId],
    );
    const [row] = Rows.parse(rows);
    if (!row) return null;
    const { mailIn } = this.config;
    return {
      address: `${row.local_part}@${mailIn?.domain ?? 'domain.not.set'}`,
      enabled: row.enabled,
      listening: mailIn !== undefined,
      lastMailAt: row.last_mail_at,
    };
  }

  /** Before it is published, so that it can be given to whoever sends the mails. */
  make({ observatoryId }: Principal, ruleId: string): Promise<MailAddressShape> {
    return this.database.tenant(observatoryId, async (manager) => {
      const { name } = await lockRuleOrFail(manager, ruleId);
      await this.ensure(manager, { observatoryId, ruleId, name });
      return this.findOrFail(manager, ruleId);
    });
  }

  /** Mails to the one before are refused from now on. */
  rotate(principal: Principal, ruleId: string): Promise<MailAddressShape> {
    const { observatoryId } = principal;
    return this.database.tenant(observatoryId, async (manager) => {
      const { name } = await lockRuleOrFail(manager, ruleId);
      await manager.query('update mail_addresses set local_part = $2 where rule_id = $1', [ruleId, newLocalPart(name)]);
      await audit(manager, principal, { action: 'mail-address.rotated', entityType: 'rule', entityId: ruleId });
      await notify(manager, { type: 'rule_updated', observatoryId, id: ruleId });
      return this.findOrFail(manager, ruleId);
    });
  }

  /** Makes the address agree with the published trigger. */
  async follow(
    manager: EntityManager,
    { observatoryId }: Principal,
    { ruleId, trigger }: { ruleId: string; trigger: Trigger },
  ): Promise<void> {
    const enabled = armTrigger(trigger).type === 'mailbox';
    if (enabled) {
      const { name } = await findRuleOrFail(manager, ruleId);
      await this.ensure(manager, { observatoryId, ruleId, name });
    }
    await manager.query('update mail_addresses set enabled = $2 where rule_id = $1', [ruleId, enabled]);
  }

  private async ensure(
    manager: EntityManager,
    { observatoryId, ruleId, name }: { observatoryId: string; ruleId: string; name: string },
  ): Promise<void> {
    await manager.query(
      `insert into mail_addresses (local_part, observatory_id, rule_id) values ($1, $2, $3) on conflict (rule_id) do nothing`,
      [newLocalPart(name), observatoryId, ruleId],
    );
  }

  private async findOrFail(manager: EntityManager, ruleId: string): Promise<MailAddressShape> {
    const found = await this.find(manager, ruleId);
    if (found === null) throw noAddress();
    return found;
  }
}

/** Mail programs show it in lower case, and some senders write it so. */
function newLocalPart(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_SLUG)
    .replaceAll(/^-+|-+$/g, '');
  return `${slug || 'rule'}-${randomBytes(RANDOM_BYTES).toString('hex')}`;
}

function noAddress() {
  return refuse.conflict({
    code: 'no-mail-address',
    message: 'This rule has no address for mails yet.',
    hint: 'Make one first: POST /api/v1/rules/:id/mail-address.',
  });
}
