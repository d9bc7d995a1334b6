import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createWorkspace, startTestDatabase, type TestDatabase } from '@jarvis/testing';
import { recordSteps } from '@jarvis/database';
import type { StepRecord } from '@jarvis/plan';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { IterationPaths1764160000000 } from '../src/migrations/1764160000000-iteration-paths.js';
import { makeRule, makeRun } from './fixtures.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.stop());

const step = (iteration: string): StepRecord => ({
  stepId: 'say',
  path: 'steps[0]',
  iteration,
  kind: 'action',
  name: 'Say',
  status: 'succeeded',
  attempts: 1,
  startedAt: '2026-11-26T10:00:00Z',
  finishedAt: '2026-11-26T10:00:01Z',
});

it('goes back and forth over steps that are there, and keeps those of different items apart', async () => {
  const { observatoryId } = await createWorkspace(db);
  const { scope } = await makeRun(db.database, await makeRule(db.database, observatoryId));
  const records = ['', 'loop#0', 'loop#1'].map(step);
  await db.database.tenant(observatoryId, (manager) => recordSteps(manager, { scope, records }));

  const owner = await new DataSource({ type: 'postgres', url: db.ownerUrl }).initialize();
  const runner = owner.createQueryRunner();
  const admin = new pg.Client({ connectionString: db.adminUrl });
  await admin.connect();
  const iterations = async () =>
    (await admin.query<{ iteration: unknown }>('select iteration from run_steps order by iteration')).rows.map(
      (row) => row.iteration,
    );
  try {
    const migration = new IterationPaths1764160000000();
    await runner.startTransaction();
    await migration.down(runner);
    await runner.commitTransaction();
    expect(await iterations()).toEqual([0, 1, 2]);
    await runner.startTransaction();
    await migration.up(runner);
    await runner.commitTransaction();
    expect(await iterations()).toEqual(['', '1', '2']);
  } finally {
    await admin.end();
    await owner.destroy();
  }
});
