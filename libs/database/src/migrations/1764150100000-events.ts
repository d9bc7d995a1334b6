import type { MigrationInterface, QueryRunner } from 'typeorm';
import { startEventRuns } from './events/start-event-runs.js';
import { acrossTenants, keepsUpdatedAt, tenantTable } from './kit/tenant-table.js';

const tables = `
  create table events (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null references observatories (id) on delete cascade,
    source text not null,
    name text not null,
    dedupe_key text not null,
    summary text not null,
    body jsonb not null,
    cause_run_id uuid,
    depth int not null default 0,
    through uuid[] not null default '{}',
    occurred_at timestamptz not null default now(),
    unique (observatory_id, source, dedupe_key),
    unique (observatory_id, id),
    foreign key (observatory_id, cause_run_id) references runs (observatory_id, id)
  );
  create index events_list on events (observatory_id, occurred_at desc, id desc);

  create table event_runs (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null,
    event_id uuid not null,
    rule_id uuid not null,
    run_id uuid unique,
    status text not null constraint event_runs_status check (status in ('started', 'refused')),
    reason text,
    created_at timestamptz not null default now(),
    unique (event_id, rule_id),
    constraint event_runs_outcome check ((status = 'started') = (run_id is not null) and (status = 'refused') = (reason is not null)),
    foreign key (observatory_id, event_id) references events (observatory_id, id) on delete cascade,
    foreign key (observatory_id, rule_id) references automation_rules (observatory_id, id),
    foreign key (observatory_id, run_id) references runs (observatory_id, id)
  );

  create table event_listeners (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null,
    rule_id uuid not null unique,
    source text not null,
    name text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    foreign key (observatory_id, rule_id) references automation_rules (observatory_id, id)
  );
  create index event_listeners_of on event_listeners (observatory_id, source, name);
`;

/** The kinds of trigger that the tables know; `rule` is new. */
function triggerTypes(...more: string[]): string {
  const types = ['schedule', 'webhook', 'event', 'condition', 'form', 'manual', ...more].map((type) => `'${type}'`);
  return ['runs', 'automation_rules']
    .map(
      (table) => `
        alter table ${table} drop constraint ${table}_trigger_type;
        alter table ${table} add constraint ${table}_trigger_type check (trigger_type in (${types.join(', ')}));`,
    )
    .join('');
}

/**
 * One event starts a run of every rule that listens to it. Deliveries of webhooks stay in `inbox`: an endpoint belongs to
 * one rule, so there the row is the event and its consumer at once.
 */
export class Events1764150100000 implements MigrationInterface {
  name = 'Events1764150100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(tenantTable('events', { app: 'select, insert' }));
    await runner.query(tenantTable('event_runs', { app: 'select, insert' }));
    await runner.query(tenantTable('event_listeners', { app: 'select, insert, update, delete' }));
    await runner.query(keepsUpdatedAt('event_listeners'));
    await runner.query(startEventRuns);
    await runner.query(triggerTypes('rule'));
  }

  /** Destructive: what happened is forgotten. The runs that it started stay. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table event_listeners, event_runs, events;
      drop function start_event_runs;
      drop function set_event_chain;
      ${acrossTenants(
        ['runs', 'automation_rules'],
        ['runs', 'automation_rules']
          .map((table) => `update ${table} set trigger_type = 'manual' where trigger_type = 'rule';`)
          .join('\n'),
      )}
      ${triggerTypes()}
    `);
  }
}
