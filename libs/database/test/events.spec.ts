import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { effectKey, Plan } from '@jarvis/plan';
import { createWorkspace, startTestDatabase, type TestDatabase, type Workspace } from '@jarvis/testing';
import pg from 'pg';
import { In, type EntityManager } from 'typeorm';
import { z } from 'zod';
import {
  AutomationRule,
  breakConnection,
  cancelApproval,
  closeRun,
  expireApproval,
  Connection,
  listen,
  MAX_LISTENERS,
  openApproval,
  recordOwnEffect,
  refusedCall,
  requestSingleRun,
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
const runsOf = ({ ruleId }: Pick<MadeRule, 'ruleId'>) => tenant((manager) => manager.findBy(Run, { ruleId }));
type Scope = Awaited<ReturnType<typeof makeRun>>['scope'];
/** SHA-256 with the bits of a UUID of version 8, as the ids of deliveries' runs are made. */
function eventRunId(parts: readonly string[]): string {
  const hash = createHash('sha256')
    .update(['jarvis/event-run', ...parts].join('\n'))
    .digest()
    .subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
const queued = (rules: readonly MadeRule[]): Promise<Scope[]> =>
  tenant(async (manager) => {
    const runs = await manager.findBy(Run, { ruleId: In(rules.map(({ ruleId }) => ruleId)), status: 'queued' });
    return runs.map(({ id, ruleId }) => ({ runId: id, observatoryId: ours.observatoryId, ruleId: ruleId ?? '' }));
  });
/** What a step that emits writes. */
const emit = (scope: Scope, name: string, path = 'steps[0]') =>
  tenant((manager) =>
    recordOwnEffect(manager, {
      scope,
      records: [],
      feed: [],
      effect: {
        key: effectKey({ runId: scope.runId, path, iteration: '' }),
        stepPath: path,
        iteration: '',
        platform: 'core',
        action: 'core.emit-event',
        effect: 'write',
        inputHash: 'h',
        request: {},
      },
      output: { name },
      event: { name, body: { number: 7 } },
    }),
  );
const fail = (manager: EntityManager, scope: Pick<Scope, 'observatoryId' | 'runId'>) =>
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
            run: { id: runId, name: 'Rule' },
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

  it('and is of no rule starts nothing: whoever asked for it has the answer', async () => {
    const [rule, { observatoryId, userId }] = [await listener('run.failed'), ours];
    const plan = Plan.parse({
      format: 1,
      hash: '0'.repeat(64),
      name: 'Create a contact',
      kind: 'rule',
      nodes: [{ kind: 'stop', id: 'end', path: 'steps[0]', name: 'End', onError: 'fail', outcome: 'failed' }],
    });
    const run = { observatoryId, plan, triggerSummary: 'Asked', event: {}, requestedBy: userId };
    const { id } = await tenant((manager) => requestSingleRun(manager, run));
    await tenant((manager) => fail(manager, { observatoryId, runId: id }));
    expect(await runsOf(rule)).toEqual([]);
    expect(await count('events')).toBe(0);
    expect(await count(`outbox where topic = 'notify' and payload->>'id' = $1`, [id])).toBe(0);
    expect(await count(`runs where id = $1 and status = 'failed'`, [id])).toBe(1);
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

  it('asks for the same run again when the database has forgotten both in a restore', async () => {
    const rule = await listener('run.failed');
    const { runId, scope } = await makeRun(db.database, failing);
    await tenant((manager) => fail(manager, scope));
    const before = await runsOf(rule);
    expect(before.map(({ id }) => id)).toEqual([
      eventRunId([ours.observatoryId, 'jarvis', `run.failed/${runId}`, rule.ruleId]),
    ]);

    const admin = new pg.Client({ connectionString: db.adminUrl });
    await admin.connect();
    await admin.query('delete from event_runs where rule_id = $1', [rule.ruleId]);
    await admin.query('delete from events where cause_run_id = $1', [runId]);
    await admin.query('delete from outbox where key = $1', [`start-run/${before[0]?.id ?? ''}`]);
    await admin.query('delete from runs where rule_id = $1', [rule.ruleId]);
    await admin.query(`update runs set status = 'running', finished_at = null where id = $1`, [runId]);
    await admin.end();
    await tenant((manager) => fail(manager, scope));
    expect((await runsOf(rule)).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(await count('outbox where key = $1', [`start-run/${before[0]?.id ?? ''}`])).toBe(1);
  });

  it('leaves the row of a run that was taken over from Temporal before its event came again', async () => {
    const rule = await listener('run.failed');
    const { runId, scope } = await makeRun(db.database, failing);
    const id = eventRunId([ours.observatoryId, 'jarvis', `run.failed/${runId}`, rule.ruleId]);
    await tenant((manager) =>
      manager.query(
        `insert into runs (id, observatory_id, rule_id, rule_version_id, plan_hash, trigger_type, trigger_summary, status)
         values ($1, $2, $3, $4, $5, 'event', 'Taken over', 'running')`,
        [id, ours.observatoryId, rule.ruleId, rule.versionId, 'a'.repeat(64)],
      ),
    );
    await tenant((manager) => fail(manager, scope));
    expect(await runsOf(rule)).toMatchObject([{ id, status: 'running', triggerSummary: 'Taken over' }]);
    expect(await count('event_runs where run_id = $1', [id])).toBe(1);
  });
});

describe('a chain of events', () => {
  it('never comes back to a rule: three that hear of each other’s failures end, and the feed names who was not started', async () => {
    const circle = await Promise.all(Array.from({ length: 3 }, () => listener('run.failed')));
    for (const [index, { ruleId }] of circle.entries())
      await tenant((manager) => manager.update(AutomationRule, { id: ruleId }, { name: `Alert ${index.toString()}` }));
    const first = await makeRun(db.database, failing);
    let open: Scope[] = [first.scope];
    for (let round = 0; open.length > 0; round++) {
      expect(round).toBeLessThan(5);
      for (const scope of open) await tenant((manager) => fail(manager, scope));
      open = await queued(circle);
    }
    // Each before and after each other: 3 + 3 · 2 + 3 · 2 · 1.
    expect((await Promise.all(circle.map(runsOf))).flat()).toHaveLength(15);
    const lines: unknown = await tenant((manager) =>
      manager.query(
        `select description from activity_logs where title = 'A chain of events was stopped' order by length(description)`,
      ),
    );
    expect(lines).toHaveLength(15);
    expect(lines).toContainEqual({
      description: expect.stringMatching(
        /^Not started by “run[.]failed”: “Alert 0”, “Alert 1”, “Alert 2”[.] .*in a circle[.]/,
      ),
    });
    expect(await count(`event_runs where status = 'refused'`)).toBe(3 + 6 * 2 + 6 * 3);
  });

  it('has an end, which is no circle, and who listens to failures hears of it', async () => {
    const alert = await listener('run.failed');
    const rules = [failing];
    for (let step = 1; step <= 9; step++) rules.push(await listener(`step.${step.toString()}`, 'rules'));
    let { scope } = await makeRun(db.database, failing);
    for (const [step, { ruleId }] of rules.slice(1).entries()) {
      await emit(scope, `step.${(step + 1).toString()}`);
      const runs = await runsOf({ ruleId });
      expect(runs).toHaveLength(step < 8 ? 1 : 0);
      for (const { id } of runs) scope = { ...scope, runId: id, ruleId };
    }
    const refused: unknown = await tenant((manager) =>
      manager.query(
        `select reason, depth, through from event_runs r join events e on e.id = r.event_id where status = 'refused'`,
      ),
    );
    expect(refused).toEqual([
      {
        reason: expect.stringContaining('A chain of 8 events'),
        depth: 8,
        through: rules.slice(0, 9).map(({ ruleId }) => ruleId),
      },
    ]);
    await tenant((manager) => fail(manager, scope));
    const alerts = await runsOf(alert);
    expect(alerts).toHaveLength(1);
    expect(await count(`activity_logs where title = 'A chain of events was stopped' and status = 'failed'`)).toBe(1);
  });

  it('starts a thousand runs and no more, also where a loop fans out', async () => {
    const fan = await listener('order.paid', 'rules');
    const heard = await listener('order.line', 'rules');
    const { scope } = await makeRun(db.database, failing);
    await emit(scope, 'order.paid');
    const [looping] = await runsOf(fan);
    const loop = (from: number, to: number) =>
      tenant((manager) =>
        manager.query(
          `insert into events (observatory_id, source, name, dedupe_key, summary, body, cause_run_id)
           select $1, 'rules', 'order.line', 'line/' || n, '', '{}', $2 from generate_series($3::int, $4::int) n`,
          [ours.observatoryId, looping?.id, from, to],
        ),
      );
    await loop(1, 600);
    await loop(601, 1200);
    await loop(1201, 1202);
    expect(await count('runs where rule_id = $1', [heard.ruleId])).toBe(999);
    expect(await count(`event_runs where status = 'refused' and reason like '%1,000 runs%'`)).toBe(1202 - 999);
    // All that one run emits in vain has one line.
    expect(await count(`activity_logs where title = 'A chain of events was stopped'`)).toBe(1);
    // What another event leads to has a count of its own.
    const other = await makeRun(db.database, failing);
    await emit(other.scope, 'order.paid');
    expect(await runsOf(fan)).toHaveLength(2);
  });
});

describe('listening', () => {
  it('has room for a hundred rules at one event, those that are there already may stay', async () => {
    const made = await tenant((manager) =>
      manager.query(
        `insert into automation_rules (observatory_id, name, trigger_type, draft)
         select $1, 'Rule', 'event', '{}' from generate_series(1, 102) returning id`,
        [ours.observatoryId],
      ),
    );
    const ids = z.array(z.object({ id: z.uuid() })).parse(made);
    const to = { source: 'jarvis', name: 'run.failed' };
    const ask = (ruleId: string, name = to.name) =>
      tenant((manager) => listen(manager, { observatoryId: ours.observatoryId, ruleId, to: { ...to, name } }));
    const answers = await Promise.all(ids.map(({ id }) => ask(id)));
    expect(answers.filter((room) => room)).toHaveLength(MAX_LISTENERS);
    const [inside, outside] = [ids[answers.indexOf(true)]?.id ?? '', ids[answers.indexOf(false)]?.id ?? ''];
    expect(await ask(inside)).toBe(true);
    expect(await ask(outside)).toBe(false);
    expect(await ask(outside, 'approval.expired')).toBe(true);
    expect(await count('event_listeners where name = $1', [to.name])).toBe(MAX_LISTENERS);
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
        event: {
          approval: { id: first.approvalId, platform: 'twitter' },
          run: { id: first.runId, name: 'Rule' },
          rule: { id: failing.ruleId, name: 'Rule' },
        },
      },
    ]);
  });
});

