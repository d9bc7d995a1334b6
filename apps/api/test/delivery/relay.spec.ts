import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  closeRun,
  decideApproval,
  enqueue,
  lookBack,
  openApproval,
  openEventWait,
  requestCancel,
  requestRun,
  requestSingleRun,
  RuleVersion,
  type Run,
} from '@jarvis/database';
import { workflowIdOfRun, type Plan } from '@jarvis/plan';
import { closedIssueEvent, signGithubDelivery, until } from '@jarvis/testing';
import type { EntityManager } from 'typeorm';
import { ReconcilerService } from '../../src/relay/reconciler.service.js';
import { plan, query, startHarness, type Harness, type MadeHook } from './harness.js';

let harness: Harness;
let url: string;
let reconciler: ReconcilerService;

beforeAll(async () => {
  harness = await startHarness();
  const first = await harness.startApp();
  // A second process on the same database: whatever follows must hold for both.
  await harness.startApp();
  url = first.url;
  reconciler = first.app.get(ReconcilerService);
});
afterAll(() => harness.stop());
afterEach(() => {
  harness.temporalCable.mend();
  harness.postgresCable.mend();
});

const tenant = <T>(work: (manager: EntityManager) => Promise<T>): Promise<T> =>
  harness.db.database.tenant(harness.ours.observatoryId, work);
const deliver = (hook: MadeHook) => {
  const { body, headers } = signGithubDelivery({ ...closedIssueEvent(), nonce: randomUUID() }, hook.secret);
  return fetch(`${url}/hooks/${hook.hookId}`, { method: 'POST', body, headers });
};
const newRun = ({ ruleId, versionId }: MadeHook, manager: EntityManager, triggerSummary = 'By hand'): Promise<Run> =>
  requestRun(manager, {
    observatoryId: harness.ours.observatoryId,
    ruleId,
    ruleVersionId: versionId,
    planHash: plan.hash,
    triggerType: 'manual',
    triggerSummary,
    event: { a: 1 },
  });
const handleOf = (runId: string) => harness.client.workflow.getHandle(workflowIdOfRun(runId));
const describeRun = async (runId: string) => {
  try {
    return await handleOf(runId).describe();
  } catch {
    return undefined;
  }
};
const rowOf = async (runId: string) => (await query(harness.db, 'select * from runs where id = $1', [runId])).rows[0]!;
const messageOf = async (key: string) =>
  (await query(harness.db, 'select * from outbox where key = $1', [key])).rows[0];
const deliveredMessage = (key: string) =>
  until(async () => {
    const message = await messageOf(key);
    return message?.['delivered_at'] !== null && message;
  });
async function signalsOf(runId: string): Promise<string[]> {
  const { events } = await handleOf(runId).fetchHistory();
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName ?? []);
}

