import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A run without a rule keeps what it runs, as nothing else does. Going back leaves such runs without it: those that have not begun are reported as broken. */
export class RunPlans1764250400000 implements MigrationInterface {
  name = 'RunPlans1764250400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table runs add column plan jsonb;
      alter table runs add constraint runs_plan check (plan is null or rule_id is null);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table runs drop column plan');
  }
}
