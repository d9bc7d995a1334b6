import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createWorkspace, startTestDatabase, type TestDatabase } from '@jarvis/testing';
import { recordSteps } from '@jarvis/database';
import type { StepRecord } from '@jarvis/plan';
import { STEP_STATUSES } from '@jarvis/vocabulary';
import { DataSource } from 'typeorm';
import { DeclinedSteps1764270100000 } from '../src/migrations/1764270100000-declined-steps.js';
import { makeRule, makeRun } from './fixtures.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.stop());

it('takes every status that a step can have; one that was declined has succeeded again when it goes back', async () => {
  const { observatoryId } = await createWorkspace(db);
  const { scope } = await makeRun(db.database, await makeRule(db.database, observatoryId));
  const records = STEP_STATUSES.map((status): StepRecord => ({
    stepId: status,
    path: `steps.${status}`,
    iteration: '',
    kind: 'approval',
    name: status,
    status,
    attempts: 1,
    startedAt: '2026-11-26T10:00:00Z',
  }));
  await db.database.tenant(observatoryId, (manager) => recordSteps(manager, { scope, records }));
  const changed = () =>
    db.database.tenant(observatoryId, (manager) =>
      manager.query<{ step_id: string; status: string }[]>(
        'select step_id, status from run_steps where step_id <> status order by step_id',
      ),
    );
  expect(await changed()).toEqual([]);

  const owner = await new DataSource({ type: 'postgres', url: db.ownerUrl }).initialize();
  try {
    const runner = owner.createQueryRunner();
    const migration = new DeclinedSteps1764270100000();
    await migration.down(runner);
    expect(await changed()).toEqual([
      { step_id: 'expired', status: 'succeeded' },
      { step_id: 'rejected', status: 'succeeded' },
    ]);
    await migration.up(runner);
  } finally {
    await owner.destroy();
  }
});
