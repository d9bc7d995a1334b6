import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorkspace, startTestDatabase, type TestDatabase, type Workspace } from '@jarvis/testing';
import { effectKey, type StepRecord } from '@jarvis/plan';
import type { EntityManager } from 'typeorm';
import {
  ActivityLog,
  ApprovalRequest,
  AutomationRule,
  beginEffect,
  closeRun,
  Effect,
  leaveNothingOpen,
  openApproval,
  isCovered,
  openRun,
  OutboxMessage,
  progressRun,
  readEffectState,
  recordSteps,
  resendEffect,
  resolveEffect,
  RuleVersion,
  Run,
  RunStep,
  settleEffect,
  type NewEffect,
  type OpenedRun,
} from '@jarvis/database';
import { makeRule, makeRun, type MadeRule } from './fixtures.js';

let db: TestDatabase;
let ours: Workspace;
let rule: MadeRule;
let run: Awaited<ReturnType<typeof makeRun>>;

beforeAll(async () => {
  db = await startTestDatabase();
  ours = await createWorkspace(db);
});
afterAll(() => db.stop());
beforeEach(async () => {
  rule = await makeRule(db.database, ours.observatoryId);
  run = await makeRun(db.database, rule);
});

const tenant = <T>(work: (manager: EntityManager) => Promise<T>): Promise<T> =>
  db.database.tenant(ours.observatoryId, work);

function step(changes: Partial<StepRecord> = {}): StepRecord {
  return {
    stepId: 'post',
    path: 'steps[0]',
    iteration: '',
    kind: 'action',
    name: 'Post it',
    status: 'running',
    attempts: 1,
    startedAt: '2026-11-21T10:00:00.000Z',
    ...changes,
  };
}
const finished = { status: 'succeeded', finishedAt: '2026-11-21T10:00:01.000Z' } as const;

function effect(): NewEffect {
  return {
    key: effectKey({ runId: run.runId, path: 'steps[0]', iteration: '' }),
    stepPath: 'steps[0]',
    iteration: '',
    platform: 'twitter',
    action: 'twitter.create-post',
    effect: 'write',
    inputHash: 'b'.repeat(64),
    request: { text: 'hello' },
  };
}
const begin = () =>
  tenant((manager) => beginEffect(manager, { scope: run.scope, records: [step()], effect: effect() }));
const confirm = (output: string) =>
  tenant((manager) =>
    settleEffect(manager, {
      scope: run.scope,
      key: effect().key,
      records: [step({ ...finished, output: { id: output } })],
      feed: [{ type: 'post', action: 'created', title: 'Posted', status: 'success', stepPath: 'steps[0]' }],
      outcome: {
        state: 'confirmed',
        output: { id: output },
        externalId: output,
        externalUrl: `https://x.test/${output}`,
      },
    }),
  );
const fail = (state: 'failed' | 'unknown') =>
  tenant((manager) =>
    settleEffect(manager, {
      scope: run.scope,
      key: effect().key,
      records: [],
      outcome: { state, error: { code: 'unavailable', message: 'no answer' } },
    }),
  );

