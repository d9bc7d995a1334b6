import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorkspace, startTestDatabase, type TestDatabase, type Workspace } from '@jarvis/testing';
import type { Json } from '@jarvis/plan';
import type { EntityManager } from 'typeorm';
import {
  ActivityLog,
  ApprovalRequest,
  cancelApproval,
  decideApproval,
  expireApproval,
  hashJson,
  openApproval,
  OutboxMessage,
  readDecision,
  Run,
  toApprovalState,
  type Decision,
} from '@jarvis/database';
import { makeRule, makeRun } from './fixtures.js';

let db: TestDatabase;
let ours: Workspace;
let run: Awaited<ReturnType<typeof makeRun>>;

beforeAll(async () => {
  db = await startTestDatabase({ poolSize: 10 });
  ours = await createWorkspace(db);
});
afterAll(() => db.stop());
beforeEach(async () => {
  run = await makeRun(db.database, await makeRule(db.database, ours.observatoryId));
});

const tenant = <T>(work: (manager: EntityManager) => Promise<T>): Promise<T> =>
  db.database.tenant(ours.observatoryId, work);
const proposal = { text: 'We shipped it' };

const open = (expiresAt = '2030-01-01T00:00:00Z', actionData: Json = proposal) =>
  tenant((manager) =>
    openApproval(manager, {
      scope: run.scope,
      records: [],
      stepPath: 'steps[2]',
      iteration: '',
      title: 'Publish on X?',
      message: 'A post',
      platform: 'twitter',
      action: 'twitter.create-post',
      actionData,
      riskLevel: 'medium',
      riskReasons: ['public'],
      confidence: 0.82,
      reasoning: 'because',
      expiresAt,
    }),
  );
const decide = (approvalId: string, changes: Partial<Decision> = {}) =>
  tenant((manager) =>
    decideApproval(manager, {
      observatoryId: ours.observatoryId,
      approvalId,
      decision: 'approved',
      userId: ours.userId,
      via: 'admin',
      wake: true,
      ...changes,
    }),
  );
const signals = (approvalId: string) =>
  tenant(async (manager) =>
    (await manager.findBy(OutboxMessage, { topic: 'signal-approval' })).filter(
      ({ payload }) => payload['approvalId'] === approvalId,
    ),
  );

describe('openApproval', () => {
  it('asks once, binds the hash and lets the run wait', async () => {
    const [first, second] = [await open(), await open()];
    expect(second.id).toBe(first.id);
    const rows = await tenant(async (manager) => ({
      approvals: await manager.findBy(ApprovalRequest, { runId: run.runId }),
      run: await manager.findOneByOrFail(Run, { id: run.runId }),
      feed: await manager.findBy(ActivityLog, { runId: run.runId }),
    }));
    expect(rows.approvals).toMatchObject([
      {
        status: 'pending',
        actionHash: hashJson(proposal),
        confidenceScore: 0.82,
        riskReasons: ['public'],
        requestType: 'automation',
      },
    ]);
    expect(rows.run).toMatchObject({ status: 'waiting', waitingFor: 'Publish on X?' });
    expect(rows.feed).toMatchObject([{ activityType: 'approval', action: 'requested', status: 'pending' }]);
  });

  it('does not put a run back to waiting when the question is asked again after its answer', async () => {
    const { id } = await open();
    await decide(id);
    await tenant((manager) => manager.update(Run, { id: run.runId }, { status: 'running' }));
    expect(await open()).toMatchObject({ id, status: 'approved' });
    expect(await tenant((manager) => manager.findOneByOrFail(Run, { id: run.runId }))).toMatchObject({
      status: 'running',
    });
  });
});

