import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Deliveries of vendors make the sources of the accounts that they name due, in whichever observatory these are. */
export class PlatformHooks1764250500000 implements MigrationInterface {
  name = 'PlatformHooks1764250500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- When to look again although nothing more was heard: vendors' lists lag behind what they tell.
      alter table event_sources add column again_at timestamptz;
      grant select (id, observatory_id, platform, account_id) on integrations to jarvis_system;
      create policy system on integrations for select to jarvis_system using (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop policy system on integrations;
      revoke select (id, observatory_id, platform, account_id) on integrations from jarvis_system;
      alter table event_sources drop column again_at;
    `);
  }
}
