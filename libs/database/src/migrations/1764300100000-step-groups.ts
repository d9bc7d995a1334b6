import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './kit/tenant-table.js';

/**
 * Groups of steps that were written together. A row says that the group is over and how it ended, so that a worker which
 * runs it once more, because another died before Temporal knew, gets the same answer and writes nothing.
 */
export class StepGroups1764300100000 implements MigrationInterface {
  name = 'StepGroups1764300100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table step_groups (
        observatory_id uuid not null references observatories (id) on delete cascade,
        run_id uuid not null references runs (id) on delete cascade,
        -- Of the first step.
        path text not null,
        iteration text not null,
        -- Paths of the steps that are over, in their order.
        steps text[] not null,
        ending jsonb not null,
        constraint step_groups_pkey primary key (run_id, path, iteration)
      );
    `);
    await runner.query(tenantTable('step_groups', { app: 'select, insert' }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table step_groups');
  }
}
