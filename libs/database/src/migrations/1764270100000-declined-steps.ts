import type { MigrationInterface, QueryRunner } from 'typeorm';
import { acrossTenants } from './kit/tenant-table.js';

const statuses = (...more: string[]) =>
  ['pending', 'running', 'waiting', 'succeeded', 'failed', 'skipped', 'cancelled', ...more]
    .map((status) => `'${status}'`)
    .join(', ');

const check = (...more: string[]) => `
  alter table run_steps drop constraint run_steps_status;
  alter table run_steps add constraint run_steps_status check (status in (${statuses(...more)}));`;

/** A step that was declined, or that holds one that was, says so. */
export class DeclinedSteps1764270100000 implements MigrationInterface {
  name = 'DeclinedSteps1764270100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(check('rejected', 'expired'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      acrossTenants(
        ['run_steps'],
        `update run_steps set status = 'succeeded' where status in ('rejected', 'expired');`,
      ),
    );
    await runner.query(check());
  }
}
