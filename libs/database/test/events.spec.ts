import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { effectKey } from '@jarvis/plan';
import { createWorkspace, startTestDatabase, type TestDatabase, type Workspace } from '@jarvis/testing';
import type { EntityManager } from 'typeorm';
import {
  AutomationRule,
  breakConnection,
  cancelApproval,
  closeRun,
  expireApproval,
  Integration,
  listen,
  openApproval,
  recordOwnEffect,
  refusedCall,
  Run,
} from '@jarvis/database';
import { makeRule, makeRun, type MadeRule } from './fixtures.js';

let db: TestDatabase;
let ours: Workspace;
let failing: MadeRule;

beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.stop());
beforeEach(async () => {
  ours = await createWorkspace(db);
  failing = await makeRule(db.database, ours.observatoryId);
});

const tenant = <T>(work: (manager: EntityManager) => Promise<T>): Promise<T> =>
  db.database.tenant(ours.observatoryId, work);
const count = async (sql: string, parameters: unknown[] = []): Promise<number> => {
  const rows: unknown = await tenant((manager) => manager.query(`select count(*)::int as n from ${sql}`, parameters));
  return (rows as [{ n: number }])[0].n;
};

/** A published rule that is on and listens. */
async function listener(name: string, source: 'jarvis' | 'rules' = 'jarvis', observatoryId = ours.observatoryId) {
  const rule = await makeRule(db.database, observatoryId);
  await db.database.tenant(observatoryId, (manager) => listen(manager, { ...rule, to: { source, name } }));
  return rule;
}
const runsOf = ({ ruleId }: MadeRule) => tenant((manager) => manager.findBy(Run, { ruleId }));
type Scope = Awaited<ReturnType<typeof makeRun>>['scope'];
const fail = (manager: EntityManager, scope: Scope) =>
  closeRun(manager, {
    scope,
    records: [],
    status: 'failed',
    error: { code: 'auth', message: 'X refuses the token.' },
  });

describe('a run that fails', () => {
  it('starts every rule that listens, once each, and no other', async () => {
    const [one, two] = [await listener('run.failed'), await listener('run.failed')];
    const [other, stranger] = [await listener('approval.expired'), await createWorkspace(db)];
    const foreign = await listener('run.failed', 'jarvis', stranger.observatoryId);
    const { runId, scope } = await makeRun(db.database, failing);
    await Promise.all(Array.from({ length: 20 }, () => tenant((manager) => fail(manager, scope))));

    for (const rule of [one, two]) {
      const runs = await runsOf(rule);
      expect(runs).toMatchObject([
        {
          triggerType: 'event',
          triggerSummary: 'run.failed: Rule',
          ruleVersionId: rule.versionId,
          status: 'queued',
          event: {
            run: { id: runId },
            rule: { id: failing.ruleId, name: 'Rule' },
            message: 'X refuses the token.',
            error: { code: 'auth' },
          },
        },
      ]);
      expect(await count(`outbox where key = 'start-run/' || $1`, [runs[0]?.id])).toBe(1);
    }
    expect(await runsOf(other)).toEqual([]);
    expect(await db.database.tenant(stranger.observatoryId, (m) => m.countBy(Run, { ruleId: foreign.ruleId }))).toBe(0);
    expect(await count('events')).toBe(1);
    expect(await count(`event_runs where status = 'started'`)).toBe(2);
  });

  it('leaves neither event nor run when its transaction does not commit', async () => {
    const rule = await listener('run.failed');
    const { runId, scope } = await makeRun(db.database, failing);
    const lost = tenant(async (manager) => {
      await fail(manager, scope);
      throw new Error('the process is gone');
    });
    await expect(lost).rejects.toThrow('the process is gone');
    expect(await count('events')).toBe(0);
    expect(await runsOf(rule)).toEqual([]);
    await tenant((manager) => fail(manager, scope));
    expect(await runsOf(rule)).toMatchObject([{ event: { run: { id: runId } } }]);
  });

  it('starts no rule that is off, deleted or listens to something else by now, and none when it succeeds', async () => {
    const [off, deleted, moved, on] = [
      await listener('run.failed'),
      await listener('run.failed'),
      await listener('run.failed'),
      await listener('run.failed'),
    ];
    await tenant(async (manager) => {
      await manager.update(AutomationRule, { id: off.ruleId }, { enabled: false });
      await manager.update(AutomationRule, { id: deleted.ruleId }, { deletedAt: new Date() });
      await listen(manager, { ...moved, to: null });
    });
    const [bad, good] = [await makeRun(db.database, failing), await makeRun(db.database, failing)];
    await tenant((manager) => fail(manager, bad.scope));
    await tenant((manager) => closeRun(manager, { scope: good.scope, records: [], status: 'succeeded' }));
    for (const rule of [off, deleted, moved]) expect(await runsOf(rule)).toEqual([]);
    expect(await runsOf(on)).toHaveLength(1);
  });

  it('cannot start itself for ever: a circle ends after eight, and the feed says which', async () => {
    const circle = await listener('run.failed');
    const first = await makeRun(db.database, failing);
    let open: Scope[] = [first.scope];
    for (let round = 0; open.length > 0; round++) {
      expect(round).toBeLessThan(20);
      for (const scope of open) await tenant((manager) => fail(manager, scope));
      const queued = await tenant((manager) => manager.findBy(Run, { ruleId: circle.ruleId, status: 'queued' }));
      open = queued.map(({ id }) => ({ runId: id, observatoryId: ours.observatoryId, ruleId: circle.ruleId }));
    }
    expect(await runsOf(circle)).toHaveLength(8);
    const refused: unknown = await tenant((manager) =>
      manager.query(
        `select reason, depth, through from event_runs r join events e on e.id = r.event_id where status = 'refused'`,
      ),
    );
    expect(refused).toEqual([
      {
        reason: expect.stringContaining('round in a circle'),
        depth: 8,
        through: [failing.ruleId, ...Array.from({ length: 8 }, () => circle.ruleId)],
      },
    ]);
    expect(await count(`activity_logs where title = 'A circle of events was stopped' and status = 'failed'`)).toBe(1);
  });
});