describe('openRun', () => {
  const opening = {
    type: 'manual',
    summary: 'issues from a/b',
    event: { n: 1 },
    planHash: 'a'.repeat(64),
    ruleVersion: 1,
  };
  const open = (scope = run.scope, as: OpenedRun['opening'] = opening) =>
    tenant((manager) =>
      openRun(manager, { scope, records: [], opening: as, workflowId: `run-${scope.runId}`, temporalRunId: 't1' }),
    );

  it('moves the queued row to running, and again without harm', async () => {
    await open();
    const [first] = await tenant((manager) => manager.findBy(Run, { id: run.runId }));
    await open();
    const [second] = await tenant((manager) => manager.findBy(Run, { id: run.runId }));
    expect(second).toMatchObject({
      status: 'running',
      temporalRunId: 't1',
      triggerType: 'manual',
      startedAt: first!.startedAt,
    });
  });

  it.each([
    ['another plan', { planHash: 'b'.repeat(64) }],
    ['another version', { ruleVersion: 2 }],
    ['no version', { ruleVersion: undefined }],
    ['another trigger', { type: 'webhook' }],
  ])('refuses %s than the row asks for', async (_, changes) => {
    expect(await open(run.scope, { ...opening, ...changes })).toBe(false);
    const [row] = await tenant((manager) => manager.findBy(Run, { id: run.runId }));
    expect(row).toMatchObject({ status: 'queued', workflowId: null });
  });

  it('opens once more what this execution itself ended, and for no other execution or ending', async () => {
    const another = { workflowId: `run-${run.runId}`, temporalRunId: 't2' };
    await open();
    await tenant((manager) => closeRun(manager, { scope: run.scope, records: [], status: 'succeeded' }));
    expect(await open()).toBe(true);
    const again = { scope: run.scope, records: [], opening };
    expect(await tenant((manager) => openRun(manager, { ...again, ...another }))).toBe(false);
    expect(await open(run.scope, { ...opening, planHash: 'b'.repeat(64) })).toBe(false);
    const [row] = await tenant((manager) => manager.findBy(Run, { id: run.runId }));
    expect(row).toMatchObject({ status: 'succeeded', temporalRunId: 't1' });
  });

  it('does not open what others ended', async () => {
    await open();
    await tenant((manager) => closeRun(manager, { scope: run.scope, records: [], status: 'failed' }));
    expect(await open()).toBe(false);
  });

  it('refuses a run that nobody asked for', async () => {
    const scope = { ...run.scope, runId: '0192f0c1-0000-7000-8000-00000000000b' };
    expect(await open(scope)).toBe(false);
    expect(await tenant((manager) => manager.countBy(Run, { id: scope.runId }))).toBe(0);
  });

  it('makes the row of a scheduled run, while its rule is on and that version has a schedule', async () => {
    const scope = { ...run.scope, runId: '0192f0c1-0000-7000-8000-00000000000a' };
    const scheduled = { ...opening, type: 'schedule' };
    expect(await open(scope, scheduled)).toBe(false);
    const version = await tenant((manager) =>
      manager.save(
        manager.create(RuleVersion, {
          observatoryId: rule.observatoryId,
          ruleId: rule.ruleId,
          version: 2,
          definition: { trigger: { kind: 'schedule', every: '1h' } },
          plan: {},
          planHash: 'a'.repeat(64),
        }),
      ),
    );
    const second = { ...scheduled, ruleVersion: 2 };
    const switchRule = (enabled: boolean) =>
      tenant((manager) => manager.update(AutomationRule, { id: rule.ruleId }, { enabled }));
    await switchRule(false);
    expect(await open(scope, second)).toBe(false);
    await switchRule(true);
    expect(await open(scope, { ...second, planHash: 'b'.repeat(64) })).toBe(false);
    expect([await open(scope, second), await open(scope, second)]).toEqual([true, true]);
    const made = await tenant((manager) => manager.findOneByOrFail(Run, { id: scope.runId }));
    expect(made).toMatchObject({
      status: 'running',
      ruleVersionId: version.id,
      triggerSummary: 'issues from a/b',
      event: { n: 1 },
    });
  });

  it('makes one run for all times of an outage where the rule says so, however many come at once', async () => {
    const save = (version: number, missed?: string) =>
      tenant((manager) =>
        manager.save(
          manager.create(RuleVersion, {
            observatoryId: rule.observatoryId,
            ruleId: rule.ruleId,
            version,
            definition: { trigger: { kind: 'schedule', every: '1h', ...(missed && { missed }) } },
            plan: {},
            planHash: 'a'.repeat(64),
          }),
        ),
      );
    await save(7);
    await save(8, 'once');
    const begin = (ruleVersion: number, index: number, minutesAgo: number) => {
      const scope = {
        ...run.scope,
        runId: `0192f0c1-0000-7000-8000-0000000${ruleVersion.toString()}${index.toString().padStart(4, '0')}`,
      };
      const dueAt = new Date(Date.now() - minutesAgo * 60_000).toISOString();
      const as = { ...opening, type: 'schedule', ruleVersion, event: { scheduledAt: dueAt } };
      return tenant(async (manager) =>
        (await isCovered(manager, { ruleId: rule.ruleId, ruleVersion, runId: scope.runId, dueAt }))
          ? 'covered'
          : openRun(manager, { scope, records: [], opening: as, workflowId: `w${scope.runId}`, temporalRunId: 't1' }),
      );
    };
    const late = [50, 40, 30, 20, 10];
    expect(await Promise.all(late.map((minutes, index) => begin(8, index, minutes)))).toEqual(
      expect.arrayContaining([true, 'covered', 'covered', 'covered', 'covered']),
    );
    const [{ n }] = await tenant((manager) =>
      manager.query(`select count(*)::int as n from runs where workflow_id like 'w%0008%'`),
    );
    expect(n).toBe(1);
    // A time of later has its own run; the first keeps its own when it asks again; other rules have one for each.
    expect(await begin(8, 9, -1)).toBe(true);
    expect(await Promise.all(late.map((minutes, index) => begin(7, index, minutes)))).toEqual(Array(5).fill(true));
  });

  it('does not wake a run that has ended', async () => {
    await tenant((manager) => closeRun(manager, { scope: run.scope, records: [], status: 'cancelled' }));
    expect(await open()).toBe(false);
    const [row] = await tenant((manager) => manager.findBy(Run, { id: run.runId }));
    expect(row!.status).toBe('cancelled');
  });
});

