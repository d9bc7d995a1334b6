import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createWorkspace, startTestDatabase, type TestDatabase } from '@jarvis/testing';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { PlanCallees1764270400000 } from '../src/migrations/1764270400000-plan-callees.js';
import { PlanUses1764140100000 } from '../src/migrations/1764140100000-plan-uses.js';

let db: TestDatabase;
let admin: pg.Client;
beforeAll(async () => {
  db = await startTestDatabase();
  admin = new pg.Client({ connectionString: db.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await db.stop();
});

it('what versions of before act with is read from their plans, and no plan is touched', async () => {
  const { observatoryId } = await createWorkspace(db);
  const [ruleId, first, second, called] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const action = (uses: string, connectionId: string | undefined, path: string, input: object = {}) => ({
    ...{ kind: 'action', path, uses, with: input },
    ...(connectionId === undefined ? {} : { connectionId }),
  });
  const plan = {
    nodes: [
      action('twitter.create-post', first, 'steps[0]', { connectionId: randomUUID(), note: { kind: 'action' } }),
      {
        kind: 'branch',
        path: 'steps[1]',
        cases: [{ if: 'true', steps: [action('gmail.send-email', second, 'steps[1].cases[0].steps[0]')] }],
        else: [
          action('twitter.create-post', first, 'steps[1].else[0]'),
          action('core.log', undefined, 'steps[1].else[1]'),
          action('core.run-rule', undefined, 'steps[1].else[2]', { rule: called.toUpperCase() }),
          action('core.run-rule', undefined, 'steps[1].else[3]', { rule: called }),
          action('core.run-rule', undefined, 'steps[1].else[4]', { rule: '${{ event.rule }}' }),
        ],
      },
    ],
  };
  await admin.query(
    `insert into automation_rules (id, observatory_id, name, trigger_type, draft) values ($1, $2, 'Rule', 'manual', '{}')`,
    [ruleId, observatoryId],
  );
  const insert = (version: number, nodes: object) =>
    admin.query(
      `insert into rule_versions (observatory_id, rule_id, version, definition, plan, plan_hash) values ($1, $2, $3, '{}', $4, 'h')`,
      [observatoryId, ruleId, version, JSON.stringify(nodes)],
    );
  await insert(1, plan);
  await insert(2, { nodes: [action('core.log', undefined, 'steps[0]')] });

  const owner = await new DataSource({ type: 'postgres', url: db.ownerUrl, installExtensions: false }).initialize();
  const runner = owner.createQueryRunner();
  const [uses, callees] = [new PlanUses1764140100000(), new PlanCallees1764270400000()];
  await callees.down(runner);
  await uses.down(runner);
  await uses.up(runner);
  await callees.up(runner);
  await runner.release();
  await owner.destroy();

  const { rows } = await admin.query(
    'select version, connections, actions, callees, plan from rule_versions order by version',
  );
  expect(rows).toEqual([
    {
      version: 1,
      connections: [first, second].sort(),
      actions: ['core.log', 'core.run-rule', 'gmail.send-email', 'twitter.create-post'],
      callees: [called],
      plan,
    },
    { version: 2, connections: [], actions: ['core.log'], callees: [], plan: expect.anything() },
  ]);
  await expect(admin.query(`update rule_versions set note = 'changed'`)).rejects.toThrow('append-only');
});
