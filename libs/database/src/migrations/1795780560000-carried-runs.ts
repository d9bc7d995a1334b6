import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runs that one workflow ran together name it; `workflow_id` stays the one of a run that has a workflow of its own. */
export class CarriedRuns1795780560000 implements MigrationInterface {
  name = 'CarriedRuns1795780560000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table runs add column carrier_id text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table runs drop column carrier_id');
  }
}
