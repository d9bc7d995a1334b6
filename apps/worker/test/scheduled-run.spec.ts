import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { WORKFLOW_TYPE, type RunInput } from '@jarvis/plan';
import { until } from '@jarvis/testing';
import { Engine } from './support/engine.js';
import { named } from './support/plans.js';

let engine: Engine;

beforeAll(async () => {
  engine = await Engine.start();
}, 180_000);
afterAll(() => engine.stop());

/** A rule with a schedule in Temporal that never fires by itself. */
async function arrange(trigger: Record<string, unknown>, summary = `Every hour ${randomUUID()}`) {
  const plan = named({
    format: 1,
    hash: 'f'.repeat(64),
    name: 'Scheduled',
    kind: 'rule',
    title: 'Report of ${{ event.scheduledAt }}',
    nodes: [
      {
        kind: 'stop',
        id: 'end',
        path: 'steps[0]',
        name: 'End',
        outcome: 'succeeded',
        message: 'Due ${{ event.scheduledAt }} ${{ trigger.kind }} ${{ trigger.receivedAt == event.scheduledAt }}',
      },
    ],
  });
  const rule = await engine.publish(plan, { trigger });
  const input: RunInput = {
    runId: rule.id,
    observatoryId: engine.observatoryId,
    rule,
    plan,
    trigger: { type: 'schedule', summary },
    event: {},
  };
  const schedule = await engine.client.schedule.create({
    scheduleId: `test-${randomUUID()}`,
    spec: { intervals: [{ every: '1 hour' }] },
    policies: { overlap: 'ALLOW_ALL' },
    action: {
      type: 'startWorkflow',
      workflowType: WORKFLOW_TYPE,
      workflowId: `scheduled-${rule.id}`,
      taskQueue: engine.taskQueue,
      args: [input],
    },
  });
  return { rule, schedule, summary };
}

it.each([
  ['once', 1],
  [undefined, 5],
])('of five times that are made up at once, `missed: %s` makes %s', async (missed, count) => {
  const { rule, schedule, summary } = await arrange({
    kind: 'schedule',
    every: '1h',
    overlap: 'allow-all',
    ...(missed && { missed }),
  });
  try {
    const hour = 3_600_000;
    const start = new Date(Math.floor(Date.now() / hour) * hour - 5 * hour);
    await schedule.backfill([{ start, end: new Date(start.getTime() + 5 * hour - 1), overlap: 'ALLOW_ALL' }]);
    const query = `WorkflowId STARTS_WITH 'scheduled-${rule.id}' AND ExecutionStatus = 'Completed'`;
    await until(async () => (await engine.client.workflow.count(query)).count === 5);
    const runs = await engine.rows(`select status from runs where trigger_summary = '${summary}'`);
    expect(runs).toEqual(Array(count).fill({ status: 'succeeded' }));
  } finally {
    await schedule.delete();
  }
});

it('gives every start by a schedule a run of its own, with the time it was due', async () => {
  const { rule, schedule } = await arrange({ kind: 'schedule', every: '1h' }, 'Every hour');
  try {
    for (let start = 0; start < 2; start += 1) {
      await schedule.trigger();
      // Ids of scheduled workflows differ by the second.
      await new Promise((resolve) => setTimeout(resolve, 1100));
    }
    await engine.awaitRow(
      `select 1 from runs where trigger_summary = 'Every hour' and status = 'succeeded' having count(*) = 2`,
      [],
    );
    const runs = await engine.rows(`select * from runs where trigger_summary = 'Every hour'`);
    expect(new Set(runs.map(({ id }) => id)).size).toBe(2);
    for (const run of runs) {
      expect(run['id']).not.toBe(rule.id);
      expect(run['workflow_id']).toMatch(/^scheduled-/);
      expect(run['outcome_message']).toMatch(/^Due 20\d\d-.* schedule true$/);
      expect(run['title']).toMatch(/^Report of 20\d\d-/);
    }
  } finally {
    await schedule.delete();
  }
}, 120_000);
