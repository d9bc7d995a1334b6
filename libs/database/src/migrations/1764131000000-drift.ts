import type { MigrationInterface, QueryRunner } from 'typeorm';

const current = `nullif(current_setting('app.observatory_id', true), '')::uuid`;

const tables = `
  -- No reference to a run: that it is gone is what a row may say.
  create table drift (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null references observatories (id) on delete cascade,
    temporal_id text not null,
    run_id uuid,
    kind text not null constraint drift_kind check (kind in
      ('workflow-closed', 'workflow-missing', 'start-lost', 'row-closed', 'row-missing', 'status-stale', 'approval-missing',
       'answer-lost', 'cancel-lost', 'effect-missing', 'left-open', 'schedule-missing', 'schedule-left', 'rule-missing')),
    mended boolean not null,
    message text not null,
    times int not null default 1,
    found_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (observatory_id, temporal_id)
  );
  create index drift_seen on drift (seen_at);
  create trigger set_updated_at before update on drift for each row execute function set_updated_at();

  -- One row: how the last comparison of the whole installation went.
  create table comparison (
    only_row boolean primary key default true check (only_row),
    compared_at timestamptz,
    failure text
  );
  insert into comparison default values;
`;

const rights = `
  grant select, delete on drift to jarvis_app;
  grant select, insert, update, delete on drift to jarvis_system;
  grant select on comparison to jarvis_app;
  grant select, update on comparison to jarvis_system;
  alter table drift enable row level security;
  alter table drift force row level security;
  create policy tenant on drift to jarvis_app using (observatory_id = ${current}) with check (observatory_id = ${current});
  create policy system on drift to jarvis_system using (true) with check (true);
`;

/** Where PostgreSQL and Temporal disagreed, and when they were last compared. */
export class Drift1764131000000 implements MigrationInterface {
  name = 'Drift1764131000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(rights);
  }

  /** The next comparison finds again what still is so. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table drift, comparison');
  }
}