describe('decideApproval', () => {
  it('approves exactly what was proposed', async () => {
    const { id } = await open();
    const result = await decide(id, { note: 'fine' });
    expect(result).toMatchObject({
      outcome: 'decided',
      approval: {
        status: 'approved',
        approvedData: proposal,
        approvedHash: hashJson(proposal),
        responder: 'Test Person',
      },
    });
    const state = toApprovalState((await tenant((manager) => readDecision(manager, id)))!);
    expect(state).toMatchObject({
      approvalId: id,
      status: 'approved',
      approvedInput: proposal,
      edited: false,
      note: 'fine',
      by: 'Test Person',
    });
    expect(await signals(id)).toHaveLength(1);
  });

  it('binds the edited input and its new risk', async () => {
    const { id } = await open();
    const data = { text: 'We shipped it!' };
    await decide(id, { edited: { data, riskLevel: 'high', riskReasons: ['shouting'] } });
    const row = await tenant((manager) => manager.findOneByOrFail(ApprovalRequest, { id }));
    expect(row).toMatchObject({
      approvedData: data,
      approvedHash: hashJson(data),
      actionData: proposal,
      actionHash: hashJson(proposal),
      riskLevel: 'high',
    });
    expect(toApprovalState((await tenant((manager) => readDecision(manager, id)))!)).toMatchObject({
      edited: true,
      approvedInput: data,
    });
  });

  it('gives one decision to fifty at once, and tells the others who was first', async () => {
    const { id } = await open();
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, index) => decide(id, { decision: index % 2 === 0 ? 'approved' : 'rejected' })),
    );
    const winners = results.filter(({ outcome }) => outcome === 'decided');
    expect(winners).toHaveLength(1);
    for (const result of results) {
      if (result.outcome !== 'decided')
        expect(result).toMatchObject({ outcome: 'answered', approval: { responder: 'Test Person' } });
    }
    expect(await signals(id)).toHaveLength(1);
  });

  it('refuses after its time, also while the clock has not settled it yet', async () => {
    const { id } = await open('2020-01-01T00:00:00Z');
    expect(await decide(id)).toMatchObject({ outcome: 'expired', approval: { status: 'pending' } });
    await tenant((manager) => expireApproval(manager, { observatoryId: ours.observatoryId, approvalId: id }));
    expect(await decide(id)).toMatchObject({ outcome: 'expired', approval: { status: 'expired' } });
    expect(await signals(id)).toHaveLength(0);
  });

  it('knows nothing of another observatory', async () => {
    const { id } = await open();
    const theirs = await createWorkspace(db);
    const result = await db.database.tenant(theirs.observatoryId, (manager) =>
      decideApproval(manager, {
        observatoryId: theirs.observatoryId,
        approvalId: id,
        decision: 'approved',
        userId: theirs.userId,
        via: 'api',
        wake: true,
      }),
    );
    expect(result).toEqual({ outcome: 'not-found' });
    expect(await tenant((manager) => readDecision(manager, id))).toMatchObject({ status: 'pending' });
  });

  it('records where a bare signal came from, and wakes nobody', async () => {
    const { id } = await open();
    await decide(id, { userId: null, via: 'signal', wake: false });
    expect(toApprovalState((await tenant((manager) => readDecision(manager, id)))!)).toMatchObject({
      by: 'a signal from Temporal',
    });
    expect(await signals(id)).toHaveLength(0);
  });
});

describe('the binding', () => {
  it('holds for what PostgreSQL cannot store as it came', async () => {
    const actionData = { text: 'nul \0 and half \ud83d', 'key\0': 1, z: [1.5, -0, 1e21], a: null };
    const { id } = await open(undefined, actionData);
    await decide(id);
    const proposed = (await tenant((manager) => readDecision(manager, id)))!;
    expect(proposed.approvedHash).toBe(hashJson(proposed.approvedData));
    run = await makeRun(db.database, await makeRule(db.database, ours.observatoryId));
    const other = await open();
    await decide(other.id, { edited: { data: actionData, riskLevel: 'low', riskReasons: [] } });
    const edited = (await tenant((manager) => readDecision(manager, other.id)))!;
    expect(edited.approvedHash).toBe(hashJson(edited.approvedData));
    expect(edited.approvedHash).toBe(proposed.approvedHash);
  });
});

describe('expireApproval and cancelApproval', () => {
  it('never win together with a click', async () => {
    for (let round = 0; round < 10; round += 1) {
      run = await makeRun(db.database, await makeRule(db.database, ours.observatoryId));
      const { id } = await open();
      const [clicked, clock] = await Promise.all([
        decide(id),
        tenant((manager) => expireApproval(manager, { observatoryId: ours.observatoryId, approvalId: id })),
      ]);
      const row = await tenant((manager) => readDecision(manager, id));
      expect(clock?.status).toBe(row?.status);
      expect(row?.status).toBe(clicked.outcome === 'decided' ? 'approved' : 'expired');
      const feed = await tenant((manager) => manager.findBy(ActivityLog, { runId: run.runId, action: 'resolved' }));
      expect(feed).toHaveLength(1);
    }
  });

  it('leave an answer as it is', async () => {
    const { id } = await open();
    await decide(id, { decision: 'rejected' });
    const settled = { observatoryId: ours.observatoryId, approvalId: id };
    expect(await tenant((manager) => expireApproval(manager, settled))).toMatchObject({ status: 'rejected' });
    expect(await tenant((manager) => cancelApproval(manager, settled))).toMatchObject({ status: 'rejected' });
  });
});
