import type { MigrationInterface, QueryRunner } from 'typeorm';
import { acrossTenants } from './kit/tenant-table.js';

const uuid = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

/** A step has a path; what an author wrote has none beside a kind. */
const callees = `
  select distinct (node -> 'with' ->> 'rule')::uuid
  from jsonb_path_query(plan, 'lax $.nodes.** ? (@.uses == "core.run-rule" && exists(@.path))') as node
  where node -> 'with' ->> 'rule' ~* '${uuid}'`;

/** A version says which rules it calls, for the versions of before too. */
export class PlanCallees1764270400000 implements MigrationInterface {
  name = 'PlanCallees1764270400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table rule_versions add column callees uuid[] not null default '{}';
      -- What is published is never changed otherwise.
      alter table rule_versions disable trigger refuse_change;
    `);
    await runner.query(
      acrossTenants(
        ['rule_versions'],
        `update rule_versions set callees = array(${callees}) where 'core.run-rule' = any (actions);`,
      ),
    );
    await runner.query('alter table rule_versions enable trigger refuse_change');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table rule_versions drop column callees');
  }
}
