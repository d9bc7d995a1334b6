import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { testTemporal, type TestTemporal } from '@jarvis/testing';
import { workflowIdOfRun, WORKFLOW_TYPE, type RunInput } from '@jarvis/plan';
import { Client, Connection } from '@temporalio/client';
import { startOptionsOfRun } from '../../src/relay/start-options.js';

jest.setTimeout(120_000);

const taskQueue = `turns-${randomUUID()}`;
let temporal: TestTemporal;
let connection: Connection;
let client: Client;
beforeAll(async () => {
  temporal = await testTemporal();
  connection = await Connection.connect({ address: temporal.address });
  client = new Client({ connection, namespace: temporal.namespace });
});
afterAll(async () => {
  for await (const { workflowId } of client.workflow.list({ query: `TaskQueue = '${taskQueue}'` })) {
    await client.workflow
      .getHandle(workflowId)
      .terminate('The test is over.')
      .catch(() => undefined);
  }
  await connection.close();
  await temporal.stop();
});

function inputOf(observatoryId: string, ruleId: string): RunInput {
  return {
    runId: randomUUID(),
    observatoryId,
    rule: { id: ruleId, name: 'A rule', version: 1 },
    plan: { format: 1, hash: '0'.repeat(64), name: 'A rule', kind: 'rule', vars: {}, nodes: [] },
    trigger: { type: 'webhook', summary: 'A test' },
    event: {},
  };
}

it('gives a rule its turn on the task queue, whatever another rule of the same observatory has sent there', async () => {
  const observatoryId = randomUUID();
  const [busy, neighbour] = [randomUUID(), randomUUID()];
  const surroundings = { taskQueue, kind: 'rule', adminUrl: 'http://127.0.0.1:3000' };
  const start = async (ruleId: string, count: number) => {
    const inputs = Array.from({ length: count }, () => inputOf(observatoryId, ruleId));
    for (const input of inputs) {
      await client.workflow.start(WORKFLOW_TYPE, startOptionsOfRun(input, surroundings));
    }
    return inputs.map(({ runId }) => runId);
  };
  // Nobody works there yet: a backlog.
  await start(busy, 40);
  const ours = await start(neighbour, 3);

  const order: string[] = [];
  for (let task = 0; task < 43; task += 1) {
    const { workflowExecution } = await connection.withDeadline(Date.now() + 60_000, () =>
      connection.workflowService.pollWorkflowTaskQueue({
        namespace: temporal.namespace,
        taskQueue: { name: taskQueue },
        identity: 'a test',
      }),
    );
    order.push(workflowExecution?.workflowId ?? '');
  }
  const places = ours.map((runId) => order.indexOf(workflowIdOfRun(runId)));
  expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
  // Of two rules each has every second turn; the first tasks may have been handed out before ours were there.
  expect(Math.max(...places)).toBeLessThan(20);
});
