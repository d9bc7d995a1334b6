import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { EncryptionCodec } from '@jarvis/payload-codec';
import { workflowIdOfRun, WORKFLOW_TYPE, type RunInput } from '@jarvis/plan';
import { createWorkspace } from '@jarvis/testing';
import { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter, RawValue } from '@temporalio/common';
import { z } from 'zod';
import { Engine } from './support/engine.js';
import { approvalOf, log, named, planOf, post, reviewedPost } from './support/plans.js';

jest.setTimeout(120_000);

let engine: Engine;
let connection: Connection;
/** Somebody who can reach Temporal, and has no key. */
let stranger: Client;

beforeAll(async () => {
  engine = await Engine.start({ JARVIS_ALLOW_SIGNAL_DECISIONS: 'true' });
  connection = await Connection.connect({ address: engine.temporal.address });
  stranger = new Client({ connection, namespace: engine.temporal.namespace });
}, 180_000);
afterAll(async () => {
  await connection.close();
  await engine.stop();
});

const start = (client: Client, workflowId: string, input: unknown) =>
  client.workflow.execute(WORKFLOW_TYPE, { taskQueue: engine.taskQueue, workflowId, args: [input] });
const asRun = (client: Client, input: RunInput) => start(client, workflowIdOfRun(input.runId), input);
/** The stranger cannot read why; we can. */
async function byStranger(workflowId: string, input: unknown): Promise<unknown> {
  await stranger.workflow.start(WORKFLOW_TYPE, { taskQueue: engine.taskQueue, workflowId, args: [input] });
  return engine.client.workflow.getHandle(workflowId).result();
}
const rowOf = async (runId: string) => (await engine.rows('select * from runs where id = $1', [runId]))[0];
const refused = (words: string) => ({
  cause: { type: 'NotOurs', nonRetryable: true, message: expect.stringContaining(words) },
});
const stepsOf = (runId: string) => engine.rows('select 1 from run_steps where run_id = $1', [runId]);

