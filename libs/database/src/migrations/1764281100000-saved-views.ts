import type { MigrationInterface, QueryRunner } from 'typeorm';
import { keepsUpdatedAt, tenantTable } from './kit/tenant-table.js';

const table = `
  create table saved_views (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null references observatories (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    name text not null,
    query text not null,
    shared boolean not null default false,
    deleted_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  );
  create index saved_views_newest on saved_views (observatory_id, created_at desc, id desc) where deleted_at is null;
`;

/** Filters of the list of runs under a name. */
export class SavedViews1764281100000 implements MigrationInterface {
  name = 'SavedViews1764281100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(table);
    await runner.query(tenantTable('saved_views', { app: 'select, insert, update' }));
    await runner.query(keepsUpdatedAt('saved_views'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table saved_views');
  }
}