describe('starting runs', () => {
  it('starts what was committed, with words and opaque ids for Temporal UI', async () => {
    const hook = await harness.makeHook();
    const run = await tenant((manager) => newRun(hook, manager, 'By hand [x](https://example.org)'));
    const description = await until(() => describeRun(run.id));
    const attributes = description.typedSearchAttributes.getAll();
    expect(Object.fromEntries(attributes.map(({ key, value }) => [key.name, value]))).toMatchObject({
      JarvisObservatory: harness.ours.observatoryId,
      JarvisRule: hook.ruleId,
      JarvisKind: 'rule',
      JarvisName: 'a-rule-that-waits',
    });
    expect(await description.staticSummary()).toBe('A rule that waits');
    // "By hand" is outsiders' text as far as Temporal UI is concerned.
    const page = new URL(`/runs/${run.id}`, harness.config.admin.url).href;
    expect(await description.staticDetails()).toBe(
      `**A rule that waits**, version 1\n\nBy hand \\[x\\](https\\://example.org)\n\n[This run in Jarvis](${page})`,
    );
    await deliveredMessage(`start-run/${run.id}`);
  });

  it('starts each of many once, with two processes at it', async () => {
    const hook = await harness.makeHook();
    const runs = await tenant(async (manager) => {
      const made: Run[] = [];
      for (let index = 0; index < 60; index += 1) made.push(await newRun(hook, manager));
      return made;
    });
    await until(async () => {
      const { rows } = await query(harness.db, `select count(*)::int as open from outbox where delivered_at is null`);
      return rows[0]!['open'] === 0;
    });
    for (const { id } of runs) expect((await describeRun(id))?.status.name).toBe('RUNNING');
  });

  it('takes over what another process claimed and left behind', async () => {
    const hook = await harness.makeHook();
    const run = await tenant(async (manager) => {
      const made = await newRun(hook, manager);
      // As a crash after the claim leaves it, its lease about to end.
      await manager.query(
        `update outbox set attempts = 1, next_attempt_at = now() + interval '1 second' where key = $1`,
        [`start-run/${made.id}`],
      );
      return made;
    });
    await until(() => describeRun(run.id));
  });

  it('fails a run whose plan cannot be read, with words, instead of leaving it queued', async () => {
    const hook = await harness.makeHook();
    const run = await tenant(async (manager) => {
      const version = await manager.save(
        manager.create(RuleVersion, {
          observatoryId: harness.ours.observatoryId,
          ruleId: hook.ruleId,
          version: 2,
          definition: {},
          plan: { rubbish: true },
          planHash: 'x',
        }),
      );
      return newRun({ ...hook, versionId: version.id }, manager);
    });
    await deliveredMessage(`start-run/${run.id}`);
    expect(await rowOf(run.id)).toMatchObject({ status: 'failed', error: { code: 'not-started' } });
    expect(await describeRun(run.id)).toBeUndefined();
  });

  it('fails a run of no rule whose plan cannot be read, in words of its own', async () => {
    const run = await tenant((manager) =>
      requestSingleRun(manager, {
        observatoryId: harness.ours.observatoryId,
        plan: { ...plan, format: 99 } as unknown as Plan,
        triggerSummary: 'Asked',
        event: {},
        requestedBy: harness.ours.userId,
      }),
    );
    await deliveredMessage(`start-run/${run.id}`);
    expect(await rowOf(run.id)).toMatchObject({
      status: 'failed',
      outcome_message: expect.stringMatching(/^What this run was asked to do cannot be read .* Ask for it again[.]$/),
    });
    expect(await describeRun(run.id)).toBeUndefined();
  });

  it('starts a run with the largest event a door lets in', async () => {
    const hook = await harness.makeHook();
    const body = (characters: number) => signGithubDelivery({ text: 'x'.repeat(characters) }, hook.secret);
    const send = ({ body: text, headers }: ReturnType<typeof body>) =>
      fetch(`${url}/hooks/${hook.hookId}`, { method: 'POST', body: text, headers });
    const answer = await send(body(1024 * 1024 - 20));
    expect(answer.status).toBe(202);
    const { data } = (await answer.json()) as { data: { runId: string } };
    expect((await until(() => describeRun(data.runId))).status.name).toBe('RUNNING');
  }, 30_000);

  it('starts a run whose event is larger than one message of Temporal may be, and its neighbours', async () => {
    const hook = await harness.makeHook();
    // Beyond the 4 MB of one gRPC message, which Temporal answers like an overload (RESOURCE_EXHAUSTED).
    const [large, neighbour] = await tenant(async (manager) => [
      await newRun(hook, manager, 'x'.repeat(5_000_000)),
      await newRun(hook, manager),
    ]);
    expect(await deliveredMessage(`start-run/${large.id}`)).toMatchObject({ attempts: 1, last_error: null });
    await until(() => describeRun(large.id));
    await until(() => describeRun(neighbour.id));
  }, 20_000);
});

describe('outages', () => {
  it('Temporal down: webhooks are committed with 202 and start once it is back', async () => {
    const hook = await harness.makeHook();
    harness.temporalCable.cut();
    const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(hook)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 202));
    const runIds = (await query(harness.db, 'select id from runs where rule_id = $1', [hook.ruleId])).rows.map(
      ({ id }) => String(id),
    );
    expect(runIds).toHaveLength(20);
    const health = await fetch(`${url}/health`);
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({ temporal: { status: 'down' }, postgres: { status: 'up' } });
    expect(await Promise.all(runIds.map(describeRun))).toEqual(runIds.map(() => undefined));
    harness.temporalCable.mend();
    for (const runId of runIds) expect((await until(() => describeRun(runId))).status.name).toBe('RUNNING');
  }, 60_000);

  it('Postgres down: 503 with a reason, and 202 again when it is back', async () => {
    const hook = await harness.makeHook();
    expect((await deliver(hook)).status).toBe(202);
    harness.postgresCable.cut();
    const answer = await deliver(hook);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ success: false, error: { code: 'postgres-unavailable' } });
    harness.postgresCable.mend();
    await until(async () => (await deliver(hook)).status === 202);
    await until(async () => {
      const { rows } = await query(
        harness.db,
        `select count(*)::int as waiting from inbox where rule_id = $1 and status <> 'started'`,
        [hook.ruleId],
      );
      return rows[0]!['waiting'] === 0;
    });
  }, 60_000);
});