describe('recordSteps', () => {
  const write = (records: StepRecord[]) => tenant((manager) => recordSteps(manager, { scope: run.scope, records }));
  const read = () =>
    tenant((manager) => manager.find(RunStep, { where: { runId: run.runId }, order: { path: 'ASC' } }));

  it('writes a step once, merges what comes later, and keeps the first start', async () => {
    await write([step({ input: { a: 1 } })]);
    await write([step({ ...finished, attempts: 2, output: 'ok', startedAt: '2026-11-21T10:00:00.500Z' })]);
    const rows = await read();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      status: 'succeeded',
      attempts: 2,
      input: { a: 1 },
      output: 'ok',
      startedAt: new Date('2026-11-21T10:00:00.000Z'),
    });
  });

  it('does not reopen a finished step when an older record comes late', async () => {
    await write([step(finished)]);
    await write([step({ status: 'running' })]);
    expect((await read())[0]).toMatchObject({ status: 'succeeded', finishedAt: new Date(finished.finishedAt) });
  });

  it('takes many at once, the later of two records of one step', async () => {
    await write([step(), step({ path: 'steps[1]', stepId: 'b' }), step(finished)]);
    expect((await read()).map(({ path, status }) => [path, status])).toEqual([
      ['steps[0]', 'succeeded'],
      ['steps[1]', 'running'],
    ]);
  });

  it('stores what PostgreSQL cannot: NUL and half of a surrogate pair', async () => {
    await write([step({ ...finished, output: { text: 'a\0b\ud83dc \\u0000 😀' } })]);
    expect((await read())[0]!.output).toEqual({ text: 'a\ufffdb\ufffdc \\u0000 😀' });
  });
});

