import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the compiler said of a draft stands beside it, so that reading a rule compiles nothing. */
export class DraftCheck1764122400000 implements MigrationInterface {
  name = 'DraftCheck1764122400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table automation_rules add column draft_check jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table automation_rules drop column draft_check');
  }
}
