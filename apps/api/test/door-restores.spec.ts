import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Plan, WORKFLOW_TYPE, workflowIdOfRun } from '@jarvis/plan';
import { until } from '@jarvis/testing';
import { z } from 'zod';
import { TemporalGateway } from '../src/infrastructure/temporal-gateway.js';
import { ReconcilerService } from '../src/relay/reconciler.service.js';
import { attributesForTemporal } from '../src/relay/temporal-words.js';
import { TestInstallation } from './support/installation.js';

jest.setTimeout(120_000);

let installation: TestInstallation;
let connectionId: string;
beforeAll(async () => {
  installation = await TestInstallation.start();
  connectionId = await installation.connect('twitter', { accessToken: 'sandbox-token' });
});
afterAll(() => installation.stop());

const Entry = z.looseObject({ id: z.uuid(), temporalId: z.string(), repairs: z.array(z.string()) });
const Outcome = z.looseObject({ runId: z.uuid(), status: z.string() });
const call = (headers: Record<string, string>, body: unknown) =>
  installation.call('POST', 'integrations/twitter/tweet', { headers, body });
const rowOf = async (runId: string) => (await installation.api.query('select * from runs where id = $1', [runId]))[0];
/** As the page of repairs shows it. */
const listed = (runId: string) =>
  until(async () => {
    await installation.api.app.get(ReconcilerService).reconcile({ quietSeconds: 0 });
    const { open } = (await installation.call('GET', 'drift')).data(z.looseObject({ open: z.array(Entry) }));
    return open.find(({ temporalId }) => temporalId === workflowIdOfRun(runId));
  });
const adopt = ({ id }: { id: string }) =>
  installation.call('POST', `drift/${id}/repair`, { body: { repair: 'adopt' } });

describe('the database was restored to before the call of a door', () => {
  it('its run is made again on demand: it asks again, does it once, and answers to the key of its call', async () => {
    const [headers, body] = [{ 'idempotency-key': randomUUID() }, { text: `Costs \${{ 1 }} ${randomUUID()}` }];
    const { runId } = (await call(headers, body)).data(Outcome);
    const { plan, plan_hash: planHash, event } = (await rowOf(runId)) ?? {};
    for (const table of ['activity_logs', 'approval_requests', 'run_steps', 'effects'])
      await installation.api.query(`delete from ${table} where run_id = $1`, [runId]);
    await installation.api.query('delete from runs where id = $1', [runId]);

    const entry = await listed(runId);
    expect(entry).toMatchObject({ kind: 'row-missing', repairs: ['adopt', 'terminate'] });
    expect((await adopt(entry)).body).toMatchObject({ data: { runId } });
    expect(await rowOf(runId)).toMatchObject({ rule_id: null, plan, plan_hash: planHash, event });
    await until(async () => (await installation.approve(runId)).status === 200);
    await until(async () => (await call(headers, body)).status === 200);
    expect((await call(headers, body)).data(Outcome)).toMatchObject({ runId, status: 'succeeded' });
    expect(installation.sandbox.journal().split(body.text)).toHaveLength(2);
  });

  it('no run is made for a plan that no call would run, such as one without its approval', async () => {
    const event = { text: `Not asked ${randomUUID()}` };
    const genuine = (await call({}, event)).data(Outcome);
    const plan = Plan.parse((await rowOf(genuine.runId))?.['plan']);
    const nodes = plan.nodes.filter(({ kind }) => kind === 'action').map((node) => ({ ...node, gatedBy: undefined }));
    const { observatoryId } = installation.owner;
    const client = await installation.api.app.get(TemporalGateway).client();
    const start = (runId: string, what: object) =>
      client.workflow.start(WORKFLOW_TYPE, {
        workflowId: workflowIdOfRun(runId),
        // Where no worker looks, so that it is there when somebody presses the button.
        taskQueue: randomUUID(),
        args: [{ runId, observatoryId, trigger: { type: 'manual', summary: 'Forged' }, event, ...what }],
        typedSearchAttributes: attributesForTemporal({ ...plan, observatoryId, ruleId: undefined }),
      });
    const foreignConnection = JSON.parse(JSON.stringify(plan).replaceAll(connectionId, randomUUID())) as unknown;
    for (const what of [
      { plan: { ...plan, nodes } },
      { plan, event: { text: 'Another' } },
      { plan: foreignConnection },
    ]) {
      const runId = randomUUID();
      const handle = await start(runId, what);
      const refused = await adopt(await listed(runId));
      expect([refused.status, refused.error.code]).toEqual([409, 'not-ours']);
      expect(await rowOf(runId)).toBeUndefined();
      await handle.terminate('over');
    }
  });
});
