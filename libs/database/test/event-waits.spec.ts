import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorkspace, startTestDatabase, type TestDatabase, type Workspace } from '@jarvis/testing';
import {
  closeRun,
  listen,
  MAX_EVENT_WAITS,
  openEventWait,
  readEventWait,
  Run,
  settleEventWait,
  type EventWait,
  type NewEventWait,
} from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import { makeRule, makeRun, type MadeRule } from './fixtures.js';

let db: TestDatabase;
let ours: Workspace;
let rule: MadeRule;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.stop());
beforeEach(async () => {
  ours = await createWorkspace(db);
  rule = await makeRule(db.database, ours.observatoryId);
});

const HOUR_MS = 3_600_000;
const tenant = <T>(work: (manager: EntityManager) => Promise<T>, observatoryId = ours.observatoryId): Promise<T> =>
  db.database.tenant(observatoryId, work);
const newRun = async () => (await makeRun(db.database, rule)).scope;
type Scope = Awaited<ReturnType<typeof newRun>>;

async function open(scope: Scope, more: Partial<NewEventWait> = {}): Promise<EventWait> {
  const expiresAt = new Date(Date.now() + HOUR_MS).toISOString();
  const wait = { scope, stepPath: 'steps[0]', iteration: '', event: 'order.paid', where: {}, expiresAt, ...more };
  const opened = await tenant((manager) => openEventWait(manager, wait));
  if (!opened) throw new Error('There was no room for it.');
  return opened;
}
const read = ({ id }: EventWait) => tenant((manager) => readEventWait(manager, id));
const emit = (body: object = {}, { name = 'order.paid', observatoryId = ours.observatoryId } = {}) =>
  tenant(
    (manager) =>
      manager.query(
        `insert into events (observatory_id, source, name, dedupe_key, summary, body) values ($1, 'rules', $2, $3, 'A test', $4)`,
        [observatoryId, name, randomUUID(), JSON.stringify(body)],
      ),
    observatoryId,
  );
const messages = (scope: Scope) =>
  tenant((manager) =>
    manager.query(`select payload from outbox where topic = 'signal-event' and payload->>'runId' = $1`, [scope.runId]),
  );