describe('the effect ledger', () => {
  it('is intended, sent and confirmed with step, feed and output', async () => {
    const begun = await begin();
    expect(begun).toMatchObject({ started: true, effect: { state: 'sent', attempts: 1 } });
    expect(await confirm('42')).toMatchObject({ state: 'confirmed', externalId: '42', response: { id: '42' } });
    const rows = await tenant(async (manager) => ({
      steps: await manager.findBy(RunStep, { runId: run.runId }),
      feed: await manager.findBy(ActivityLog, { runId: run.runId }),
    }));
    expect(rows.steps).toMatchObject([{ status: 'succeeded', output: { id: '42' } }]);
    expect(rows.feed).toMatchObject([{ title: 'Posted', ruleId: rule.ruleId }]);
  });

  it('gives the right to send once to fifty at the same time', async () => {
    const begun = await Promise.all(Array.from({ length: 50 }, begin));
    expect(begun.filter(({ started }) => started)).toHaveLength(1);
    expect(begun.every(({ effect: { state } }) => state === 'sent')).toBe(true);
  });

  it('returns a confirmed effect with its output instead of starting it again', async () => {
    await begin();
    await confirm('42');
    expect(await begin()).toMatchObject({ started: false, effect: { state: 'confirmed', response: { id: '42' } } });
  });

  it('shows an attempt that died between the commits as sent, and counts a repetition', async () => {
    const first = await begin();
    expect(await begin()).toMatchObject({ started: false, effect: { state: 'sent', attempts: 1 } });
    expect(await tenant((manager) => resendEffect(manager, effect().key))).toBe(2);
    await confirm('42');
    expect(await tenant((manager) => resendEffect(manager, effect().key))).toBeNull();
    expect((await begin()).effect.sentAt).toEqual(first.effect.sentAt);
  });

  it('may begin again after a definite failure', async () => {
    await begin();
    await fail('failed');
    expect(await begin()).toMatchObject({ started: true, effect: { state: 'sent', attempts: 2, error: null } });
  });

  it('keeps unknown until a late confirmation, and a confirmation against everything', async () => {
    await begin();
    expect(await fail('unknown')).toMatchObject({ state: 'unknown' });
    expect(await begin()).toMatchObject({ started: false, effect: { state: 'unknown' } });
    expect(await fail('failed')).toBeNull();
    expect(await confirm('42')).toMatchObject({ state: 'confirmed' });
    expect(await fail('unknown')).toBeNull();
    expect(await confirm('43')).toBeNull();
  });

  it('lets one person settle an unknown effect and tells the workflow', async () => {
    const { effect: begun } = await begin();
    await fail('unknown');
    const resolve = (state: 'confirmed' | 'failed') =>
      tenant((manager) =>
        resolveEffect(manager, {
          observatoryId: ours.observatoryId,
          effectId: begun.id,
          state,
          output: { id: '7' },
          userId: ours.userId,
          note: 'seen it',
        }),
      );
    const results = await Promise.all([resolve('confirmed'), resolve('failed')]);
    expect(results.filter(Boolean)).toHaveLength(1);
    const winner = results.find(Boolean)!;
    const state = await tenant((manager) => readEffectState(manager, begun.id));
    expect(state).toEqual(
      winner.state === 'confirmed' ? { state: 'confirmed', output: { id: '7' } } : { state: 'failed' },
    );
    const row = await tenant((manager) => manager.findOneByOrFail(Effect, { id: begun.id }));
    expect(row).toMatchObject({ resolvedBy: ours.userId, resolutionNote: 'seen it' });
    const messages = await tenant((manager) => manager.findBy(OutboxMessage, { topic: 'signal-effect' }));
    expect(messages.filter(({ payload }) => payload['effectId'] === begun.id)).toHaveLength(1);
  });

  it('rolls back as one', async () => {
    await begin();
    const broken = tenant(async (manager) => {
      await settleEffect(manager, {
        scope: run.scope,
        key: effect().key,
        records: [step(finished)],
        outcome: { state: 'confirmed', output: 1 },
      });
      throw new Error('power cut');
    });
    await expect(broken).rejects.toThrow('power cut');
    expect(await begin()).toMatchObject({ started: false, effect: { state: 'sent' } });
    const steps = await tenant((manager) => manager.findBy(RunStep, { runId: run.runId }));
    expect(steps[0]!.status).toBe('running');
  });
});

