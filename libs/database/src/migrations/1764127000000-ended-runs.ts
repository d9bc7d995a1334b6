import type { MigrationInterface, QueryRunner } from 'typeorm';

const topics = (...more: string[]) =>
  ['start-run', 'signal-approval', 'signal-effect', 'cancel-run', 'schedule-sync', 'notify', ...more]
    .map((topic) => `'${topic}'`)
    .join(', ');

/** A wait for a vendor can be cut short, and the reconciler finds what runs that have ended left open. */
export class EndedRuns1764127000000 implements MigrationInterface {
  name = 'EndedRuns1764127000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table outbox drop constraint outbox_topic;
      alter table outbox add constraint outbox_topic check (topic in (${topics('signal-retry')}));

      create index effects_open on effects (run_id) where state in ('intended', 'sent');
      create index approval_requests_open on approval_requests (run_id) where status = 'pending';
      grant select (id, observatory_id, run_id, state) on effects to jarvis_system;
      grant select (id, observatory_id, run_id, status) on approval_requests to jarvis_system;
      create policy system on effects for select to jarvis_system using (true);
      create policy system on approval_requests for select to jarvis_system using (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop policy system on effects;
      drop policy system on approval_requests;
      revoke select on effects, approval_requests from jarvis_system;
      drop index effects_open, approval_requests_open;
      alter table outbox no force row level security;
      delete from outbox where topic = 'signal-retry';
      alter table outbox force row level security;
      alter table outbox drop constraint outbox_topic;
      alter table outbox add constraint outbox_topic check (topic in (${topics()}));
    `);
  }
}
