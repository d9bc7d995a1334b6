import type { MigrationInterface, QueryRunner } from 'typeorm';
import { acrossTenants } from './kit/tenant-table.js';

const uuid = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

/** The action steps of a plan, however deep they lie. A step has a path; what an author wrote has none beside a kind. */
const actions = `jsonb_path_query(plan, 'lax $.nodes.** ? (@.kind == "action" && exists(@.path) && exists(@.uses))')`;

const used = (field: string, type: string, condition = 'true') => `
  coalesce((select array_agg(distinct (node ->> '${field}')::${type}) from ${actions} as node
    where node ->> '${field}' is not null and ${condition}), '{}')`;

/** A version says through which connections it acts and with which actions, for the versions of before too. */
export class PlanUses1764140100000 implements MigrationInterface {
  name = 'PlanUses1764140100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table rule_versions
        add column connections uuid[] not null default '{}',
        add column actions text[] not null default '{}';
      -- What is published is never changed otherwise.
      alter table rule_versions disable trigger refuse_change;
    `);
    await runner.query(
      acrossTenants(
        ['rule_versions'],
        `update rule_versions set
           connections = ${used('connectionId', 'uuid', `node ->> 'connectionId' ~* '${uuid}'`)},
           actions = ${used('uses', 'text')};`,
      ),
    );
    await runner.query('alter table rule_versions enable trigger refuse_change');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table rule_versions drop column connections, drop column actions');
  }
}
