import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runs that have not begun, oldest first: few as a rule, and asked for by every look at Home and at /health. */
export class Backlog1764134000000 implements MigrationInterface {
  name = 'Backlog1764134000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index runs_queued on runs (observatory_id, created_at) where status = 'queued'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index runs_queued');
  }
}