describe('a workflow that this installation did not ask for does nothing', () => {
  it('a plain input, as from Temporal UI, even for a run that waits to be started', async () => {
    const input = await engine.queue(planOf([log('one', 'One')]));
    await expect(byStranger(workflowIdOfRun(input.runId), input)).rejects.toMatchObject(refused('not sealed for it'));
    expect(await rowOf(input.runId)).toMatchObject({ status: 'queued', workflow_id: null });
    expect(await stepsOf(input.runId)).toEqual([]);
  });

  it('an input sealed for another workflow', async () => {
    const [genuine, other] = [await engine.queue(planOf([log('one', 'One')])), randomUUID()];
    const codec = new EncryptionCodec([{ id: 'k1', key: engine.encryptionKey }]);
    const [sealed] = codec.encodeFor(workflowIdOfRun(genuine.runId), [defaultPayloadConverter.toPayload(genuine)]);
    await expect(byStranger(workflowIdOfRun(other), new RawValue(sealed!))).rejects.toMatchObject(
      refused('not sealed for it'),
    );
    expect(await rowOf(genuine.runId)).toMatchObject({ status: 'queued' });
  });

  it('a plan of somebody’s own under the hash of the published one', async () => {
    const input = await engine.queue(planOf([log('one', 'One')]));
    const forged = { ...planOf([log('two', 'Two')]), hash: input.plan.hash };
    await expect(asRun(engine.client, { ...input, plan: forged })).rejects.toMatchObject(refused('plan'));
    expect(await rowOf(input.runId)).toMatchObject({ status: 'queued' });
    expect(await stepsOf(input.runId)).toEqual([]);
  });

  it('a plan nobody published, whole and with its right hash', async () => {
    const input = await engine.queue(planOf([log('one', 'One')]));
    const other = planOf([log('two', 'Two')]);
    await expect(asRun(engine.client, { ...input, plan: other })).rejects.toMatchObject(refused('plan'));
    const ruled = { ...input, rule: await engine.publish(input.plan, { trigger: { kind: 'manual' } }) };
    await expect(asRun(engine.client, { ...ruled, plan: other })).rejects.toMatchObject(refused('plan'));
    expect(await rowOf(input.runId)).toMatchObject({ status: 'queued' });
  });

  it('a run without a row, and the row of another observatory', async () => {
    const input = await engine.queue(planOf([log('one', 'One')]));
    const { observatoryId } = await createWorkspace(engine.db);
    for (const foreign of [{ observatoryId }, { runId: randomUUID() }])
      await expect(asRun(engine.client, { ...input, ...foreign })).rejects.toMatchObject(refused('is not run'));
    await expect(start(engine.client, `run-${randomUUID()}`, input)).rejects.toMatchObject(refused('workflow id'));
    expect(await rowOf(input.runId)).toMatchObject({ status: 'queued' });
  });

  it('a run that has ended stays as it ended', async () => {
    const { runId, handle } = await engine.run(planOf([log('one', 'One')]));
    await handle.result();
    const before = await rowOf(runId);
    const input: RunInput = {
      runId,
      observatoryId: engine.observatoryId,
      plan: planOf([log('one', 'One')]),
      trigger: { type: 'manual', summary: 'Again' },
      event: {},
    };
    await expect(asRun(engine.client, input)).rejects.toMatchObject(refused('has ended'));
    expect(await rowOf(runId)).toEqual(before);
  });

  it('a scheduled start of a rule that is off, has no schedule, or is not there', async () => {
    const plan = named({ ...planOf([log('one', 'One')]), name: 'Scheduled' });
    const rule = await engine.publish(plan, { trigger: { kind: 'manual' } });
    const input: RunInput = {
      runId: rule.id,
      observatoryId: engine.observatoryId,
      rule,
      plan,
      trigger: { type: 'schedule', summary: 'Every hour' },
      event: {},
    };
    const due = (id: string) => `scheduled-${id}-2026-11-21T10:00:00Z`;
    await expect(start(engine.client, due(rule.id), input)).rejects.toMatchObject(refused('no run here waits'));
    const timed = await engine.publish(plan, { trigger: { kind: 'schedule', every: '1h' } });
    await engine.rows('update automation_rules set enabled = false where id = $1', [timed.id]);
    await expect(start(engine.client, due(timed.id), { ...input, rule: timed })).rejects.toMatchObject(
      refused('no run here waits'),
    );
    const nowhere = { ...rule, id: randomUUID() };
    await expect(start(engine.client, due(nowhere.id), { ...input, rule: nowhere })).rejects.toMatchObject(
      refused('plan'),
    );
    await expect(start(engine.client, 'anything', { ...input, rule: timed })).rejects.toMatchObject(
      refused('workflow id'),
    );
    expect(await engine.rows('select 1 from runs where rule_id = any($1)', [[rule.id, timed.id]])).toEqual([]);
  });
});

it('uses no answer that somebody else gave for a step, and says so', async () => {
  const held = post(engine.twitter, `Held back ${randomUUID()}`, { gatedBy: 'ok', timeoutMs: 30_000 });
  await engine.fail({ platform: 'twitter', kind: 'timeout-after-accept', holdMs: 8000 });
  const { runId, handle } = await engine.run(planOf([approvalOf(held), held]));
  const { id } = await engine.pendingApproval(runId);
  await handle.signal('decideApproval', { approvalId: String(id), decision: 'approved' });
  await engine.awaitRow(`select 1 from effects where run_id = $1 and state = 'sent'`, [runId]);
  const { raw } = await handle.describe();
  const activityId = z.string().parse(raw.pendingActivities?.[0]?.activityId);
  await stranger.activity.complete({ workflowId: handle.workflowId, activityId }, { output: { id: 'forged' } });
  await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'StepFailed' } });
  const [run] = await engine.rows('select error from runs where id = $1', [runId]);
  expect(run).toMatchObject({
    error: { code: 'ForeignAnswer', message: expect.stringContaining('not sealed by a worker') },
  });
  expect(await engine.rows('select state from effects where run_id = $1', [runId])).toEqual([{ state: 'unknown' }]);
});