describe('a connection that breaks', () => {
  it('is told to the rules, once an hour however often it is mended and breaks', async () => {
    const rule = await listener('connection.broken');
    const id = randomUUID();
    await tenant((manager) =>
      manager.insert(Connection, {
        id,
        observatoryId: ours.observatoryId,
        platform: 'twitter',
        accountName: '@acme',
        accountId: '1',
        status: 'connected',
      }),
    );
    for (let times = 0; times < 3; times++) {
      await tenant((manager) => manager.update(Connection, { id }, { health: 'healthy' }));
      await tenant((manager) =>
        breakConnection(manager, {
          observatoryId: ours.observatoryId,
          connectionId: id,
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
    // Of several at once some see that another is just writing, and are repeated by Temporal.
    await Promise.allSettled(Array.from({ length: 20 }, () => emit(scope, 'order.paid')));
    await emit(scope, 'order.paid');
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
          feed: [],
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

    // A rule that calls itself is told at once that this would be a circle.
    await tenant((manager) => manager.update(AutomationRule, { id: callee.ruleId }, { enabled: true }));
    const [called] = await runsOf(callee);
    const runId = called?.id ?? '';
    const itself = { runId, scope: { ...caller.scope, runId, ruleId: callee.ruleId } };
    const refused = await call(callee.ruleId, 'steps[0]', itself).catch((error: unknown) => refusedCall(error));
    expect(refused).toMatchObject({ code: 'conflict', message: expect.stringContaining('round in a circle') });
    expect(await runsOf(callee)).toHaveLength(1);
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
