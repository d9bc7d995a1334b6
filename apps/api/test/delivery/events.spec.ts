import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { closeRun, listen, requestRun } from '@jarvis/database';
import { workflowIdOfRun } from '@jarvis/plan';
import { until } from '@jarvis/testing';
import { plan, query, startHarness, type Harness } from './harness.js';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

it('a rule that listens is started once, also when no API was there as the event came, and two come back at once', async () => {
  const [failing, listening] = [await harness.makeHook(), await harness.makeHook()];
  const { observatoryId } = harness.ours;
  await harness.db.database.tenant(observatoryId, async (manager) => {
    const { ruleId, versionId } = failing;
    await listen(manager, { observatoryId, ruleId: listening.ruleId, to: { source: 'jarvis', name: 'run.failed' } });
    const run = await requestRun(manager, {
      observatoryId,
      ruleId,
      ruleVersionId: versionId,
      planHash: plan.hash,
      triggerType: 'manual',
      triggerSummary: 'By hand',
      event: {},
    });
    const scope = { runId: run.id, observatoryId, ruleId };
    await closeRun(manager, { scope, records: [], status: 'failed', message: 'X refused the post.' });
  });

  await Promise.all([harness.startApp(), harness.startApp()]);
  const started = await until(async () => {
    const { rows } = await query(
      harness.db,
      `select r.id, r.event from runs r join outbox o on o.key = 'start-run/' || r.id
       where r.rule_id = $1 and o.delivered_at is not null`,
      [listening.ruleId],
    );
    return rows.length > 0 && rows;
  });
  expect(started).toMatchObject([{ event: { message: 'X refused the post.' } }]);
  const handle = harness.client.workflow.getHandle(workflowIdOfRun(String(started[0]?.['id'])));
  expect(await handle.describe()).toMatchObject({ type: 'runPlan', status: { name: 'RUNNING' } });
  const { rows } = await query(harness.db, 'select count(*)::int as n from runs where rule_id = $1', [
    listening.ruleId,
  ]);
  expect(rows).toEqual([{ n: 1 }]);
});