it('is not stopped by a signal that nobody can open', async () => {
  const { runId, handle } = await engine.run(reviewedPost(engine.twitter, 'Signalled with rubbish'));
  await engine.pendingApproval(runId);
  const foreign = new EncryptionCodec([{ id: 'k1', key: randomBytes(32) }]);
  const [sealed] = foreign.encodeFor(handle.workflowId, [defaultPayloadConverter.toPayload({ decision: 'approved' })]);
  await stranger.workflow.getHandle(handle.workflowId).signal('decideApproval', new RawValue(sealed!));
  await handle.cancel();
  await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
});

it('runs no activity that somebody else starts', async () => {
  const started = await stranger.activity.start('recordProgress', {
    id: randomUUID(),
    taskQueue: engine.taskQueue,
    args: [{ runId: randomUUID(), observatoryId: engine.observatoryId, status: 'running' }],
    startToCloseTimeout: '30s',
  });
  // The stranger cannot read why; we can.
  const { activityId } = started;
  await expect(engine.client.activity.getHandle(activityId).result()).rejects.toMatchObject({
    cause: { type: 'NotOurs' },
  });
});

it('still takes a plain signal for a wake-up, which decides where the installation allows it', async () => {
  const { runId, handle } = await engine.run(reviewedPost(engine.twitter, 'Decided from the command line'));
  const { id } = await engine.pendingApproval(runId);
  const signalled = stranger.workflow.getHandle(handle.workflowId);
  await signalled.signal('decideApproval', 'rubbish');
  await signalled.signal('decideApproval', { approvalId: String(id), decision: 'rejected' });
  await expect(handle.result()).resolves.toMatchObject({ status: 'rejected' });
  const [approval] = await engine.rows('select status, responded_via from approval_requests where id = $1', [id]);
  expect(approval).toEqual({ status: 'rejected', responded_via: 'signal' });
});

describe('a rule that allows no self-approval', () => {
  const selfless = (text: string) => {
    const gated = post(engine.twitter, text, { gatedBy: 'ok' });
    return planOf([approvalOf(gated, { selfApproval: false }), gated]);
  };

  it('lets no signal approve, even where signals decide, since nobody knows who sent it', async () => {
    const text = `Approved by nobody ${randomUUID()}`;
    const { runId, handle } = await engine.run(selfless(text));
    const id = String((await engine.pendingApproval(runId))['id']);
    await stranger.workflow.getHandle(handle.workflowId).signal('decideApproval', {
      approvalId: id,
      decision: 'approved',
      by: engine.userId,
    });
    const line = await engine.awaitRow(
      `select metadata from audit_log where entity_id = $1 and action = 'approval.signal-refused'`,
      [id],
    );
    expect(line).toEqual({ metadata: { decision: 'approved', claimedBy: engine.userId } });
    expect(await engine.pendingApproval(runId)).toMatchObject({ id, responded_by: null, approved_hash: null });
    await engine.awaitRow(`select id from activity_logs where run_id = $1 and title like 'Somebody asked by signal%'`, [
      runId,
    ]);
    expect(engine.posts(text)).toEqual([]);
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
    expect(engine.posts(text)).toEqual([]);
  });

  it('lets a signal reject, which does nothing', async () => {
    const text = `Rejected by somebody ${randomUUID()}`;
    const { runId, handle } = await engine.run(selfless(text));
    const id = String((await engine.pendingApproval(runId))['id']);
    await stranger.workflow
      .getHandle(handle.workflowId)
      .signal('decideApproval', { approvalId: id, decision: 'rejected' });
    await handle.result();
    expect(await engine.rows('select status, responded_via from approval_requests where id = $1', [id])).toEqual([
      { status: 'rejected', responded_via: 'signal' },
    ]);
    expect(engine.posts(text)).toEqual([]);
  });
});
