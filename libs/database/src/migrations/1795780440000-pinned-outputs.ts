import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What steps of a draft give when it is tried out, instead of being done. Beside the sample event, as it serves the same end. */
export class PinnedOutputs1795780440000 implements MigrationInterface {
  name = 'PinnedOutputs1795780440000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table automation_rules add column pins jsonb not null default '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table automation_rules drop column pins');
  }
}
