import type { MigrationInterface, QueryRunner } from 'typeorm';

const current = `nullif(current_setting('app.observatory_id', true), '')::uuid`;

/** Values of a run that are too large for its history, sealed as they would be there. */
export class RunPayloads1764135000000 implements MigrationInterface {
  name = 'RunPayloads1764135000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table run_payloads (
        id uuid primary key default uuidv7(),
        observatory_id uuid not null,
        run_id uuid not null,
        name text not null,
        sealed bytea not null,
        created_at timestamptz not null default now(),
        unique (run_id, name),
        foreign key (observatory_id, run_id) references runs (observatory_id, id) on delete cascade
      );
      alter table run_payloads alter column sealed set storage external;
      create index run_payloads_observatory on run_payloads (observatory_id);
      grant select, insert, update on run_payloads to jarvis_app;
      grant select (run_id, name), delete on run_payloads to jarvis_system;
      alter table run_payloads enable row level security;
      alter table run_payloads force row level security;
      create policy tenant on run_payloads to jarvis_app using (observatory_id = ${current}) with check (observatory_id = ${current});
      create policy system on run_payloads to jarvis_system using (true);
    `);
  }

  /** Destructive: runs that hold a reference cannot go on. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table run_payloads');
  }
}
