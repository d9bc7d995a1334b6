import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when a connection's vendor has not answered, as the feed told it; a connection's health changes for other reasons, too. */
export class UnansweredSince1764136000000 implements MigrationInterface {
  name = 'UnansweredSince1764136000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table integrations add column unanswered_since timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table integrations drop column unanswered_since');
  }
}
