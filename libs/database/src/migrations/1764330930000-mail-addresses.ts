import type { MigrationInterface, QueryRunner } from 'typeorm';
import { keepsUpdatedAt, tenantTable } from './kit/tenant-table.js';

const table = `
  create table mail_addresses (
    -- What stands before the @, in lower case: a name for people and 128 random bits.
    local_part text primary key constraint mail_addresses_local_part check (local_part ~ '^[a-z0-9-]{32,64}$'),
    observatory_id uuid not null,
    rule_id uuid not null unique,
    -- Whether the published trigger is one of mails.
    enabled boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    foreign key (observatory_id, rule_id) references automation_rules (observatory_id, id) on delete cascade
  );
`;

/**
 * A mail in one round trip, as of a delivery: the queued run and the message that starts it, or the answer that it was here
 * before. The id of the run is made of the rule and the Message-ID, so the mail comes again under the same.
 */
const acceptMail = `
  create function accept_mail(p_local text, p_summary text, p_trigger jsonb, p_event jsonb)
  returns table (outcome text, run uuid)
  language plpgsql as $$
  declare
    mailbox record;
    v_run uuid;
  begin
    select a.observatory_id, a.rule_id, a.enabled and r.enabled and r.deleted_at is null as enabled,
           r.published_version_id, v.plan_hash
      into mailbox
      from mail_addresses a
      join automation_rules r on r.id = a.rule_id
      left join rule_versions v on v.id = r.published_version_id
      where a.local_part = p_local;
    if not found then
      return query select 'unknown', null::uuid;
      return;
    end if;
    if not mailbox.enabled or mailbox.plan_hash is null then
      return query select 'disabled', null::uuid;
      return;
    end if;
    v_run := event_run_id(mailbox.observatory_id, 'email', p_trigger->>'deliveryId', mailbox.rule_id);
    insert into runs (id, observatory_id, rule_id, rule_version_id, plan_hash, trigger_type, trigger_summary,
                      trigger_details, event)
      values (v_run, mailbox.observatory_id, mailbox.rule_id, mailbox.published_version_id, mailbox.plan_hash, 'email',
              p_summary, p_trigger, p_event)
      -- Of two at once the second may come upon the name of the workflow first.
      on conflict do nothing;
    if not found then
      return query select 'duplicate', v_run;
      return;
    end if;
    insert into outbox (observatory_id, topic, key, payload)
      values (mailbox.observatory_id, 'start-run', 'start-run/' || v_run, jsonb_build_object('runId', v_run));
    return query select 'accepted', v_run;
  end $$;
  revoke execute on function accept_mail from public;
  grant execute on function accept_mail to jarvis_system;
`;

/** Rules have addresses that mails come to. */
export class MailAddresses1764330930000 implements MigrationInterface {
  name = 'MailAddresses1764330930000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(table);
    await runner.query(tenantTable('mail_addresses', { app: 'select, insert, update, delete', system: 'select' }));
    await runner.query(keepsUpdatedAt('mail_addresses'));
    await runner.query(acceptMail);
  }

  /** Destructive: the addresses are forgotten, and mails to them refused for good. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function accept_mail; drop table mail_addresses;');
  }
}