describe('closeRun', () => {
  const close = (status: 'succeeded' | 'failed' | 'rejected') =>
    tenant((manager) => closeRun(manager, { scope: run.scope, records: [], status, message: 'words' }));
  const statistics = () => tenant((manager) => manager.findOneByOrFail(AutomationRule, { id: rule.ruleId }));

  it('settles the row and counts it once, however often it is called', async () => {
    expect(await Promise.all([close('succeeded'), close('succeeded'), close('succeeded')])).toContain(true);
    expect(await close('failed')).toBe(false);
    expect(await statistics()).toMatchObject({ runCount: 1, successCount: 1, failureCount: 0 });
    const row = await tenant((manager) => manager.findOneByOrFail(Run, { id: run.runId }));
    expect(row).toMatchObject({ status: 'succeeded', outcomeMessage: 'words', waitingFor: null });
  });

  it('counts a rejection as a run, neither success nor failure', async () => {
    await close('rejected');
    expect(await statistics()).toMatchObject({ runCount: 1, successCount: 0, failureCount: 0 });
  });

  it('withdraws open questions and marks open steps', async () => {
    await tenant(async (manager) => {
      await progressRun(manager, {
        scope: run.scope,
        records: [step({ status: 'waiting' })],
        status: 'waiting',
        waitingFor: 'you',
      });
      await openApproval(manager, {
        scope: run.scope,
        records: [],
        stepPath: 'steps[0]',
        iteration: '',
        title: 'Post?',
        platform: 'twitter',
        action: 'twitter.create-post',
        actionData: {},
        riskLevel: 'low',
        riskReasons: [],
        expiresAt: '2030-01-01T00:00:00Z',
      });
    });
    await close('failed');
    const rows = await tenant(async (manager) => ({
      steps: await manager.findBy(RunStep, { runId: run.runId }),
      approvals: await manager.findBy(ApprovalRequest, { runId: run.runId }),
    }));
    expect(rows.steps).toMatchObject([{ status: 'cancelled' }]);
    expect(rows.approvals).toMatchObject([{ status: 'cancelled' }]);
  });

  describe.each(['succeeded', 'failed', 'cancelled', 'rejected', 'expired'] as const)('as %s', (status) => {
    it('leaves no effect on its way: what was sent is unknown, and a person can still say what happened', async () => {
      const sent = await tenant((manager) => beginEffect(manager, { scope: run.scope, records: [], effect: effect() }));
      const never = {
        ...effect(),
        key: effectKey({ runId: run.runId, path: 'steps[8]', iteration: '' }),
        stepPath: 'steps[8]',
      };
      await tenant((manager) => beginEffect(manager, { scope: run.scope, records: [], effect: never }));
      await tenant((manager) => manager.update(Effect, { key: never.key }, { state: 'intended' }));
      await tenant((manager) =>
        closeRun(manager, { scope: run.scope, records: [step({ ...finished, path: 'steps[1]' })], status }),
      );
      const rows = await tenant((manager) =>
        manager.find(Effect, { where: { runId: run.runId }, order: { stepPath: 'ASC' } }),
      );
      expect(rows).toMatchObject([
        { state: 'unknown', settledAt: null, error: { code: 'effect-unknown' } },
        { state: 'failed', settledAt: expect.any(Date), error: { code: 'not-sent', stepPath: 'steps[8]' } },
      ]);
      const resolved = await tenant((manager) =>
        resolveEffect(manager, {
          observatoryId: ours.observatoryId,
          effectId: sent.effect.id,
          state: 'confirmed',
          userId: ours.userId,
        }),
      );
      expect(resolved).toMatchObject({ state: 'confirmed' });
    });
  });

  it('settles what an installation of before left open, and nothing else', async () => {
    await tenant(async (manager) => {
      await beginEffect(manager, { scope: run.scope, records: [step()], effect: effect() });
    });
    await close('failed');
    await tenant((manager) => manager.update(Effect, { runId: run.runId }, { state: 'sent', error: null }));
    await tenant((manager) => leaveNothingOpen(manager, run.scope));
    await tenant((manager) => leaveNothingOpen(manager, run.scope));
    expect(await tenant((manager) => manager.findBy(Effect, { runId: run.runId }))).toMatchObject([
      { state: 'unknown' },
    ]);
    expect(await tenant((manager) => manager.findBy(RunStep, { runId: run.runId }))).toMatchObject([
      { status: 'cancelled' },
    ]);
  });
});
