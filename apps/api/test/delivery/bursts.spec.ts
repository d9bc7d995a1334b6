import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AutomationRule, requestRun, RuleVersion } from '@jarvis/database';
import { workflowIdOfCarrier, workflowIdOfRun } from '@jarvis/plan';
import { until } from '@jarvis/testing';
import { query, startHarness, type Harness } from './harness.js';

jest.setTimeout(120_000);

const note = {
  kind: 'action',
  id: 'note',
  path: 'steps[0]',
  name: 'Note',
  onError: 'fail',
  lane: 'local',
  timeoutMs: 5000,
  retry: { maximumAttempts: 3, initialIntervalMs: 100, backoffCoefficient: 2, maximumIntervalMs: 1000 },
  uses: 'core.log',
  with: { title: 'x' },
  effect: 'write',
};
const pause = { kind: 'wait', id: 'pause', path: 'steps[1]', name: 'Pause', onError: 'fail', forMs: 3_600_000 };
const planOf = (nodes: object[], hash: string) => ({ format: 1, hash, name: 'Rule', kind: 'rule', vars: {}, nodes });

/** Nobody works on the task queue, so what is started stays where it is. */
describe('many runs of one rule that wait to be started', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
    await harness.startApp();
    await harness.startApp();
  });
  afterAll(() => harness.stop());

  async function queue(plan: ReturnType<typeof planOf>, count: number): Promise<string[]> {
    const { observatoryId } = harness.ours;
    return harness.db.database.tenant(observatoryId, async (manager) => {
      const rule = await manager.save(
        manager.create(AutomationRule, {
          observatoryId,
          name: 'Rule',
          triggerType: 'manual',
          draft: {},
          enabled: true,
        }),
      );
      const { id: ruleVersionId } = await manager.save(
        manager.create(RuleVersion, {
          observatoryId,
          ruleId: rule.id,
          version: 1,
          definition: {},
          plan,
          planHash: plan.hash,
        }),
      );
      const ids: string[] = [];
      for (let index = 0; index < count; index += 1) {
        const run = await requestRun(manager, {
          observatoryId,
          ruleId: rule.id,
          ruleVersionId,
          planHash: plan.hash,
          triggerType: 'manual',
          triggerSummary: 'By hand',
          event: null,
        });
        ids.push(run.id);
      }
      return ids;
    });
  }

  const statusOf = (workflowId: string) =>
    harness.client.workflow
      .getHandle(workflowId)
      .describe()
      .then(
        ({ status }) => status.name,
        () => undefined,
      );
  const open = async (ids: string[]) =>
    (
      await query(
        harness.db,
        `select count(*)::int as n from outbox where delivered_at is null and payload->>'runId' = any($1)`,
        [ids],
      )
    ).rows[0]?.['n'];
  const isStarted = async (ids: string[]) => (await open(ids)) === 0;
  const carriersOf = async (ids: string[]) =>
    (await Promise.all(ids.map((id) => statusOf(workflowIdOfCarrier(id))))).filter((status) => status !== undefined);

  it('are started one by one when a step may wait', async () => {
    const ids = await queue(planOf([note, pause], 'a'.repeat(64)), 30);
    await until(() => isStarted(ids), { patienceMs: 30_000 });
    expect(await carriersOf(ids)).toEqual([]);
    for (const id of ids) expect(await statusOf(workflowIdOfRun(id))).toBe('RUNNING');
  });

  it('go to few carriers when their steps are short, and are started alone when those are lost', async () => {
    const ids = await queue(planOf([note], 'b'.repeat(64)), 120);
    await until(async () => (await carriersOf(ids)).length > 0, { patienceMs: 30_000 });
    // Nobody works, so some are started alone: the others are not held up.
    const alone = async () =>
      (await Promise.all(ids.map((id) => statusOf(workflowIdOfRun(id))))).filter((status) => status === 'RUNNING')
        .length;
    const carriers = await carriersOf(ids);
    expect(carriers.length).toBeLessThanOrEqual(6);
    // The time of their lease.
    const lapse = () =>
      query(
        harness.db,
        `update outbox set next_attempt_at = now() where delivered_at is null and payload->>'runId' = any($1)`,
        [ids],
      );
    await until(
      async () => {
        await lapse();
        return isStarted(ids);
      },
      { patienceMs: 60_000, everyMs: 1000 },
    );
    expect(await alone()).toBe(120);
  });
});
