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
    root_id uuid not null,
    occurred_at timestamptz not null default now(),
    unique (observatory_id, source, dedupe_key),
    unique (observatory_id, id),
    foreign key (observatory_id, cause_run_id) references runs (observatory_id, id)
  );

  create table event_runs (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null,
    event_id uuid not null,
    root_id uuid not null,
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
  create index event_runs_of_root on event_runs (observatory_id, root_id) where status = 'started';

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

const TYPED_TABLES = ['runs', 'automation_rules'];
const KNOWN_BEFORE = `'schedule', 'webhook', 'event', 'condition', 'form', 'manual'`;

/** Rules that were published before, or were there before `down`, go on to hear what their trigger says. */
const listenAgain = acrossTenants(
  ['automation_rules', 'rule_versions', 'event_listeners'],
  `insert into event_listeners (observatory_id, rule_id, source, name)
     select r.observatory_id, r.id,
            case when t.trigger->>'kind' = 'rule' then 'calls'
                 when t.trigger->>'name' in ('run.failed', 'approval.expired', 'connection.broken') then 'jarvis'
                 else 'rules' end,
            case when t.trigger->>'kind' = 'rule' then r.id::text else t.trigger->>'name' end
       from automation_rules r
       join rule_versions v on v.id = r.published_version_id
       cross join lateral (select v.definition->'trigger' as trigger) as t
       where t.trigger->>'kind' = 'rule' or (t.trigger->>'kind' = 'event' and t.trigger->>'name' is not null);
   update automation_rules r set trigger_type = 'rule'
     from rule_versions v
     where v.id = r.published_version_id and v.definition->'trigger'->>'kind' = 'rule' and r.trigger_type = 'manual';`,
);

/**
 * One event starts a run of every rule that listens to it. Deliveries of webhooks stay in `inbox`: an endpoint belongs to
 * one rule, so there the row is the event and its consumer at once. Which kinds of trigger there are is said by their
 * library, and no longer here too.
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
    await runner.query(
      TYPED_TABLES.map((table) => `alter table ${table} drop constraint ${table}_trigger_type;`).join('\n'),
    );
    await runner.query(listenAgain);
  }

  /** Destructive: what happened is forgotten. The runs that it started stay. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table event_listeners, event_runs, events;
      drop function start_event_runs;
      drop function set_event_chain;
      drop function event_run_id;
      ${acrossTenants(
        TYPED_TABLES,
        TYPED_TABLES.map(
          (table) => `
            update ${table} set trigger_type = 'manual' where trigger_type not in (${KNOWN_BEFORE});
            alter table ${table} add constraint ${table}_trigger_type check (trigger_type in (${KNOWN_BEFORE}));`,
        ).join(''),
      )}
    `);
  }
}
