import type { MigrationInterface, QueryRunner } from 'typeorm';
import { acceptDelivery } from './deliveries/accept-delivery.js';
import { acceptDelivery as acceptDeliveryBefore } from './foundation/accept-delivery.js';

/**
 * The id of a delivery decides whether it is new, and no longer its body; refusing equal bodies for a while is an
 * endpoint's option. A run keeps how it was triggered, for its expressions.
 */
export class Deliveries1764123600000 implements MigrationInterface {
  name = 'Deliveries1764123600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table webhook_endpoints add column refuse_equal_bodies_seconds int
        constraint webhook_endpoints_equal_bodies check (refuse_equal_bodies_seconds between 1 and 2592000);
      alter table runs add column trigger_details jsonb not null default '{}';
      drop index inbox_github_body;
      create index inbox_body on inbox (source, body_hash, received_at);
      drop function accept_delivery;
      grant select (received_at) on inbox to jarvis_system;
    `);
    await runner.query(acceptDelivery);
  }

  /** Fails where a GitHub hook has accepted equal bodies since: they cannot be told apart any more. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      revoke select (received_at) on inbox from jarvis_system;
      drop function accept_delivery;
      drop index inbox_body;
      create unique index inbox_github_body on inbox (source, body_hash) where scheme = 'github';
      alter table runs drop column trigger_details;
      alter table webhook_endpoints drop column refuse_equal_bodies_seconds;
    `);
    await runner.query(acceptDeliveryBefore);
  }
}