describe('signals', () => {
  it('tells the workflow of a decision, which the row then confirms', async () => {
    const hook = await harness.makeHook();
    const run = await tenant((manager) => newRun(hook, manager));
    await until(() => describeRun(run.id));
    const { observatoryId, userId } = harness.ours;
    const approval = await tenant((manager) =>
      openApproval(manager, {
        scope: { observatoryId, runId: run.id, ruleId: hook.ruleId },
        records: [],
        stepPath: 'steps[1]',
        iteration: '',
        title: 'Really?',
        platform: 'twitter',
        action: 'twitter.create-post',
        actionData: { text: 'x' },
        riskLevel: 'low',
        riskReasons: [],
        expiresAt: '2030-01-01T00:00:00Z',
      }),
    );
    await tenant((manager) =>
      decideApproval(manager, {
        observatoryId,
        approvalId: approval.id,
        decision: 'approved',
        userId,
        via: 'admin',
        wake: true,
      }),
    );
    await deliveredMessage(`signal-approval/${approval.id}`);
    expect(await signalsOf(run.id)).toEqual(['decideApproval']);
  });

  it('tells the workflow of an event that it waits for', async () => {
    const hook = await harness.makeHook();
    const run = await tenant((manager) => newRun(hook, manager));
    await until(() => describeRun(run.id));
    const { observatoryId } = harness.ours;
    const wait = await tenant((manager) =>
      openEventWait(manager, {
        scope: { observatoryId, runId: run.id, ruleId: hook.ruleId },
        stepPath: 'steps[1]',
        iteration: '',
        event: 'order.paid',
        where: {},
        expiresAt: '2030-01-01T00:00:00Z',
      }),
    );
    const waitId = wait?.id ?? '';
    await lookBack(harness.db.database, { observatoryId, waitId });
    await tenant((manager) =>
      manager.query(
        `insert into events (observatory_id, source, name, dedupe_key, summary, body) values ($1, 'rules', 'order.paid', $2, 'A test', '{}')`,
        [observatoryId, run.id],
      ),
    );
    await deliveredMessage(`signal-event/${waitId}`);
    expect(await signalsOf(run.id)).toEqual(['eventArrived']);
  });

  it('counts a signal to a run that has ended as delivered', async () => {
    const hook = await harness.makeHook();
    const run = await tenant((manager) => newRun(hook, manager));
    await until(() => describeRun(run.id));
    await handleOf(run.id).terminate('over');
    const effectId = randomUUID();
    await tenant((manager) =>
      enqueue(manager, {
        observatoryId: harness.ours.observatoryId,
        topic: 'signal-effect',
        key: `signal-effect/${effectId}`,
        payload: { effectId, runId: run.id },
      }),
    );
    expect(await deliveredMessage(`signal-effect/${effectId}`)).toMatchObject({
      last_error: 'The run had ended already.',
    });
  });
});

describe('cancelling', () => {
  it('asks the workflow of a running run', async () => {
    const hook = await harness.makeHook();
    const run = await tenant((manager) => newRun(hook, manager));
    await until(() => describeRun(run.id));
    await tenant((manager) => requestCancel(manager, { observatoryId: harness.ours.observatoryId, runId: run.id }));
    await deliveredMessage(`cancel-run/${run.id}`);
    const { events } = await handleOf(run.id).fetchHistory();
    expect(events?.some((event) => event.workflowExecutionCancelRequestedEventAttributes)).toBe(true);
    expect(await rowOf(run.id)).toMatchObject({ status: 'queued' });
  });

  it('ends a run that has not begun, and it never begins', async () => {
    const hook = await harness.makeHook();
    const run = await tenant(async (manager) => {
      const made = await newRun(hook, manager);
      await manager.query(`update outbox set next_attempt_at = now() + interval '1 hour' where key = $1`, [
        `start-run/${made.id}`,
      ]);
      await requestCancel(manager, { observatoryId: harness.ours.observatoryId, runId: made.id });
      return made;
    });
    await deliveredMessage(`cancel-run/${run.id}`);
    expect(await rowOf(run.id)).toMatchObject({ status: 'cancelled' });
    await tenant((manager) =>
      manager.query(`update outbox set next_attempt_at = now() where key = $1`, [`start-run/${run.id}`]),
    );
    expect(await deliveredMessage(`start-run/${run.id}`)).toMatchObject({
      last_error: 'The run had ended before it began.',
    });
    expect(await describeRun(run.id)).toBeUndefined();
  });
});

