import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A replaced webhook secret ends: until then both count. Those replaced before get a day from now. */
export class PreviousSecretUntil1763740000000 implements MigrationInterface {
  name = 'PreviousSecretUntil1763740000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table webhook_endpoints add column previous_secret_until timestamptz;
      alter table webhook_endpoints no force row level security;
      update webhook_endpoints set previous_secret_until = now() + interval '24 hours' where previous_secret is not null;
      alter table webhook_endpoints force row level security;
      alter table webhook_endpoints add constraint webhook_endpoints_previous_secret
        check ((previous_secret is null) = (previous_secret_until is null));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table webhook_endpoints drop column previous_secret_until');
  }
}
