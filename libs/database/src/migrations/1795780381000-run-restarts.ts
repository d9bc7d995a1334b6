import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A run that is cancelled so that its event runs with a new version: who asked for it. Written in one statement with its end. */
export class RunRestarts1795780381000 implements MigrationInterface {
  name = 'RunRestarts1795780381000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table runs add column restart_by uuid');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table runs drop column restart_by');
  }
}