describe('a wait for an event', () => {
  it('is settled by the first event with these fields, and its workflow is told once', async () => {
    const scope = await newRun();
    const wait = await open(scope, { where: { order: { id: 7 }, paid: true } });
    await emit({ order: { id: 8 }, paid: true });
    await emit({ order: { id: 7 } }, { name: 'order.sent' });
    expect(await read(wait)).toMatchObject({ status: 'open', body: null });
    const body = { order: { id: 7, lines: [1] }, paid: true, by: 'card' };
    await emit(body);
    await emit({ ...body, by: 'cash' });
    expect(await read(wait)).toEqual({ id: wait.id, status: 'met', body });
    expect(await messages(scope)).toEqual([{ payload: { runId: scope.runId, waitId: wait.id } }]);
  });

  it('counts what came since the run began, the earliest first, and nothing from before', async () => {
    await emit({ number: 1 });
    const scope = await newRun();
    await emit({ number: 2 });
    await emit({ number: 3 });
    const [first, second, third] = [
      await open(scope, { iteration: 'each#0' }),
      await open(scope, { iteration: 'each#1' }),
      await open(scope, { iteration: 'each#2' }),
    ];
    expect([first.body, second.body, third.status]).toEqual([{ number: 2 }, { number: 3 }, 'open']);
    // Another step of the run sees them all; the one that opens the wait knows at once.
    expect(await open(scope, { stepPath: 'steps[1]' })).toMatchObject({ body: { number: 2 } });
    expect(await messages(scope)).toEqual([]);
  });

  it('is opened once, however often it is asked for', async () => {
    const scope = await newRun();
    const opened = await Promise.all(Array.from({ length: 20 }, () => open(scope)));
    expect(new Set(opened.map(({ id }) => id)).size).toBe(1);
  });

  it('wakes every run that waits, and of the items of one step as many as there are events', async () => {
    const [one, other] = [await newRun(), await newRun()];
    const items = await Promise.all([0, 1, 2].map((index) => open(one, { iteration: `each#${index.toString()}` })));
    const alone = await open(other);
    await Promise.all([emit({ number: 1 }), emit({ number: 2 })]);
    const states = await Promise.all(items.map(read));
    expect(states.map((state) => state?.status).sort()).toEqual(['met', 'met', 'open']);
    expect(new Set(states.map((state) => JSON.stringify(state?.body))).size).toBe(3);
    expect(await read(alone)).toMatchObject({ status: 'met' });
  });

  it('hears of nothing in another observatory', async () => {
    const stranger = await createWorkspace(db);
    const scope = await newRun();
    await emit({}, { observatoryId: stranger.observatoryId });
    const wait = await open(scope);
    await emit({}, { observatoryId: stranger.observatoryId });
    expect(await read(wait)).toMatchObject({ status: 'open' });
    expect(await tenant((manager) => readEventWait(manager, wait.id), stranger.observatoryId)).toBeNull();
    await emit();
    expect(await read(wait)).toMatchObject({ status: 'met' });
  });

  it('loses no event that comes while it is being opened', async () => {
    const pairs = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const scope = await newRun();
        const where = { index };
        const [wait] = await Promise.all([open(scope, { where }), emit(where)]);
        return { wait, scope };
      }),
    );
    for (const { wait } of pairs) expect(await read(wait)).toMatchObject({ status: 'met' });
  });

  it('is settled by the event or by the clock, and never by both', async () => {
    const settled = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const scope = await newRun();
        const wait = await open(scope, { where: { index } });
        const late = () => tenant((manager) => settleEventWait(manager, { waitId: wait.id, as: 'expired' }));
        const [, told] = await Promise.all([emit({ index }), late()]);
        return { row: await read(wait), told, messages: await messages(scope) };
      }),
    );
    for (const { row, told, messages: sent } of settled) {
      expect(told).toEqual(row);
      expect([row?.status, sent.length]).toEqual(row?.status === 'met' ? ['met', 1] : ['expired', 0]);
    }
  });

  it('takes nothing after its time, although its clock has not told yet', async () => {
    const scope = await newRun();
    const wait = await open(scope, { expiresAt: new Date(Date.now() - 1).toISOString() });
    await emit();
    expect(await read(wait)).toMatchObject({ status: 'open' });
  });

  it('does not stay open when its run ends, and is not opened in one that has ended', async () => {
    const scope = await newRun();
    const wait = await open(scope);
    await tenant((manager) => closeRun(manager, { scope, records: [], status: 'cancelled' }));
    expect(await read(wait)).toMatchObject({ status: 'cancelled' });
    expect(await open(scope, { stepPath: 'steps[1]' })).toMatchObject({ status: 'cancelled' });
    await emit();
    expect(await messages(scope)).toEqual([]);
  });

  it('is not woken by the failure of its own run, nor by the event that started it', async () => {
    const scope = await newRun();
    const wait = await open(scope, { event: 'run.failed' });
    await tenant((manager) => closeRun(manager, { scope, records: [], status: 'failed' }));
    expect(await read(wait)).toMatchObject({ status: 'cancelled' });

    const listener = await makeRule(db.database, ours.observatoryId);
    await tenant((manager) => listen(manager, { ...listener, to: { source: 'rules', name: 'order.paid' } }));
    await emit({ number: 1 });
    const [run] = await tenant((manager) => manager.findBy(Run, { ruleId: listener.ruleId }));
    const { observatoryId, ruleId } = listener;
    const second = await open({ runId: String(run?.id), observatoryId, ruleId });
    expect(second).toMatchObject({ status: 'open' });
    await emit({ number: 2 });
    expect(await read(second)).toMatchObject({ status: 'met', body: { number: 2 } });
  });

  it('finds no room beside as many as may wait', async () => {
    const scope = await newRun();
    await tenant((manager) =>
      manager.query(
        `insert into event_waits (observatory_id, run_id, step_path, iteration, source, name, filter, expires_at, status)
         select $1, $2, 'steps[0]', 'each#' || n, 'rules', 'order.paid', '{}', now() + interval '1 hour', 'open'
         from generate_series(1, $3::int) as n`,
        [scope.observatoryId, scope.runId, MAX_EVENT_WAITS],
      ),
    );
    await expect(open(scope)).rejects.toThrow('no room');
    expect(await open(scope, { event: 'order.sent' })).toMatchObject({ status: 'open' });
  });
});
