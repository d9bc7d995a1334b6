import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Figures count the runs of rules: who calls an action of a platform is told at once whether it failed. */
export class FiguresOfRules1764270300000 implements MigrationInterface {
  name = 'FiguresOfRules1764270300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index runs_figures;
      create index runs_figures on runs (observatory_id, created_at) include (status, finished_at)
        where rule_id is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index runs_figures;
      create index runs_figures on runs (observatory_id, created_at) include (status, finished_at);
    `);
  }
}
