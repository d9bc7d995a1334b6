import type { MigrationInterface, QueryRunner } from 'typeorm';
import { meetEventWaits } from './events/meet-event-waits.js';
import { acrossTenants, keepsUpdatedAt, tenantTable } from './kit/tenant-table.js';

const topics = (...more: string[]) =>
  ['start-run', 'signal-approval', 'signal-effect', 'cancel-run', 'schedule-sync', 'notify', 'signal-retry', ...more]
    .map((topic) => `'${topic}'`)
    .join(', ');

/** A run can wait for an event. */
export class EventWaits1764250200000 implements MigrationInterface {
  name = 'EventWaits1764250200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table event_waits (
        id uuid primary key default uuidv7(),
        observatory_id uuid not null,
        run_id uuid not null,
        step_path text not null,
        iteration text not null,
        source text not null,
        name text not null,
        filter jsonb not null,
        expires_at timestamptz not null,
        status text not null constraint event_waits_status check (status in ('open', 'met', 'expired', 'cancelled')),
        event_id uuid,
        settled_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        unique (run_id, step_path, iteration),
        unique (run_id, step_path, event_id),
        constraint event_waits_outcome check ((status = 'met') = (event_id is not null)),
        foreign key (observatory_id, run_id) references runs (observatory_id, id),
        foreign key (observatory_id, event_id) references events (observatory_id, id)
      );
      create index event_waits_open on event_waits (observatory_id, source, name) where status = 'open';
      create index event_waits_open_of_run on event_waits (run_id) where status = 'open';
      create index event_waits_of_event on event_waits (event_id);
      create index events_in_order on events (observatory_id, occurred_at desc, id desc);
      create index events_named on events (observatory_id, source, name, occurred_at);
    `);
    await runner.query(
      tenantTable('event_waits', {
        app: 'select, insert, update',
        system: 'select (id, observatory_id, run_id, status)',
      }),
    );
    await runner.query(keepsUpdatedAt('event_waits'));
    await runner.query(meetEventWaits);
    await runner.query(`
      alter table outbox drop constraint outbox_topic;
      alter table outbox add constraint outbox_topic check (topic in (${topics('signal-event')}));
    `);
  }

  /** Destructive: runs that wait for an event then wait until their time is over. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table event_waits;
      drop trigger meet_waits on events;
      drop function meet_event_waits, meet_earlier_event, event_name_lock;
      drop index events_named, events_in_order;
      ${acrossTenants(['outbox'], `delete from outbox where topic = 'signal-event';`)}
      alter table outbox drop constraint outbox_topic;
      alter table outbox add constraint outbox_topic check (topic in (${topics()}));
    `);
  }
}
