import { describe, expect, it } from '@jest/globals';
import { closeRun, listen, MAX_EVENT_WAITS, readEventWait, Run, settleEventWait } from '@jarvis/database';
import fc from 'fast-check';
import { useEventWaits } from './event-waits.fixture.js';

const { tenant, newRun, open, read, emit, messages, stranger: makeStranger, makeListener, admin } = useEventWaits();

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
    const stranger = await makeStranger();
    const scope = await newRun();
    await emit({}, { observatoryId: stranger });
    const wait = await open(scope);
    await emit({}, { observatoryId: stranger });
    expect(await read(wait)).toMatchObject({ status: 'open' });
    expect(await tenant((manager) => readEventWait(manager, wait.id), stranger)).toBeNull();
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

    const listener = await makeListener();
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

describe('the index of waits', () => {
  it('leaves out none that an event fits', async () => {
    const value = fc.oneof(
      fc.constantFrom('1', '1.0', '10e-1', '"1"', '"x"', 'true', 'null', '[]', '[1]', '1e300', '-0'),
      fc.jsonValue({ maxDepth: 1 }).map((json) => JSON.stringify(json)),
    );
    const { object } = fc.letrec<{ object: string; field: string }>((tie) => ({
      field: fc.oneof({ depthSize: 'small' }, value, tie('object')),
      object: fc.dictionary(fc.constantFrom('a', 'b', 'A', ''), tie('field'), { maxKeys: 3 }).map(
        (fields) =>
          `{${Object.entries(fields)
            .map(([name, field]) => `"${name}":${field}`)
            .join()}}`,
      ),
    }));
    const pairs = fc.sample(fc.tuple(fc.oneof(object, value), object), 4000);
    const { rows } = await admin().query<{ fit: number; wrong: unknown[] }>(
      `select count(*)::int as fit, coalesce(jsonb_agg(jsonb_build_array(body, wait)) filter (where not found), '[]') as wrong
       from (select body, wait,
               jsonb_hash_extended(fields_of(body, where_shape(wait)), 0) = jsonb_hash_extended(wait, 0) as found
             from unnest($1::jsonb[], $2::jsonb[]) as pair (body, wait) where body @> wait
               and not jsonb_path_exists(wait, 'strict $.** ? (@.type() == "array")')) as pairs`,
      [pairs.map(([body]) => body), pairs.map(([, where]) => where)],
    );
    expect(rows[0]?.wrong).toEqual([]);
    expect(rows[0]?.fit).toBeGreaterThan(200);
  });
});

it('finds the one that an event fits among waits that look for many different fields', async () => {
  const [scope, other] = [await newRun(), await newRun()];
  await tenant((manager) =>
    manager.query(
      `insert into event_waits (observatory_id, run_id, step_path, iteration, source, name, filter, expires_at, status, unseen)
       select $1, $2, 'steps[0]', n, 'rules', 'order.paid', jsonb_build_object('field' || n, n), now() + interval '1 hour', 'open', null
       from generate_series(1, 150) as n`,
      [scope.observatoryId, scope.runId],
    ),
  );
  const wait = await open(other, { where: { order: { id: 7 } } });
  await emit({ field149: 149, order: { id: 7, lines: [] } });
  expect(await read(wait)).toMatchObject({ status: 'met' });
  expect([await messages(scope), await messages(other)].map((sent) => (sent as unknown[]).length)).toEqual([1, 1]);
});
