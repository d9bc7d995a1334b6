import type { MigrationInterface, QueryRunner } from 'typeorm';
import { acceptDelivery } from './deliveries/accept-delivery.js';
import { acceptJudged } from './deliveries/accept-judged.js';
import { eventRunsFunction, WITH_FILTERS, WITH_PLATFORMS } from './events/event-runs-function.js';
import { acrossTenants, tenantTable } from './kit/tenant-table.js';

const topics = (...more: string[]) =>
  [
    'start-run',
    'signal-approval',
    'signal-effect',
    'cancel-run',
    'schedule-sync',
    'notify',
    'signal-retry',
    'signal-event',
    ...more,
  ]
    .map((topic) => `'${topic}'`)
    .join(', ');

/** Why deliveries to an endpoint were refused: a line for each reason, however many come. Nothing of what was sent is kept. */
const refusals = `
  create table webhook_refusals (
    hook_id text not null references webhook_endpoints (id) on delete cascade,
    code text not null,
    observatory_id uuid not null references observatories (id) on delete cascade,
    rule_id uuid not null,
    http_status int not null,
    count int not null,
    first_at timestamptz not null default now(),
    last_at timestamptz not null default now(),
    constraint webhook_refusals_pkey primary key (hook_id, code),
    foreign key (observatory_id, rule_id) references automation_rules (observatory_id, id)
  );
`;

/**
 * Events are judged by the filter of a trigger before they start a run, an endpoint can be paused, and deliveries can be
 * looked at and delivered again.
 */
export class JudgedDeliveries1795780260000 implements MigrationInterface {
  name = 'JudgedDeliveries1795780260000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table rule_versions add column filter text
        generated always as (definition -> 'trigger' ->> 'if') stored;
      alter table webhook_endpoints
        add column paused_at timestamptz,
        add column answer_within_ms int;
      alter table inbox
        alter column event drop not null,
        add column bytes int not null default 0,
        add column event_name text not null default '',
        add column summary text not null default '',
        add column duplicates int not null default 0,
        add column redelivery_of uuid,
        add column answer_status int not null default 202,
        -- Whether event and headers are here still.
        add column kept boolean not null default true,
        drop constraint inbox_status,
        add constraint inbox_status
          check (status in ('received', 'started', 'failed', 'judging', 'filtered', 'held'));
      create index inbox_kept on inbox (source, received_at, id) where kept;
      create index inbox_held on inbox (source, received_at, id) include (bytes) where status = 'held';
      alter table event_runs drop constraint event_runs_status,
        add constraint event_runs_status check (status in ('started', 'refused', 'judging', 'filtered'));
      drop index event_runs_of_root;
      create index event_runs_of_root on event_runs (observatory_id, root_id) where status in ('started', 'judging');
      grant update on event_runs to jarvis_app;
      grant select (filter) on rule_versions to jarvis_system;
      grant select (rule_id, bytes, duplicates, kept), update (duplicates, answer_status, event, headers, kept) on inbox
        to jarvis_system;
      alter table outbox drop constraint outbox_topic;
      alter table outbox add constraint outbox_topic check (topic in (${topics('judge-event')}));
    `);
    await runner.query(refusals);
    await runner.query(
      tenantTable('webhook_refusals', {
        app: 'select',
        system: 'select (hook_id, code, count, last_at), insert, update, delete',
      }),
    );
    await runner.query(acceptJudged);
    await runner.query(eventRunsFunction(WITH_FILTERS));
  }

  /** Destructive: what is held, judged or was filtered is forgotten, and why deliveries were refused. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function accept_delivery');
    await runner.query(acceptDelivery);
    await runner.query(eventRunsFunction(WITH_PLATFORMS));
    await runner.query(`
      drop table webhook_refusals;
      ${acrossTenants(
        ['outbox', 'inbox', 'event_runs'],
        `delete from outbox where topic = 'judge-event';
         delete from inbox where status in ('judging', 'filtered', 'held');
         update inbox set event = 'null' where event is null;
         delete from event_runs where status in ('judging', 'filtered');`,
      )}
      alter table outbox drop constraint outbox_topic;
      alter table outbox add constraint outbox_topic check (topic in (${topics()}));
      revoke update on event_runs from jarvis_app;
      drop index event_runs_of_root;
      create index event_runs_of_root on event_runs (observatory_id, root_id) where status = 'started';
      alter table event_runs drop constraint event_runs_status,
        add constraint event_runs_status check (status in ('started', 'refused'));
      revoke update (duplicates, answer_status, event, headers, kept) on inbox from jarvis_system;
      revoke select (rule_id) on inbox from jarvis_system;
      drop index inbox_held, inbox_kept;
      alter table inbox
        drop constraint inbox_status,
        add constraint inbox_status check (status in ('received', 'started', 'failed')),
        drop column kept, drop column answer_status, drop column redelivery_of, drop column duplicates, drop column summary, drop column event_name, drop column bytes,
        alter column event set not null;
      alter table webhook_endpoints drop column answer_within_ms, drop column paused_at;
      revoke select (filter) on rule_versions from jarvis_system;
      alter table rule_versions drop column filter;
    `);
  }
}
