import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorkspace, startTestDatabase, type TestDatabase, type Workspace } from '@jarvis/testing';
import pg from 'pg';
import type { EntityManager } from 'typeorm';
import {
  AutomationRule,
  closeRun,
  OutboxMessage,
  requestCancel,
  requestRestarts,
  Run,
  RuleVersion,
} from '@jarvis/database';
import { makeRule, makeRun, type MadeRule } from './fixtures.js';

let db: TestDatabase;
let ours: Workspace;
let rule: MadeRule;
beforeAll(async () => {
  db = await startTestDatabase();
  ours = await createWorkspace(db);
});
afterAll(() => db.stop());
beforeEach(async () => {
  rule = await makeRule(db.database, ours.observatoryId);
});

const tenant = <T>(work: (manager: EntityManager) => Promise<T>): Promise<T> =>
  db.database.tenant(ours.observatoryId, work);
/** Publishes a version that differs from the one before in its number only. */
const publish = (version: number) =>
  tenant(async (manager) => {
    const before = await manager.findOneByOrFail(RuleVersion, { ruleId: rule.ruleId });
    const { definition, planHash, observatoryId, ruleId } = before;
    const id = randomUUID();
    const plan = before.plan as object;
    await manager.insert(RuleVersion, {
      id,
      observatoryId,
      ruleId,
      version,
      definition: definition as object,
      plan,
      planHash,
    });
    await manager.update(AutomationRule, { id: ruleId }, { publishedVersionId: id });
    return id;
  });
const restart = (versionId: string) =>
  tenant((manager) =>
    requestRestarts(manager, {
      observatoryId: ours.observatoryId,
      ruleId: rule.ruleId,
      versionId,
      requestedBy: ours.userId,
    }),
  );
const end = (scope: Awaited<ReturnType<typeof makeRun>>['scope'], status: 'cancelled' | 'succeeded' | 'failed') =>
  db.database.statements(ours.observatoryId, (queryable) => closeRun(queryable, { scope, records: [], status }));
const replaysOf = (id: string) => tenant((manager) => manager.findBy(Run, { replayOf: id }));
const asked = (key: string) => tenant((manager) => manager.countBy(OutboxMessage, { key }));

describe('a run that is restarted', () => {
  it('is cancelled, and its event runs once with what is published when it has ended', async () => {
    const { scope } = await makeRun(db.database, rule);
    await tenant((manager) => manager.update(Run, { id: scope.runId }, { event: { id: 5 } }));
    expect(await restart(await publish(2))).toBe(1);
    expect(await asked(`cancel-run/${scope.runId}`)).toBe(1);
    expect(await replaysOf(scope.runId)).toEqual([]);

    const third = await publish(3);
    await end(scope, 'cancelled');
    await end(scope, 'cancelled');
    const [anew, ...more] = await replaysOf(scope.runId);
    expect(more).toEqual([]);
    expect(anew).toMatchObject({ ruleVersionId: third, status: 'queued', event: { id: 5 }, requestedBy: ours.userId });
    expect(await asked(`start-run/${anew?.id ?? ''}`)).toBe(1);
  });

  it.each(['succeeded', 'failed'] as const)('and %s before it heard of it, has had its event', async (status) => {
    const { scope } = await makeRun(db.database, rule);
    await restart(await publish(2));
    await end(scope, status);
    expect(await replaysOf(scope.runId)).toEqual([]);
  });

  it('is none that has ended, goes on with the new version, or that somebody had cancelled', async () => {
    const [ended, cancelled, current] = [
      await makeRun(db.database, rule),
      await makeRun(db.database, rule),
      await makeRun(db.database, rule),
    ];
    await end(ended.scope, 'succeeded');
    await tenant((manager) =>
      requestCancel(manager, { observatoryId: ours.observatoryId, runId: cancelled.scope.runId }),
    );
    const versionId = await publish(2);
    await tenant((manager) => manager.update(Run, { id: current.scope.runId }, { ruleVersionId: versionId }));
    expect(await restart(versionId)).toBe(0);
    await end(cancelled.scope, 'cancelled');
    expect(await replaysOf(cancelled.scope.runId)).toEqual([]);
  });

  it('is asked once, however often', async () => {
    const { scope } = await makeRun(db.database, rule);
    const versionId = await publish(2);
    expect(await Promise.all([restart(versionId), restart(versionId)]).then(([a, b]) => a + b)).toBe(1);
    await end(scope, 'cancelled');
    expect(await replaysOf(scope.runId)).toHaveLength(1);
  });

  it('is none for which another run waits', async () => {
    const [caller, called] = [await makeRun(db.database, rule), await makeRun(db.database, rule)];
    const versionId = await publish(2);
    await tenant((manager) =>
      manager.query('update runs set awaited_by = $2 where id = $1', [called.scope.runId, caller.scope.runId]),
    );
    expect(await restart(versionId)).toBe(1);
    expect(await asked(`cancel-run/${called.scope.runId}`)).toBe(0);
  });

  it('has the same id when the run before ends once more, after a restore', async () => {
    const { scope } = await makeRun(db.database, rule);
    await restart(await publish(2));
    await end(scope, 'cancelled');
    const [anew] = await replaysOf(scope.runId);
    const admin = new pg.Client({ connectionString: db.adminUrl });
    await admin.connect();
    try {
      await admin.query('delete from outbox where key = $1', [`start-run/${anew?.id ?? ''}`]);
      await admin.query('delete from runs where id = $1', [anew?.id]);
      await admin.query(`update runs set status = 'running', finished_at = null where id = $1`, [scope.runId]);
    } finally {
      await admin.end();
    }
    await end(scope, 'cancelled');
    expect((await replaysOf(scope.runId)).map(({ id }) => id)).toEqual([anew?.id]);
  });

  it('does not run anew when its rule was deleted', async () => {
    const { scope } = await makeRun(db.database, rule);
    await restart(await publish(2));
    await tenant((manager) => manager.update(AutomationRule, { id: rule.ruleId }, { deletedAt: new Date() }));
    await end(scope, 'cancelled');
    expect(await replaysOf(scope.runId)).toEqual([]);
  });
});
