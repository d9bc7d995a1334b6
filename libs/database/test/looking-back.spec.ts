import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { closeRun, openEventWait, progressRun, settleEventWait, type LedgerScope } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import { useEventWaits } from './event-waits.fixture.js';

const { tenant, newRun, waitOf, begin, look, open, read, emit, hold, somebodyWaits, messages, observatory } =
  useEventWaits();

describe('looking back', () => {
  const bring = (manager: EntityManager, body: object) =>
    manager.query(
      `insert into events (observatory_id, source, name, dedupe_key, summary, body) values ($1, 'rules', 'order.paid', $2, 'A test', $3)`,
      [observatory(), randomUUID(), JSON.stringify(body)],
    );

  it('holds up nobody who brings an event of the name', async () => {
    const scope = await newRun();
    const wait = await begin(scope, { where: { number: 1 } });
    const release = await hold((manager) => manager.query('select look_back($1)', [wait.id]));
    await emit({ number: 2 });
    await release();
    await emit({ number: 1 });
    expect(await read(wait)).toMatchObject({ status: 'met', body: { number: 1 } });
  });

  it('finds an event that was on its way when the wait was opened, and saw nothing of it', async () => {
    const scope = await newRun();
    const release = await hold((manager) => bring(manager, { number: 1 }));
    const opened = open(scope);
    await somebodyWaits();
    await release();
    expect(await opened).toMatchObject({ status: 'met', body: { number: 1 } });
  });

  it('prefers what came before the wait was opened to what comes while it looks', async () => {
    const scope = await newRun();
    await emit({ number: 1 });
    const wait = await begin(scope);
    await emit({ number: 2 });
    expect(await read(wait)).toMatchObject({ status: 'open' });
    await look(wait);
    expect(await read(wait)).toMatchObject({ status: 'met', body: { number: 1 } });
    expect(await messages(scope)).toEqual([]);
  });

  it('looks again where an event came that it could not see', async () => {
    const scope = await newRun();
    const wait = await begin(scope);
    // Its search sees nothing of this event, and has to wait for it before it may say so.
    const release = await hold((manager) => bring(manager, { number: 1 }));
    const looked = tenant((manager) => manager.query('select look_back($1)', [wait.id]));
    await somebodyWaits();
    await release();
    await looked;
    expect(await read(wait)).toMatchObject({ status: 'met', body: { number: 1 } });
  });

  it('leaves an event to the item of its step that has looked back already', async () => {
    const scope = await newRun();
    const [looking, ready] = [await begin(scope, { iteration: 'each#0' }), await open(scope, { iteration: 'each#1' })];
    await emit({ number: 1 });
    await look(looking);
    expect([await read(looking), await read(ready)]).toMatchObject([{ status: 'open' }, { status: 'met' }]);
    await emit({ number: 2 });
    expect(await read(looking)).toMatchObject({ status: 'met', body: { number: 2 } });
  });

  it('loses and doubles nothing among many who open and many who bring', async () => {
    for (let round = 0; round < 12; round += 1) {
      const scope = await newRun();
      await emit({ round, number: 0 });
      const numbers = [1, 2, 3, 4, 5, 6, 7];
      const where = { round };
      const [waits] = await Promise.all([
        Promise.all([0, ...numbers].map((item) => open(scope, { where, iteration: `each#${item.toString()}` }))),
        // The event of this step is one for each item; another step takes the earliest, whatever comes meanwhile.
        Promise.all(numbers.map((number) => emit({ round, number }))),
        open(scope, { where, stepPath: 'steps[1]' }).then((wait) => {
          expect(wait).toMatchObject({ status: 'met', body: { number: 0 } });
        }),
      ]);
      const settled = await Promise.all(waits.map(read));
      expect(settled.map((wait) => wait?.body).sort((a, b) => numberOf(a) - numberOf(b))).toEqual(
        [0, ...numbers].map((number) => ({ round, number })),
      );
    }
  });

  const numberOf = (body: unknown): number => (body as { number?: number } | null)?.number ?? -1;
});

describe('a run that ends', () => {
  const close = (scope: LedgerScope) =>
    tenant((manager) => closeRun(manager, { scope, records: [], status: 'failed' }));

  it('leaves no wait open that was being opened', async () => {
    const scope = await newRun();
    const release = await hold((manager) => openEventWait(manager, waitOf(scope)));
    const closed = close(scope);
    await somebodyWaits();
    await release();
    await closed;
    expect(await begin(scope)).toMatchObject({ status: 'cancelled' });
  });

  it('opens none any more once it has begun to end', async () => {
    const scope = await newRun();
    const release = await hold((manager) => closeRun(manager, { scope, records: [], status: 'succeeded' }));
    const opened = open(scope);
    await somebodyWaits();
    await release();
    expect(await opened).toMatchObject({ status: 'cancelled' });
  });

  it('does not block who settles a wait of it', async () => {
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const scope = await newRun();
        const wait = await open(scope);
        const expire = tenant(async (manager) => {
          await settleEventWait(manager, { waitId: wait.id, as: 'expired' });
          await progressRun(manager, { scope, records: [], status: 'running' });
        });
        await Promise.all([expire, close(scope)]);
        expect(await read(wait)).not.toMatchObject({ status: 'open' });
      }),
    );
  });
});
