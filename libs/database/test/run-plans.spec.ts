import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createWorkspace, startTestDatabase, type TestDatabase } from '@jarvis/testing';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { RunPlans1764250400000 } from '../src/migrations/1764250400000-run-plans.js';

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

it('goes back and forth over runs that are there, and only a run without a rule has a plan', async () => {
  const { observatoryId } = await createWorkspace(db);
  await admin.query(
    `insert into runs (observatory_id, plan_hash, plan, trigger_type, trigger_summary) values ($1, 'h', '{}', 'manual', 'Asked')`,
    [observatoryId],
  );
  const { rows } = await admin.query<{ id: string }>(
    `insert into automation_rules (observatory_id, name, trigger_type, draft) values ($1, 'Rule', 'manual', '{}') returning id`,
    [observatoryId],
  );
  await expect(
    admin.query(
      `insert into runs (observatory_id, rule_id, plan_hash, plan, trigger_type, trigger_summary) values ($1, $2, 'h', '{}', 'manual', 'x')`,
      [observatoryId, rows[0]?.id],
    ),
  ).rejects.toThrow('runs_plan');

  const owner = await new DataSource({ type: 'postgres', url: db.ownerUrl, installExtensions: false }).initialize();
  const runner = owner.createQueryRunner();
  const migration = new RunPlans1764250400000();
  await migration.down(runner);
  await migration.up(runner);
  await runner.release();
  await owner.destroy();

  const after = await admin.query('select trigger_summary, plan from runs');
  expect(after.rows).toEqual([{ trigger_summary: 'Asked', plan: null }]);
});
