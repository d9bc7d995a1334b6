import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a rule that is on does not run at its times, in words; null while all is well. */
export class ScheduleProblems1764115300000 implements MigrationInterface {
  name = 'ScheduleProblems1764115300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table automation_rules add column schedule_problem text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table automation_rules drop column schedule_problem');
  }
}
