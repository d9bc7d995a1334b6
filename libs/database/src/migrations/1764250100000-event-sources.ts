import type { MigrationInterface, QueryRunner } from 'typeorm';
import { BEFORE_PLATFORMS, eventRunsFunction, WITH_PLATFORMS } from './events/event-runs-function.js';
import { acrossTenants, keepsUpdatedAt, tenantTable } from './kit/tenant-table.js';

const table = `
  create table event_sources (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null references observatories (id) on delete cascade,
    uses text not null,
    -- It may be gone by now, which the next look tells.
    connection_id uuid not null,
    settings jsonb not null,
    settings_hash text not null,
    -- The rule that has a source of its own, as it came with a cursor that others who watch the same do not have.
    apart_for uuid,
    -- How far it was read; null until it has begun.
    cursor jsonb,
    next_at timestamptz not null default now(),
    -- Somebody waits for the next look.
    asked boolean not null default false,
    -- Who reads it, and until when nobody else may: a reader that was killed says nothing any more.
    claim uuid,
    claimed_until timestamptz,
    last_polled_at timestamptz,
    last_event_at timestamptz,
    failures int not null default 0,
    error_code text,
    error_message text,
    error_hint text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique nulls not distinct (observatory_id, uses, connection_id, settings_hash, apart_for),
    foreign key (observatory_id, apart_for) references automation_rules (observatory_id, id)
  );
  create index event_sources_due on event_sources (next_at);
`;

/** Rules wait for what happens on a platform: what is watched there for them, and how far it was read. */
export class EventSources1764250100000 implements MigrationInterface {
  name = 'EventSources1764250100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(table);
    await runner.query(
      tenantTable('event_sources', { app: 'select, insert, update, delete', system: 'select, update' }),
    );
    await runner.query(keepsUpdatedAt('event_sources'));
    // The poller passes over what no rule that is on listens to.
    await runner.query(`
      grant select on event_listeners to jarvis_system;
      create policy system on event_listeners for select to jarvis_system using (true);
    `);
    await runner.query(eventRunsFunction(WITH_PLATFORMS));
  }

  /** Destructive: what is watched, and how far it was read, is forgotten. Those rules wait for nothing; what happened stays. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${eventRunsFunction(BEFORE_PLATFORMS)}
      drop policy system on event_listeners;
      revoke select on event_listeners from jarvis_system;
      ${acrossTenants(['event_listeners'], `delete from event_listeners where source = 'platforms';`)}
      drop table event_sources;
    `);
  }
}
