import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { until } from '@jarvis/testing';
import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { TemporalGateway } from '../src/infrastructure/temporal-gateway.js';
import { ReconcilerService } from '../src/relay/reconciler.service.js';
import { ScheduleWatch } from '../src/relay/schedule-watch.service.js';
import type { Person, TestApi } from './support/api.js';
import { startEngine, type TestEngine } from './support/engine.js';
import { publishRule } from './support/rules.js';

jest.setTimeout(120_000);

const asksThenNotes = `format: 1
name: Ask, then note
trigger: { kind: manual }
steps:
  - { id: approve, kind: approval, for: note, title: Note it }
  - { id: note, kind: action, uses: core.log, with: { title: Noted } }
`;

/** A service that takes what is sent and never says so. */
const silent = createServer(({ socket }) => socket.destroy());
let silentUrl: string;

let api: TestApi;
let engine: TestEngine;
let owner: Person & { observatoryId: string };
let ruleId: string;
let reconciler: ReconcilerService;
let temporalClient: Client;
beforeAll(async () => {
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  silentUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port.toString()}`;
  engine = await startEngine(silentUrl);
  ({ api, owner } = engine);
  reconciler = api.app.get(ReconcilerService);
  temporalClient = await api.app.get(TemporalGateway).client();
  ({ ruleId } = await publishRule(api, owner.token, asksThenNotes));
});
afterAll(async () => {
  await engine.stop();
  silent.close();
});

const Row = z.looseObject({ status: z.string() });
const rowOf = async (runId: string) =>
  Row.optional().parse((await api.query('select * from runs where id = $1', [runId]))[0]);
const approvalsOf = (runId: string) => api.query('select id, status from approval_requests where run_id = $1', [runId]);
const reaches = (runId: string, status: string) =>
  until(async () => (await rowOf(runId))?.status === status, { seen: () => rowOf(runId), patienceMs: 60_000 });
async function waitingRun(rule = ruleId, event: object = { a: 1 }): Promise<string> {
  const reply = await api.call('POST', `/api/v1/rules/${rule}/run`, { token: owner.token, body: { event } });
  const { runId } = reply.data(z.object({ runId: z.uuid() }));
  await reaches(runId, 'waiting');
  return runId;
}
/** A run that waits for an event of a name of its own. */
async function waitingForEvent() {
  const event = `order.n${randomUUID().slice(0, 8)}`;
  const source = `{ format: 1, name: Wait, trigger: { kind: manual }, steps: [{ id: paid, kind: wait-for-event, event: ${event} }] }`;
  const runId = await waitingRun((await publishRule(api, owner.token, source)).ruleId);
  const waits = () => api.query('select status from event_waits where run_id = $1', [runId]);
  await until(
    async () => (await api.query('select 1 from event_waits where run_id = $1 and unseen is null', [runId])).length > 0,
  );
  const emit = () =>
    api.query(
      `insert into events (observatory_id, source, name, dedupe_key, summary, body) values ($1, 'rules', $2, $2, 'A test', '{}')`,
      [owner.observatoryId, event],
    );
  return { runId, waits, emit };
}
const reconcile = () => reconciler.reconcile({ quietSeconds: 0 });
const findDrift = (runId: string, kind: string) =>
  until(async () => (await reconcile()).drift.find((entry) => entry.temporalId.endsWith(runId) && entry.kind === kind));
const driftOf = async (runId: string) =>
  (await reconcile()).drift.filter((entry) => entry.temporalId === `run-${runId}`);
/** What a restore to before the run leaves of it. */
async function forget(runId: string): Promise<void> {
  for (const table of ['activity_logs', 'approval_requests', 'run_steps', 'effects']) {
    await api.query(`delete from ${table} where run_id = $1`, [runId]);
  }
  await api.query('delete from runs where id = $1', [runId]);
}
const workflowOf = (runId: string) => temporalClient.workflow.getHandle(`run-${runId}`);
/** What a restore of Temporal to before the run leaves of its workflow. */
async function lose(runId: string): Promise<void> {
  await workflowOf(runId).terminate();
  await temporalClient.workflowService.deleteWorkflowExecution({
    namespace: engine.temporal.namespace,
    workflowExecution: { workflowId: `run-${runId}` },
  });
  await until(() =>
    workflowOf(runId)
      .describe()
      .then(() => false)
      .catch(() => true),
  );
}

const Entry = z.looseObject({ id: z.uuid(), temporalId: z.string() });
const Report = z.looseObject({ comparedAt: z.string().nullable(), open: z.array(Entry), mended: z.array(Entry) });
const Repaired = z.object({ runId: z.uuid() });
const find = async (temporalId: string) => {
  const report = (await api.call('GET', '/api/v1/drift', { token: owner.token })).data(Report);
  return [...report.open, ...report.mended].find((entry) => entry.temporalId === temporalId);
};
/** As the page shows it, to be put right by a person. */
const listed = (temporalId: string) =>
  until(async () => {
    await reconcile();
    const report = (await api.call('GET', '/api/v1/drift', { token: owner.token })).data(Report);
    return report.open.find((entry) => entry.temporalId === temporalId);
  });
const repair = (entry: { id: string }, kind: string, token = owner.token) =>
  api.call('POST', `/api/v1/drift/${entry.id}/repair`, { token, body: { repair: kind } });

/** An answer of which the workflow has heard nothing. */
const decide = (runId: string) =>
  api.query(
    `update approval_requests set status = 'approved', approved_data = action_data, approved_hash = action_hash,
       responded_at = now() - interval '1 minute', responded_by = $2 where run_id = $1`,
    [runId, owner.userId],
  );
async function approve(runId: string): Promise<void> {
  const id = await until(async () => z.uuid().safeParse((await approvalsOf(runId))[0]?.['id']).data);
  const reply = await api.call('POST', `/api/v1/approvals/${id}/decision`, {
    token: owner.token,
    body: { decision: 'approved' },
  });
  expect(reply.status).toBe(200);
}

describe('nothing was restored', () => {
  it('a run that waits for an event is left alone, and hears of it', async () => {
    const { runId, waits, emit } = await waitingForEvent();
    for (let round = 0; round < 3; round += 1) expect(await driftOf(runId)).toEqual([]);
    const { events } = await workflowOf(runId).fetchHistory();
    expect(events?.filter((event) => event.workflowExecutionSignaledEventAttributes)).toEqual([]);
    expect(await waits()).toEqual([{ status: 'open' }]);
    await emit();
    await workflowOf(runId).result();
    expect(await driftOf(runId)).toEqual([]);
  });

  it('a wait that is open although its run is over is closed', async () => {
    const { runId, waits, emit } = await waitingForEvent();
    await emit();
    await workflowOf(runId).result();
    await api.query(`update event_waits set status = 'open', event_id = null, settled_at = null where run_id = $1`, [
      runId,
    ]);
    expect(await driftOf(runId)).toMatchObject([{ kind: 'left-open', mended: true }]);
    expect(await waits()).toEqual([{ status: 'cancelled' }]);
    expect(await driftOf(runId)).toEqual([]);
  });
});

describe('Temporal was restored to before a signal', () => {
  it('what was approved is told again, and the run goes on', async () => {
    const runId = await waitingRun();
    await decide(runId);
    expect(await findDrift(runId, 'answer-lost')).toMatchObject({ mended: true });
    await reaches(runId, 'succeeded');
  });
});

describe('the database was restored', () => {
  it('to before a wait for an event: it is opened again, and finds the event that came meanwhile', async () => {
    const { runId, emit } = await waitingForEvent();
    await api.query('delete from event_waits where run_id = $1', [runId]);
    await emit();
    expect(await findDrift(runId, 'answer-lost')).toMatchObject({ mended: true });
    await reaches(runId, 'succeeded');
  });

  it('to a moment between opening a wait and looking back: the workflow looks again, and the event counts', async () => {
    const { runId, emit } = await waitingForEvent();
    await api.query('update event_waits set unseen = 0 where run_id = $1', [runId]);
    await emit();
    expect(await findDrift(runId, 'answer-lost')).toMatchObject({ mended: true });
    await reaches(runId, 'succeeded');
  });

  it('to before a run that waits was known: made again, it finds what came before that', async () => {
    const { runId, emit } = await waitingForEvent();
    await api.query('delete from event_waits where run_id = $1', [runId]);
    await forget(runId);
    await emit();
    expect((await repair(await listed(`run-${runId}`), 'adopt')).body).toMatchObject({ data: { runId } });
    await reaches(runId, 'succeeded');
  });

  it('to before a question: the workflow asks it again, and the answer counts', async () => {
    const runId = await waitingRun();
    await api.query('delete from approval_requests where run_id = $1', [runId]);
    expect(await findDrift(runId, 'approval-missing')).toMatchObject({ mended: true });
    await approve(runId);
    await reaches(runId, 'succeeded');
  });

  it('to before the run began: its row, queued again, says what its workflow does', async () => {
    const runId = await waitingRun();
    await api.query(`update runs set status = 'queued', started_at = null, waiting_for = null where id = $1`, [runId]);
    expect(await findDrift(runId, 'status-stale')).toMatchObject({ mended: true });
    expect(await rowOf(runId)).toMatchObject({ status: 'waiting' });
  });

  it('to before the run was known: it is listed, and made again on demand', async () => {
    const runId = await waitingRun();
    await forget(runId);
    const entry = await listed(`run-${runId}`);
    expect(entry).toMatchObject({ kind: 'row-missing', runId: null, repairs: ['adopt', 'terminate'] });
    const stranger = await api.observatory();
    expect((await repair(entry, 'adopt', stranger.token)).status).toBe(404);
    const viewer = await api.member(owner.observatoryId, 'viewer');
    expect((await repair(entry, 'adopt', viewer.token)).status).toBe(403);
    expect((await repair(entry, 'adopt')).body).toMatchObject({ data: { runId } });
    expect(await rowOf(runId)).toMatchObject({ rule_id: ruleId, event: { a: 1 } });
    await approve(runId);
    await reaches(runId, 'succeeded');
    expect(await find(`run-${runId}`)).toBeUndefined();
  });

  it('to before the run was known, and its large event went with it: that is said, and the workflow can be ended', async () => {
    const runId = await waitingRun(ruleId, { filler: 'x'.repeat(300_000) });
    expect(await api.query('select name from run_payloads where run_id = $1', [runId])).toHaveLength(1);
    await forget(runId);
    const entry = await listed(`run-${runId}`);
    const refused = await repair(entry, 'adopt');
    expect(refused.status).toBe(409);
    expect(refused.error).toMatchObject({ code: 'start-lost', message: expect.stringContaining('no longer stored') });
    expect((await repair(entry, 'terminate')).status).toBe(200);
  });

  it('to before the run was known: or its workflow is ended', async () => {
    const runId = await waitingRun();
    await forget(runId);
    const entry = await listed(`run-${runId}`);
    expect((await repair(entry, 'close')).error).toMatchObject({ code: 'repair-does-not-fit' });
    expect((await repair(entry, 'terminate')).status).toBe(200);
    expect((await workflowOf(runId).describe()).status.name).toBe('TERMINATED');
    expect((await repair(entry, 'terminate')).status).toBe(404);
  });

  it('to a moment when the run had failed: the workflow that runs on is ended, unless the run is open again', async () => {
    const runId = await waitingRun();
    await api.query(`update runs set finished_at = now(), status = 'failed' where id = $1`, [runId]);
    const closed = await listed(`run-${runId}`);
    expect(closed).toMatchObject({ kind: 'row-closed', runId, repairs: ['terminate'] });
    await api.query(`update runs set finished_at = null, status = 'waiting' where id = $1`, [runId]);
    expect((await repair(closed, 'terminate')).error).toMatchObject({ code: 'no-longer-so' });
    await api.query(`update runs set finished_at = now(), status = 'failed' where id = $1`, [runId]);
    expect((await repair(closed, 'terminate')).status).toBe(200);
    expect((await workflowOf(runId).describe()).status.name).toBe('TERMINATED');
  });
});

describe('the database was restored to before an effect', () => {
  it('whose outcome a person shall tell: it is listed, since nobody can any more, and the run can be closed', async () => {
    const source = `format: 1
name: Send, and hear nothing
trigger: { kind: manual }
steps:
  - { id: send, kind: action, uses: http.request, with: { method: POST, url: "${silentUrl}/", body: x } }
`;
    const runId = await waitingRun((await publishRule(api, owner.token, source)).ruleId);
    expect(await api.query('select state from effects where run_id = $1', [runId])).toEqual([{ state: 'unknown' }]);
    await reconcile();
    expect(await find(`run-${runId}`)).toBeUndefined();
    await api.query('delete from effects where run_id = $1', [runId]);
    const entry = await listed(`run-${runId}`);
    expect(entry).toMatchObject({ kind: 'effect-missing', runId, repairs: ['close'] });
    expect((await repair(entry, 'tell-again')).error).toMatchObject({ code: 'repair-does-not-fit' });
    expect((await repair(entry, 'close')).status).toBe(200);
    expect(await rowOf(runId)).toMatchObject({ status: 'failed', error: { code: 'reconciled' } });
    expect((await workflowOf(runId).describe()).status.name).toBe('TERMINATED');
  });
});

describe('Temporal was restored to before a cancellation', () => {
  /** A cancellation that was told, of which the workflow has heard nothing. */
  const tellNobody = (runId: string) =>
    api.query(
      `insert into outbox (observatory_id, topic, key, payload, delivered_at)
       values ($1, 'cancel-run', $2, $3, now() - interval '1 minute')`,
      [owner.observatoryId, `cancel-run/${runId}`, JSON.stringify({ runId })],
    );

  it('the workflow is told again that it shall stop, and stops', async () => {
    const runId = await waitingRun();
    await tellNobody(runId);
    expect(await findDrift(runId, 'cancel-lost')).toMatchObject({ mended: true });
    await reaches(runId, 'cancelled');
    expect(await approvalsOf(runId)).toMatchObject([{ status: 'cancelled' }]);
    // The row is written by the workflow's last activity, so its own end comes a little later.
    await until(async () => (await workflowOf(runId).describe()).status.name === 'CANCELLED');
  });

  it('is listed when telling has not helped five times', async () => {
    const runId = await waitingRun();
    await tellNobody(runId);
    await api.query(
      `insert into drift (observatory_id, temporal_id, run_id, kind, mended, message, times)
       values ($1, $2, $3, 'cancel-lost', true, '', 5)`,
      [owner.observatoryId, `run-${runId}`, runId],
    );
    const entry = await listed(`run-${runId}`);
    expect(entry).toMatchObject({
      kind: 'cancel-lost',
      repairs: ['tell-again', 'close'],
      message: 'The workflow has not heard that it shall stop, though it was told 5 times.',
    });
    expect((await repair(entry, 'tell-again')).status).toBe(200);
    await reaches(runId, 'cancelled');
  });
});

describe('Temporal was restored to before the run began', () => {
  it('it is listed and left as it is, until somebody runs it again', async () => {
    const runId = await waitingRun();
    await lose(runId);
    const entry = await listed(`run-${runId}`);
    expect(entry).toMatchObject({ kind: 'workflow-missing', runId, repairs: ['run-again', 'close'] });
    expect(await rowOf(runId)).toMatchObject({ status: 'waiting' });
    const again = (await repair(entry, 'run-again')).data(Repaired).runId;
    expect(await rowOf(runId)).toMatchObject({ status: 'failed' });
    expect(await approvalsOf(runId)).toMatchObject([{ status: 'cancelled' }]);
    expect(await rowOf(again)).toMatchObject({ replay_of: runId, event: { a: 1 } });
    await reaches(again, 'waiting');
  });

  it('or closes it as failed', async () => {
    const runId = await waitingRun();
    await lose(runId);
    const entry = await listed(`run-${runId}`);
    expect((await repair(entry, 'close')).status).toBe(200);
    expect(await rowOf(runId)).toMatchObject({ status: 'failed', error: { code: 'reconciled' } });
    expect((await api.call('GET', '/api/v1/drift', { token: owner.token })).data(Report).open).not.toContainEqual(
      expect.objectContaining({ temporalId: `run-${runId}` }),
    );
  });
});

describe('a workflow that does not hear', () => {
  it('is listed after five times, and told once more on demand', async () => {
    const runId = await waitingRun();
    await api.query(
      `insert into drift (observatory_id, temporal_id, run_id, kind, mended, message, times)
       values ($1, $2, $3, 'answer-lost', true, '', 5)`,
      [owner.observatoryId, `run-${runId}`, runId],
    );
    await decide(runId);
    const entry = await listed(`run-${runId}`);
    expect(entry).toMatchObject({
      kind: 'answer-lost',
      repairs: ['tell-again', 'close'],
      message: 'The workflow has not heard what was decided, or what came, though it was told 5 times.',
    });
    expect((await repair(entry, 'tell-again')).status).toBe(200);
    await reaches(runId, 'succeeded');
  });
});

describe('schedules', () => {
  const scheduled = asksThenNotes.replace('kind: manual', 'kind: schedule, every: 30d');
  const scheduleOf = (id: string) => temporalClient.schedule.getHandle(`rule-${id}`);
  const isThere = (id: string) =>
    scheduleOf(id)
      .describe()
      .then(() => true)
      .catch(() => false);

  it('whose rule is off are removed', async () => {
    const { ruleId: id } = await publishRule(api, owner.token, scheduled);
    await until(() => isThere(id));
    await api.query('update automation_rules set enabled = false where id = $1', [id]);
    await findDrift(id, 'schedule-left');
    await until(async () => !(await isThere(id)));
  });

  it('whose rule is gone are listed, and removed on demand', async () => {
    const { ruleId: id } = await publishRule(api, owner.token, scheduled);
    await until(() => isThere(id));
    const gone = randomUUID();
    const { spec, action, policies } = await scheduleOf(id).describe();
    await temporalClient.schedule.create({ scheduleId: `rule-${gone}`, spec, action, policies });
    const entry = await listed(`rule-${gone}`);
    expect(entry).toMatchObject({ kind: 'rule-missing', repairs: ['remove-schedule'] });
    expect((await repair(entry, 'remove-schedule')).status).toBe(200);
    expect(await isThere(gone)).toBe(false);
  });

  it('that are missing are made again', async () => {
    const { ruleId: id } = await publishRule(api, owner.token, scheduled);
    await until(() => isThere(id));
    // A message of the publication that is still on its way would make it, and nobody would have missed it.
    const onTheirWay = `select 1 from outbox where topic = 'schedule-sync' and delivered_at is null`;
    await until(async () => (await api.query(onTheirWay)).length === 0);
    await scheduleOf(id).delete();
    await api.app.get(ScheduleWatch).look();
    await until(() => isThere(id));
    expect(await find(`rule-${id}`)).toMatchObject({ kind: 'schedule-missing' });
  });
});
