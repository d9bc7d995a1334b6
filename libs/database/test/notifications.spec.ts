import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createWorkspace, startTestDatabase, type TestDatabase, type Workspace } from '@jarvis/testing';
import { z } from 'zod';
import { breakConnection, closeRun, decideApproval, expireApproval, Connection, openApproval } from '@jarvis/database';
import { makeRule, makeRun, type MadeRule } from './fixtures.js';

let db: TestDatabase;
let ours: Workspace;
let rule: MadeRule;

beforeAll(async () => {
  db = await startTestDatabase();
  ours = await createWorkspace(db);
  rule = await makeRule(db.database, ours.observatoryId);
});
afterAll(() => db.stop());

const Asked = z.array(z.object({ payload: z.object({ cause: z.string() }) }));
/** What people shall be told about it. */
const causesOf = async (id: string): Promise<string[]> => {
  const rows = await db.database.systemQuery(
    `select payload from outbox where topic = 'notify' and payload->>'id' = $1 order by id`,
    [id],
  );
  return Asked.parse(rows).map(({ payload }) => payload.cause);
};

async function ask() {
  const { scope } = await makeRun(db.database, rule);
  const open = () =>
    db.database.tenant(ours.observatoryId, (manager) =>
      openApproval(manager, {
        scope,
        records: [],
        stepPath: 'steps[0]',
        iteration: '',
        title: 'Publish a post',
        platform: 'twitter',
        action: 'twitter.create-post',
        actionData: { text: 'Hello' },
        riskLevel: 'medium',
        riskReasons: [],
        expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      }),
    );
  return { scope, open, approval: await open() };
}

describe('people are told', () => {
  it('of a question, in the transaction that asks it, once however often it is asked', async () => {
    const { approval, open } = await ask();
    await open();
    expect(await causesOf(approval.id)).toEqual(['approval-requested']);
  });

  it('of nothing when the transaction is rolled back', async () => {
    const { scope } = await makeRun(db.database, rule);
    const lost = db.database.tenant(ours.observatoryId, async (manager) => {
      await closeRun(manager, { scope, records: [], status: 'failed' });
      throw new Error('the process dies');
    });
    await expect(lost).rejects.toThrow('the process dies');
    expect(await causesOf(scope.runId)).toEqual([]);
  });

  it('of a question that expired, and of none that was answered', async () => {
    const { observatoryId, userId } = ours;
    const [first, second] = [await ask(), await ask()];
    await db.database.tenant(observatoryId, async (manager) => {
      await expireApproval(manager, { observatoryId, approvalId: first.approval.id });
      await expireApproval(manager, { observatoryId, approvalId: first.approval.id });
      const decision = { decision: 'approved', userId, via: 'admin', wake: false } as const;
      await decideApproval(manager, { observatoryId, approvalId: second.approval.id, ...decision });
      await expireApproval(manager, { observatoryId, approvalId: second.approval.id });
    });
    expect(await causesOf(first.approval.id)).toEqual(['approval-requested', 'approval-expired']);
    expect(await causesOf(second.approval.id)).toEqual(['approval-requested']);
  });

  it.each([
    ['failed', ['run-failed']],
    ['succeeded', []],
    ['cancelled', []],
  ] as const)('of a run that %s: %j', async (status, causes) => {
    const { scope } = await makeRun(db.database, rule);
    await db.database.statements(ours.observatoryId, (queryable) =>
      closeRun(queryable, { scope, records: [], status }),
    );
    await db.database.statements(ours.observatoryId, (queryable) =>
      closeRun(queryable, { scope, records: [], status }),
    );
    expect(await causesOf(scope.runId)).toEqual(causes);
  });

  it('of a connection when it breaks, not at every use of a broken one, and again after it was mended', async () => {
    const { observatoryId } = ours;
    const account = {
      observatoryId,
      platform: 'twitter',
      accountName: '@acme',
      accountId: '1',
      status: 'connected',
    } as const;
    const id = await db.database.tenant(observatoryId, async (manager) => {
      const connection = await manager.save(manager.create(Connection, { ...account, health: 'healthy' }));
      return connection.id;
    });
    const breaks = () =>
      db.database.tenant(observatoryId, (manager) =>
        breakConnection(manager, { observatoryId, connectionId: id, message: 'X refuses the token.' }),
      );
    await Promise.all([breaks(), breaks(), breaks()]);
    expect(await causesOf(id)).toEqual(['connection-broken']);
    await db.database.tenant(observatoryId, (manager) => manager.update(Connection, { id }, { health: 'healthy' }));
    await breaks();
    expect(await causesOf(id)).toEqual(['connection-broken', 'connection-broken']);
  });

  it('of a connection that a person disconnected while a step was using it: nothing, and it stays as it is', async () => {
    const { observatoryId } = ours;
    const account = { observatoryId, platform: 'twitter', accountName: '@gone', accountId: '2' };
    const disconnected = { ...account, status: 'disconnected', health: 'unknown' } as const;
    const { id } = await db.database.tenant(observatoryId, (manager) =>
      manager.save(manager.create(Connection, disconnected)),
    );
    await db.database.tenant(observatoryId, (manager) =>
      breakConnection(manager, { observatoryId, connectionId: id, message: 'X refuses the token.' }),
    );
    expect(await causesOf(id)).toEqual([]);
    const left = await db.database.tenant(observatoryId, (manager) => manager.findOneBy(Connection, { id }));
    expect(left).toMatchObject({ ...disconnected, errorMessage: null });
  });
});
