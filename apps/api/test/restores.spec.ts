import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { testTemporal, type TestTemporal } from '@jarvis/testing';
import { z } from 'zod';
import { ReconcilerService } from '../src/relay/reconciler.service.js';
import { TestApi, type Person } from './support/api.js';
import { publishRule } from './support/rules.js';
import { startWorker } from './support/worker.js';

jest.setTimeout(120_000);

const asksThenNotes = `format: 1
name: Ask, then note
trigger: { kind: manual }
steps:
  - { id: approve, kind: approval, for: note, title: Note it }
  - { id: note, kind: action, uses: core.log, with: { title: Noted } }
`;

let api: TestApi;
let temporal: TestTemporal;
let worker: { stop(): Promise<void> };
let owner: Person & { observatoryId: string };
let ruleId: string;
let reconciler: ReconcilerService;
beforeAll(async () => {
  temporal = await testTemporal();
  const shared = {
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    TEMPORAL_REHEARSAL_NAMESPACE: temporal.rehearsalNamespace,
    TEMPORAL_TASK_QUEUE: `restores-${randomUUID()}`,
    JARVIS_ENCRYPTION_KEYS: `t1:${randomBytes(32).toString('base64')}`,
    JWT_SECRET: randomBytes(48).toString('base64'),
  };
  api = await TestApi.start(shared);
  reconciler = api.app.get(ReconcilerService);
  worker = await startWorker({
    ...shared,
    DATABASE_URL: api.postgres.url,
    DATABASE_SYSTEM_URL: api.postgres.systemUrl,
  });
  owner = await api.observatory();
  ({ ruleId } = await publishRule(api, owner.token, asksThenNotes));
});
afterAll(async () => {
  await worker.stop();
  await api.stop();
  await temporal.stop();
});

const Row = z.looseObject({ status: z.string() });
const rowOf = async (runId: string) =>
  Row.optional().parse((await api.query('select * from runs where id = $1', [runId]))[0]);
const approvalsOf = (runId: string) => api.query('select id, status from approval_requests where run_id = $1', [runId]);
async function until<T>(look: () => Promise<T | false | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== false && found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
const reaches = (runId: string, status: string) => until(async () => (await rowOf(runId))?.status === status);
async function waitingRun(): Promise<string> {
  const reply = await api.call('POST', `/api/v1/rules/${ruleId}/run`, {
    token: owner.token,
    body: { event: { a: 1 } },
  });
  const { runId } = reply.data(z.object({ runId: z.uuid() }));
  await reaches(runId, 'waiting');
  return runId;
}
const reconcile = () => reconciler.reconcile({ quietSeconds: 0 });
const findDrift = (runId: string, kind: string) =>
  until(async () => (await reconcile()).drift.find((entry) => entry.runId.endsWith(runId) && entry.kind === kind));
describe('Temporal was restored to before a signal', () => {
  it('what was approved is told again, and the run goes on', async () => {
    const runId = await waitingRun();
    await api.query(
      `update approval_requests set status = 'approved', approved_data = action_data, approved_hash = action_hash,
         responded_at = now() - interval '1 minute', responded_by = $2 where run_id = $1`,
      [runId, owner.userId],
    );
    expect(await findDrift(runId, 'answer-lost')).toMatchObject({ mended: true });
    await reaches(runId, 'succeeded');
  });
});

describe('the database was restored', () => {
  it('to before a question: the workflow asks it again, and the answer counts', async () => {
    const runId = await waitingRun();
    await api.query('delete from approval_requests where run_id = $1', [runId]);
    expect(await findDrift(runId, 'approval-missing')).toMatchObject({ mended: true });
    const id = await until(async () => z.uuid().safeParse((await approvalsOf(runId))[0]?.['id']).data);
    const reply = await api.call('POST', `/api/v1/approvals/${id}/decision`, {
      token: owner.token,
      body: { decision: 'approved' },
    });
    expect(reply.status).toBe(200);
    await reaches(runId, 'succeeded');
  });

  it('to before the run began: its row, queued again, says what its workflow does', async () => {
    const runId = await waitingRun();
    await api.query(`update runs set status = 'queued', started_at = null, waiting_for = null where id = $1`, [runId]);
    expect(await findDrift(runId, 'status-stale')).toMatchObject({ mended: true });
    expect(await rowOf(runId)).toMatchObject({ status: 'waiting' });
  });
});