describe('the reconciler', () => {
  const reconcile = () => reconciler.reconcile({ quietSeconds: 0 });
  const driftOf = async (runId: string) => (await reconcile()).drift.filter((entry) => entry.runId === runId);
  const startedRun = async () => {
    const hook = await harness.makeHook();
    const run = await tenant((manager) => newRun(hook, manager));
    await until(() => describeRun(run.id));
    await deliveredMessage(`start-run/${run.id}`);
    return run;
  };

  it('leaves alone what agrees', async () => {
    const run = await startedRun();
    expect(await driftOf(run.id)).toEqual([]);
    expect(await rowOf(run.id)).toMatchObject({ status: 'queued' });
  });

  it('closes the row of a run whose workflow was terminated', async () => {
    const run = await startedRun();
    await handleOf(run.id).terminate('by hand');
    expect(await driftOf(run.id)).toMatchObject([{ kind: 'workflow-closed', mended: true }]);
    expect(await rowOf(run.id)).toMatchObject({
      status: 'cancelled',
      outcome_message: 'The workflow was terminated in Temporal.',
    });
    expect(await driftOf(run.id)).toEqual([]);
  });

  it('lists a run that Temporal no longer knows, and neither closes it nor starts it again', async () => {
    const hook = await harness.makeHook();
    const run = await tenant(async (manager) => {
      const made = await newRun(hook, manager);
      await manager.query(`update outbox set delivered_at = now() where key = $1`, [`start-run/${made.id}`]);
      return made;
    });
    expect(await driftOf(run.id)).toMatchObject([{ kind: 'workflow-missing', mended: false }]);
    expect(await rowOf(run.id)).toMatchObject({ status: 'queued', finished_at: null });
    expect(await describeRun(run.id)).toBeUndefined();
  });

  it('settles what a run that has ended left open', async () => {
    const run = await startedRun();
    await handleOf(run.id).terminate('by hand');
    await driftOf(run.id);
    await tenant(async (manager) => {
      await manager.query(
        `insert into effects (observatory_id, run_id, step_path, key, platform, action, effect, input_hash, state, attempts, sent_at)
         select observatory_id, id, 'steps[0]', id || '/steps[0]/0', 'gmail', 'gmail.send-email', 'write', 'x', 'sent', 1, now()
         from runs where id = $1`,
        [run.id],
      );
      await manager.query(
        `insert into approval_requests (observatory_id, run_id, step_path, title, platform, action, action_data, action_hash, risk_level, expires_at)
         select observatory_id, id, 'steps[1]', 'Send?', 'gmail', 'gmail.send-email', '{}', 'x', 'low', now() + interval '1 day'
         from runs where id = $1`,
        [run.id],
      );
    });
    expect(await driftOf(run.id)).toMatchObject([{ kind: 'left-open', mended: true }]);
    const left: unknown = await tenant((manager) =>
      manager.query(
        `select e.state, a.status from effects e join approval_requests a on a.run_id = e.run_id where e.run_id = $1`,
        [run.id],
      ),
    );
    expect(left).toEqual([{ state: 'unknown', status: 'cancelled' }]);
    expect(await driftOf(run.id)).toEqual([]);
  });

  it('starts a run that nobody was going to start', async () => {
    const hook = await harness.makeHook();
    const runId = randomUUID();
    await query(
      harness.db,
      `insert into runs (id, observatory_id, rule_id, rule_version_id, plan_hash, trigger_type, trigger_summary, event) values ($1, $2, $3, $4, $5, 'manual', 's', '{}')`,
      [runId, harness.ours.observatoryId, hook.ruleId, hook.versionId, plan.hash],
    );
    expect(await driftOf(runId)).toMatchObject([{ kind: 'start-lost', mended: true }]);
    await until(() => describeRun(runId));
  });

  it('lists workflows whose row has ended or is missing', async () => {
    const run = await startedRun();
    await tenant((manager) =>
      closeRun(manager, {
        scope: { observatoryId: harness.ours.observatoryId, runId: run.id },
        records: [],
        status: 'failed',
      }),
    );
    const stray = randomUUID();
    await harness.client.workflow.start('runPlan', {
      workflowId: workflowIdOfRun(stray),
      taskQueue: harness.config.temporal.taskQueue,
      args: [],
    });
    // Temporal's list follows with a short delay.
    await until(async () => (await driftOf(run.id)).some(({ kind, mended }) => kind === 'row-closed' && !mended));
    await until(async () =>
      (await reconcile()).drift.some(
        ({ temporalId, kind }) => temporalId === workflowIdOfRun(stray) && kind === 'row-missing',
      ),
    );
    await handleOf(stray).terminate('over');
  }, 30_000);

  it('says when it could not compare', async () => {
    harness.temporalCable.cut();
    expect(await reconcile()).toMatchObject({ failure: 'Postgres or Temporal does not answer.' });
    harness.temporalCable.mend();
    await until(async () => (await reconcile()).failure === null);
  }, 30_000);
});
