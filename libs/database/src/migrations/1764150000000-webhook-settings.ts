import type { MigrationInterface, QueryRunner } from 'typeorm';
import { acrossTenants } from './kit/tenant-table.js';

/** A webhook's scheme may have settings. Which schemes there are is said by their library, and no longer here too. */
export class WebhookSettings1764150000000 implements MigrationInterface {
  name = 'WebhookSettings1764150000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table webhook_endpoints add column settings jsonb not null default '{}';
      alter table webhook_endpoints drop constraint webhook_endpoints_scheme;
    `);
  }

  /** An endpoint of a scheme that was not known before keeps its address and, having no secret, accepts nothing. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${acrossTenants(
        ['webhook_endpoints'],
        `update webhook_endpoints
           set scheme = 'github', enabled = false, secret = null, previous_secret = null, previous_secret_until = null
           where scheme not in ('github', 'standard-webhooks');`,
      )}
      alter table webhook_endpoints add constraint webhook_endpoints_scheme
        check (scheme in ('github', 'standard-webhooks'));
      alter table webhook_endpoints drop column settings;
    `);
  }
}
