import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { testTemporal, until, type TestTemporal } from '@jarvis/testing';
import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { TemporalGateway } from '../src/infrastructure/temporal-gateway.js';
import { ReconcilerService } from '../src/relay/reconciler.service.js';
import { TestApi, type Person } from './support/api.js';
import { hello, publishRule } from './support/rules.js';

jest.setTimeout(120_000);

const taskQueue = `stuck-${randomUUID()}`;
let api: TestApi;
let temporal: TestTemporal;
let client: Client;
let owner: Person;
let ruleId: string;
beforeAll(async () => {
  temporal = await testTemporal();
  api = await TestApi.start({
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    TEMPORAL_REHEARSAL_NAMESPACE: temporal.rehearsalNamespace,
    TEMPORAL_TASK_QUEUE: taskQueue,
    JARVIS_ENCRYPTION_KEYS: `t1:${randomBytes(32).toString('base64')}`,
    JWT_SECRET: randomBytes(48).toString('base64'),
  });
  client = await api.app.get(TemporalGateway).client();
  owner = await api.observatory();
  ({ ruleId } = await publishRule(api, owner.token, hello));
});
afterAll(async () => {
  await api.stop();
  await temporal.stop();
});

const workflowOf = (runId: string) => client.workflow.getHandle(`run-${runId}`);
const begins = (runId: string) =>
  until(() =>
    workflowOf(runId)
      .describe()
      .then(() => true)
      .catch(() => false),
  );
async function startRun(): Promise<string> {
  const reply = await api.call('POST', `/api/v1/rules/${ruleId}/run`, { token: owner.token, body: { event: {} } });
  const { runId } = reply.data(z.object({ runId: z.uuid() }));
  await begins(runId);
  return runId;
}

/** The next task, as a worker takes it. */
async function takeTask(): Promise<Uint8Array> {
  const poll = { namespace: temporal.namespace, taskQueue: { name: taskQueue }, identity: 'a worker of this test' };
  const { taskToken } = await api.app
    .get(TemporalGateway)
    .within(() => client.workflowService.pollWorkflowTaskQueue(poll), 60_000);
  return taskToken;
}
/** What a worker says that cannot replay a history. */
async function failTasks(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await client.workflowService.respondWorkflowTaskFailed({
      namespace: temporal.namespace,
      taskToken: await takeTask(),
      failure: { message: '[TMPRL1100] Nondeterminism error' },
    });
  }
}
/** What a newer worker says that can: the workflow has done its task, and now waits. */
async function doTask(): Promise<void> {
  await client.workflowService.respondWorkflowTaskCompleted({
    namespace: temporal.namespace,
    taskToken: await takeTask(),
  });
}

const Entry = z.looseObject({ id: z.uuid(), runId: z.uuid().nullable() });
const Report = z.looseObject({ open: z.array(Entry) });
async function findOpen(runId: string) {
  await api.app.get(ReconcilerService).reconcile({ quietSeconds: 0 });
  const { open } = (await api.call('GET', '/api/v1/drift', { token: owner.token })).data(Report);
  return open.find((entry) => entry.runId === runId);
}
const listed = (runId: string) => until(() => findOpen(runId));
const close = (entry: { id: string }) =>
  api.call('POST', `/api/v1/drift/${entry.id}/repair`, { token: owner.token, body: { repair: 'close' } });
const rowOf = async (runId: string) => (await api.query('select * from runs where id = $1', [runId]))[0];

describe('a run whose workflow task fails again and again', () => {
  it('is listed, closed as failed on demand with its workflow, and can be run again', async () => {
    const runId = await startRun();
    expect(await findOpen(runId)).toBeUndefined();
    await failTasks(3);
    expect(await findOpen(runId)).toBeUndefined();
    await failTasks(1);
    const entry = await listed(runId);
    expect(entry).toMatchObject({ kind: 'workflow-stuck', ruleName: 'Say hello', repairs: ['close'] });
    expect(entry).toMatchObject({ message: expect.stringContaining('failed or ran out of time 4 times in a row') });

    expect((await close(entry)).body).toMatchObject({ data: { runId } });
    expect((await workflowOf(runId).describe()).status.name).toBe('TERMINATED');
    expect(await rowOf(runId)).toMatchObject({ status: 'failed', error: { code: 'reconciled' } });
    expect(await findOpen(runId)).toBeUndefined();
    const replay = await api.call('POST', `/api/v1/runs/${runId}/replay`, {
      token: owner.token,
      body: { version: 'same' },
    });
    const again = replay.data(z.object({ runId: z.uuid() })).runId;
    await begins(again);
    await doTask();
  });

  it('is not ended once a try has succeeded', async () => {
    const runId = await startRun();
    await failTasks(4);
    const entry = await listed(runId);
    await doTask();
    expect((await close(entry)).error).toMatchObject({ code: 'no-longer-so' });
    expect((await workflowOf(runId).describe()).status.name).toBe('RUNNING');
  });
});
