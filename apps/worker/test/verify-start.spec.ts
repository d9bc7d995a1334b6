import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { workflowIdOfRun, type Plan } from '@jarvis/plan';
import { StartVerifier } from '../src/activities/verify-start.js';
import { startObservatory, type TestObservatory } from './support/observatory.js';
import { log, planOf } from './support/plans.js';

let observatory: TestObservatory;
beforeAll(async () => {
  observatory = await startObservatory();
});
afterAll(() => observatory.stop());

/** A run without a rule, whose row keeps `kept`, and what speaks against a workflow of it that comes with `came`. */
async function objectionTo(came: object, kept: object): Promise<string | undefined> {
  const { admin, database, observatoryId } = observatory;
  const runId = randomUUID();
  const planHash = planOf([log('one', 'One')]).hash;
  await admin.query(
    `insert into runs (id, observatory_id, plan, plan_hash, trigger_type, trigger_summary) values ($1, $2, $3, $4, 'manual', 'A test')`,
    [runId, observatoryId, JSON.stringify(kept), planHash],
  );
  return new StartVerifier(database).findObjection({
    observatoryId,
    runId,
    ruleId: undefined,
    // As the activity gets it: what is in it was checked by whichever version began the workflow.
    opening: { type: 'manual', summary: 'A test', planHash, plan: came as Plan },
    workflowId: workflowIdOfRun(runId),
  });
}

const plan = planOf([log('one', 'One')]);
/** Of before there were variables. */
const before = { ...plan, vars: undefined };

it('lets a run of a plan of its own begin', async () => {
  expect(await objectionTo(plan, plan)).toBeUndefined();
});

it('also when a default was added since its plan was made', async () => {
  expect(await objectionTo(plan, before)).toBeUndefined();
});

it('refuses a plan that it cannot read, in words', async () => {
  const unreadable = { ...plan, format: 99 };
  expect(await objectionTo(unreadable, unreadable)).toBe('its plan cannot be read by this version of Jarvis');
  expect(await objectionTo(plan, unreadable)).toContain('not the one that is kept here');
});

it('refuses another plan under the same hash', async () => {
  expect(await objectionTo({ ...planOf([log('two', 'Two')]), hash: plan.hash }, plan)).toContain('not the one');
});