describe('an approval that expires', () => {
  it('is told to the rules once, and one that was cancelled is not', async () => {
    const rule = await listener('approval.expired');
    const { observatoryId } = ours;
    const ask = async () => {
      const { scope } = await makeRun(db.database, failing);
      const { id } = await tenant((manager) =>
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
      return { approvalId: id, runId: scope.runId };
    };
    const [first, second] = [await ask(), await ask()];
    const expire = ({ approvalId }: { approvalId: string }) =>
      tenant((manager) => expireApproval(manager, { observatoryId, approvalId }));
    await Promise.all([expire(first), expire(first), expire(first)]);
    await tenant((manager) => cancelApproval(manager, { observatoryId, approvalId: second.approvalId }));
    await expire(second);
    expect(await runsOf(rule)).toMatchObject([
      {
        triggerSummary: 'approval.expired: Publish a post',
        event: { approval: { id: first.approvalId, platform: 'twitter' }, run: { id: first.runId } },
      },
    ]);
  });
});

describe('a connection that breaks', () => {
  it('is told to the rules, once an hour however often it is mended and breaks', async () => {
    const rule = await listener('connection.broken');
    const id = randomUUID();
    await tenant((manager) =>
      manager.insert(Integration, {
        id,
        observatoryId: ours.observatoryId,
        platform: 'twitter',
        accountName: '@acme',
        accountId: '1',
        status: 'connected',
      }),
    );
    for (let times = 0; times < 3; times++) {
      await tenant((manager) => manager.update(Integration, { id }, { health: 'healthy' }));
      await tenant((manager) =>
        breakConnection(manager, {
          observatoryId: ours.observatoryId,
          integrationId: id,
          message: 'X refuses the token.',
        }),
      );
    }
    const runs = await runsOf(rule);
    expect(runs.length).toBeGreaterThanOrEqual(1);
    // Two only where the hour changed in between.
    expect(runs.length).toBeLessThanOrEqual(2);
    expect(runs[0]).toMatchObject({
      triggerSummary: 'connection.broken: twitter @acme',
      event: { connection: { id, accountName: '@acme' }, message: 'X refuses the token.' },
    });
  });
});

describe('what a rule emits', () => {
  it('is one event however often its step is repeated, and takes the chain of its run along', async () => {
    const rule = await listener('order.paid', 'rules');
    const { runId, scope } = await makeRun(db.database, failing);
    const emit = () =>
      tenant((manager) =>
        recordOwnEffect(manager, {
          scope,
          records: [],
          activities: [],
          effect: {
            key: effectKey({ runId, path: 'steps[0]', iteration: '' }),
            stepPath: 'steps[0]',
            iteration: '',
            platform: 'core',
            action: 'core.emit-event',
            effect: 'write',
            inputHash: 'h',
            request: {},
          },
          output: { name: 'order.paid' },
          event: { name: 'order.paid', body: { number: 7 } },
        }),
      );
    // Of several at once some see that another is just writing, and are repeated by Temporal.
    await Promise.allSettled(Array.from({ length: 20 }, emit));
    await emit();
    expect(await runsOf(rule)).toMatchObject([{ triggerSummary: 'order.paid: Rule', event: { number: 7 } }]);
    const events: unknown = await tenant((manager) =>
      manager.query('select source, cause_run_id, depth, through from events'),
    );
    expect(events).toEqual([{ source: 'rules', cause_run_id: runId, depth: 0, through: [failing.ruleId] }]);
  });

  it('calls one rule, once, and writes nothing when there is none that can be called', async () => {
    const callee = await makeRule(db.database, ours.observatoryId);
    await tenant((manager) => listen(manager, { ...callee, to: { source: 'calls', name: callee.ruleId } }));
    const [stranger, caller] = [await createWorkspace(db), await makeRun(db.database, failing)];
    const foreign = await makeRule(db.database, stranger.observatoryId);
    await db.database.tenant(stranger.observatoryId, (manager) =>
      listen(manager, { ...foreign, to: { source: 'calls', name: foreign.ruleId } }),
    );
    const call = (ruleId: string, path: string, { runId, scope } = caller) =>
      tenant((manager) =>
        recordOwnEffect(manager, {
          scope,
          records: [],
          activities: [],
          effect: {
            key: effectKey({ runId, path, iteration: '' }),
            stepPath: path,
            iteration: '',
            platform: 'core',
            action: 'core.run-rule',
            effect: 'write',
            inputHash: 'h',
            request: {},
          },
          output: {},
          event: { call: ruleId, body: { number: 7 } },
        }),
      );
    for (const path of ['steps[0]', 'steps[0]', 'steps[0]']) await call(callee.ruleId, path);
    expect(await runsOf(callee)).toMatchObject([
      { triggerType: 'rule', triggerSummary: 'Called by “Rule”', event: { number: 7 } },
    ]);
    await tenant((manager) => manager.update(AutomationRule, { id: callee.ruleId }, { enabled: false }));
    for (const nobody of [callee.ruleId, foreign.ruleId, failing.ruleId, randomUUID()]) {
      const refused = await call(nobody, 'steps[1]').catch((error: unknown) => refusedCall(error));
      expect(refused).toMatchObject({ code: 'not-found', message: expect.stringContaining(nobody) });
    }
    expect(await count('effects')).toBe(1);
    expect(await count('events')).toBe(1);

    // A rule that calls itself comes to an end, and its last run hears why.
    await tenant((manager) => manager.update(AutomationRule, { id: callee.ruleId }, { enabled: true }));
    let refused: ReturnType<typeof refusedCall>;
    for (let round = 0; round < 20 && !refused; round++) {
      const [last] = await tenant((manager) =>
        manager.find(Run, { where: { ruleId: callee.ruleId }, order: { createdAt: 'DESC', id: 'DESC' }, take: 1 }),
      );
      const runId = last?.id ?? '';
      const next = call(callee.ruleId, 'steps[0]', { runId, scope: { ...caller.scope, runId, ruleId: callee.ruleId } });
      refused = await next.then(() => undefined, refusedCall);
    }
    expect(refused).toMatchObject({ code: 'conflict', message: expect.stringContaining('round in a circle') });
    expect(await runsOf(callee)).toHaveLength(8);
  });

  it('cannot pass for an event of Jarvis itself', async () => {
    const rule = await listener('run.failed', 'jarvis');
    await tenant((manager) =>
      manager.query(
        `insert into events (observatory_id, source, name, dedupe_key, summary, body) values ($1, 'rules', 'run.failed', 'x', '', '{}')`,
        [ours.observatoryId],
      ),
    );
    expect(await runsOf(rule)).toEqual([]);
  });
});
