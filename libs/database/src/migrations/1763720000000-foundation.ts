import type { MigrationInterface, QueryRunner } from 'typeorm';
import { acceptDelivery } from './foundation/accept-delivery.js';
import { functions } from './foundation/functions.js';
import { people } from './foundation/people.js';
import { policies } from './foundation/policies.js';
import { records } from './foundation/records.js';
import { rules } from './foundation/rules.js';
import { runs } from './foundation/runs.js';
import { triggers } from './foundation/triggers.js';

/** Every table of the first release. The roles exist before it: see `prepareCluster`. */
export class Foundation1763720000000 implements MigrationInterface {
  name = 'Foundation1763720000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [functions, people, rules, runs, records, triggers, acceptDelivery, policies]) {
      await runner.query(part);
    }
  }

  /** Destructive: everything is lost. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function accept_delivery;
      drop table audit_log, outbox, activity_logs, effects, approval_requests, inbox, run_steps, runs,
        webhook_endpoints, rule_versions, automation_rules, integrations, user_sessions, memberships, observatories, users cascade;
      drop function refuse_change;
      drop function set_updated_at;
    `);
  }
}
