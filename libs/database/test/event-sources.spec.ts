import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorkspace, startTestDatabase, type TestDatabase, type Workspace } from '@jarvis/testing';
import type { EntityManager } from 'typeorm';
import { DataSource } from 'typeorm';
import {
  AutomationRule,
  beginAnew,
  claimSources,
  failPoll,
  followSource,
  Connection,
  keepPoll,
  listen,
  lookNow,
  releaseSource,
  wakeSources,
  Run,
  type ClaimedSource,
} from '@jarvis/database';
import { EventSources1764250100000 } from '../src/migrations/1764250100000-event-sources.js';
import { PlatformHooks1764250500000 } from '../src/migrations/1764250500000-platform-hooks.js';
import { WatchedNumbers1764330900000 } from '../src/migrations/1764330900000-watched-numbers.js';
import { makeRule, type MadeRule } from './fixtures.js';

let db: TestDatabase;
let ours: Workspace;
let connectionId: string;

beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.stop());
beforeEach(async () => {
  ours = await createWorkspace(db);
  connectionId = await connect(ours.observatoryId);
});

const tenant = <T>(work: (manager: EntityManager) => Promise<T>): Promise<T> =>
  db.database.tenant(ours.observatoryId, work);

async function connect(observatoryId: string): Promise<string> {
  const { id } = await db.database.tenant(observatoryId, (manager) =>
    manager.save(
      manager.create(Connection, {
        observatoryId,
        platform: 'gmail',
        accountName: 'team@acme.io',
        accountId: randomUUID(),
        status: 'connected',
      }),
    ),
  );
  return id;
}

/** As publishing does it. */
const watch = (rule: MadeRule, settings: unknown = {}, uses = 'gmail.new-email', connection = connectionId) =>
  db.database.tenant(rule.observatoryId, async (manager) => {
    const name = await followSource(manager, { ...rule, source: { uses, connectionId: connection, settings } });
    await listen(manager, { ...rule, to: { source: 'platforms', name } });
    return name;
  });
const watching = async (settings: unknown = {}) => {
  const rule = await makeRule(db.database, ours.observatoryId);
  return { rule, source: await watch(rule, settings) };
};
const switchTo = (rule: MadeRule, enabled: boolean) =>
  tenant(async (manager) => {
    await manager.update(AutomationRule, { id: rule.ruleId }, { enabled });
    if (enabled) await beginAnew(manager, rule.ruleId);
  });

/** What is due of this observatory; that of other tests is given back. */
async function claim(most = 100): Promise<ClaimedSource[]> {
  const claimed = await db.database.system((manager) => claimSources(manager, { most, claimMs: 60_000 }));
  const others = claimed.filter(({ observatoryId }) => observatoryId !== ours.observatoryId);
  for (const other of others)
    await db.database.tenant(other.observatoryId, (manager) => releaseSource(manager, other, { waitMs: 3_600_000 }));
  return claimed.filter(({ observatoryId }) => observatoryId === ours.observatoryId);
}
const claimOne = async (): Promise<ClaimedSource> => {
  const [source, ...others] = await claim();
  expect(others).toEqual([]);
  if (!source) throw new Error('Nothing is due.');
  return source;
};
const mail = (key: string) => ({ key, summary: `A new e-mail arrives: ${key}`, body: { id: key } });
const keep = (source: ClaimedSource, keys: string[], cursor: unknown = keys.length) =>
  tenant((manager) => keepPoll(manager, source, { occurred: keys.map(mail), cursor, waitMs: 60_000 }));
const due = () => tenant((manager) => manager.query('update event_sources set next_at = now()'));
const runsOf = async ({ ruleId }: MadeRule) =>
  (await tenant((manager) => manager.findBy(Run, { ruleId })))
    .map(({ event }) => event)
    .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
const rowOf = async (id: string): Promise<Record<string, unknown> | undefined> => {
  const rows: unknown = await tenant((manager) => manager.query('select * from event_sources where id = $1', [id]));
  return (rows as Record<string, unknown>[])[0];
};

describe('what is found', () => {
  it('starts every rule that watches the same once, with one look', async () => {
    const [one, two] = [await watching(), await watching()];
    expect(one.source).toBe(two.source);
    const source = await claimOne();
    expect(source).toMatchObject({ uses: 'gmail.new-email', connectionId, settings: {}, cursor: null, failures: 0 });
    expect(await keep(source, ['a', 'b'])).toBe(true);
    for (const { rule } of [one, two]) expect(await runsOf(rule)).toHaveLength(2);
    const [run] = await tenant((manager) => manager.findBy(Run, { ruleId: one.rule.ruleId }));
    expect(run).toMatchObject({
      triggerType: 'platform',
      triggerSummary: expect.stringMatching(/^A new e-mail arrives: [ab]$/),
    });
    const details: unknown = await tenant((m) => m.query('select trigger_details from runs where id = $1', [run?.id]));
    expect(details).toMatchObject([{ trigger_details: { kind: 'platform', eventName: 'gmail.new-email' } }]);
    await due();
    expect(await keep(await claimOne(), ['b', 'c'])).toBe(true);
    expect(await runsOf(two.rule)).toHaveLength(3);
  });

  it('is kept with its cursor or not at all', async () => {
    const { rule, source: id } = await watching();
    const source = await claimOne();
    const lost = tenant(async (manager) => {
      await keepPoll(manager, source, { occurred: [mail('a')], cursor: 1, waitMs: 1 });
      throw new Error('the process is gone');
    });
    await expect(lost).rejects.toThrow('the process is gone');
    expect(await runsOf(rule)).toEqual([]);
    expect(await rowOf(id)).toMatchObject({ cursor: null });
  });

  it('is looked at once more a little after the vendor told of it, also when somebody was looking just then', async () => {
    const { source: id } = await watching();
    const source = await claimOne();
    const { accountId } = await tenant((manager) => manager.findOneByOrFail(Connection, { id: connectionId }));
    const told = { platform: 'gmail', accounts: [accountId], lagMs: 10_000 };
    await db.database.system((manager) => wakeSources(manager, told));
    const before = await rowOf(id);
    expect(before?.['again_at']).toBeInstanceOf(Date);
    expect(await keep(source, [])).toBe(true);
    expect(await rowOf(id)).toMatchObject({ next_at: before?.['again_at'] });
    await tenant((manager) => manager.query('update event_sources set next_at = now(), again_at = now()'));
    await keep(await claimOne(), []);
    const { next_at: next, again_at: again } = (await rowOf(id)) ?? {};
    expect(Number(next)).toBeGreaterThan(Number(again) + 30_000);
  });

  it('is looked at every few seconds at most, however often the vendor tells, and after the last time once more', async () => {
    const { source: id } = await watching();
    await keep(await claimOne(), []);
    const { accountId } = await tenant((manager) => manager.findOneByOrFail(Connection, { id: connectionId }));
    const tell = () =>
      db.database.system((manager) =>
        wakeSources(manager, { platform: 'gmail', accounts: [accountId], lagMs: 10_000 }),
      );
    for (let time = 0; time < 10; time += 1) await tell();
    expect(await claim()).toEqual([]);
    const { last_polled_at: last, next_at: next, again_at: again } = (await rowOf(id)) ?? {};
    expect(Number(next) - Number(last)).toBe(5_000);
    await tenant((m) => m.query(`update event_sources set last_polled_at = now() - interval '5 s', next_at = now()`));
    const source = await claimOne();
    await tell();
    await keep(source, []);
    expect(await rowOf(id)).toMatchObject({ next_at: again, again_at: again });
  });

  it('is looked at once more, also where the look took longer than the vendor’s lists lag', async () => {
    const { source: id } = await watching();
    const source = await claimOne();
    await tenant((manager) => manager.query(`update event_sources set again_at = now() - interval '1 s'`));
    await keep(source, []);
    expect(await claimOne()).toMatchObject({ id });
    expect(await rowOf(id)).toMatchObject({ again_at: null });
  });

  it('is not looked at sooner for that where the vendor was away, or wants to be left alone', async () => {
    const { source: id } = await watching();
    const source = await claimOne();
    const { accountId } = await tenant((manager) => manager.findOneByOrFail(Connection, { id: connectionId }));
    const failed = { code: 'rate-limited', message: 'Too many calls.', waitMs: 600_000 };
    await tenant((manager) => failPoll(manager, source, failed));
    const before = await rowOf(id);
    const told = { platform: 'gmail', accounts: [accountId], lagMs: 10_000 };
    await db.database.system((manager) => wakeSources(manager, told));
    expect(await rowOf(id)).toMatchObject({ next_at: before?.['next_at'] });
  });

  it('takes text that PostgreSQL does not store', async () => {
    const { rule } = await watching();
    const source = await claimOne();
    const occurred = [{ key: 'a', summary: 'A\0B', body: { subject: 'A\0B \ud800' } }];
    await tenant((manager) => keepPoll(manager, source, { occurred, cursor: 1, waitMs: 1 }));
    expect(await runsOf(rule)).toEqual([{ subject: 'A\ufffdB \ufffd' }]);
  });
});

describe('a claim', () => {
  it('is had by one of many who ask at once', async () => {
    await watching();
    const claims = await Promise.all(
      Array.from({ length: 8 }, () => db.database.system((m) => claimSources(m, { most: 100, claimMs: 60_000 }))),
    );
    expect(claims.flat().filter(({ observatoryId }) => observatoryId === ours.observatoryId)).toHaveLength(1);
  });

  it('runs out, and who comes back late writes nothing', async () => {
    const { rule, source: id } = await watching();
    const abandoned = await claimOne();
    expect(await claim()).toEqual([]);
    await tenant((manager) => manager.query(`update event_sources set claimed_until = now() - interval '1 second'`));
    const next = await claimOne();
    expect(await keep(abandoned, ['a'], 'late')).toBe(false);
    await tenant((manager) => failPoll(manager, abandoned, { code: 'x', message: 'x', waitMs: 1 }));
    expect(await runsOf(rule)).toEqual([]);
    expect(await keep(next, ['a'], 'in time')).toBe(true);
    expect(await runsOf(rule)).toHaveLength(1);
    expect(await rowOf(id)).toMatchObject({ cursor: 'in time', failures: 0, error_code: null });
  });

  it('is not had while nobody listens, and each observatory has its turn', async () => {
    const many = [await watching({ n: 1 }), await watching({ n: 2 }), await watching({ n: 3 })];
    const theirs = await createWorkspace(db);
    const rule = await makeRule(db.database, theirs.observatoryId);
    await watch(rule, {}, 'gmail.new-email', await connect(theirs.observatoryId));
    const first = await db.database.system((m) => claimSources(m, { most: 2, claimMs: 60_000 }));
    expect(first.map(({ observatoryId }) => observatoryId)).toContain(theirs.observatoryId);
    for (const { rule: one } of many) await switchTo(one, false);
    await tenant((manager) => manager.query('update event_sources set claimed_until = null'));
    expect(await claim()).toEqual([]);
  });

  it('leaves places to others where one observatory has all it may have', async () => {
    await Promise.all([1, 2, 3].map((n) => watching({ n })));
    const { observatoryId } = ours;
    const take = async (held: Record<string, number>) => {
      const claimed = await db.database.system((m) =>
        claimSources(m, { most: 100, mostOfOne: 2, held, claimMs: 60_000 }),
      );
      return claimed.filter((source) => source.observatoryId === observatoryId).length;
    };
    expect(await take({ [observatoryId]: 2 })).toBe(0);
    expect(await take({ [observatoryId]: 1 })).toBe(1);
    expect(await take({})).toBe(2);
  });

  it('stays while there is more, and ends with a failure, from where it is tried again', async () => {
    const { rule, source: id } = await watching();
    const source = await claimOne();
    const again = { claimMs: 60_000 };
    await tenant((m) => keepPoll(m, source, { occurred: [mail('a')], cursor: 1, waitMs: 60_000, again }));
    expect(await claim()).toEqual([]);
    await tenant((m) => failPoll(m, source, { code: 'unavailable', message: 'Away.', hint: 'Wait.', waitMs: 60_000 }));
    expect(await rowOf(id)).toMatchObject({ cursor: 1, failures: 1, error_code: 'unavailable', error_hint: 'Wait.' });
    expect(await claim()).toEqual([]);
    expect(await tenant((manager) => lookNow(manager, rule.ruleId))).toBe(true);
    expect(await claimOne()).toMatchObject({ id, cursor: 1, failures: 1 });
  });
});

describe('a rule that is published again', () => {
  it('goes on in its new source where the old one was read to, and hears nothing twice', async () => {
    const { rule, source } = await watching({ query: 'a' });
    await keep(await claimOne(), ['a', 'b'], { at: 2 });
    expect(await watch(rule, { query: 'a' })).toBe(source);
    const moved = await watch(rule, { query: 'b' });
    expect(moved).not.toBe(source);
    const next = await claimOne();
    expect(next).toMatchObject({ id: moved, cursor: { at: 2 }, settings: { query: 'b' } });
    // The vendor is asked for a time in which both searches find the same.
    await keep(next, ['b', 'c'], { at: 3 });
    expect(await runsOf(rule)).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
  });

  it('misses nothing that was fetched for the old source but not kept yet', async () => {
    const { rule } = await watching({ query: 'a' });
    await keep(await claimOne(), [], { at: 0 });
    await due();
    const under = await claimOne();
    await watch(rule, { query: 'b' });
    await keep(under, ['a'], { at: 1 });
    expect(await runsOf(rule)).toEqual([]);
    const next = await claimOne();
    expect(next.cursor).toEqual({ at: 0 });
    await keep(next, ['a'], { at: 1 });
    expect(await runsOf(rule)).toEqual([{ id: 'a' }]);
  });

  it('keeps a place of its own where others have read elsewhere', async () => {
    const [stays, moves] = [await watching({ query: 'b' }), await watching({ query: 'a' })];
    for (const source of await claim()) await keep(source, ['x'], source.id === stays.source ? { at: 9 } : { at: 1 });
    const own = await watch(moves.rule, { query: 'b' });
    expect(own).not.toBe(stays.source);
    expect(await rowOf(own)).toMatchObject({ cursor: { at: 1 } });
    expect(await rowOf(stays.source)).toMatchObject({ cursor: { at: 9 } });
    expect(await watch(moves.rule, { query: 'b' })).toBe(own);
  });

  it('begins anew on another account or for something else', async () => {
    const { rule } = await watching();
    await keep(await claimOne(), [], { at: 1 });
    expect(await rowOf(await watch(rule, {}, 'gmail.other'))).toMatchObject({ cursor: null });
    const other = await connect(ours.observatoryId);
    expect(await rowOf(await watch(rule, {}, 'gmail.other', other))).toMatchObject({ cursor: null });
    // Those it has left are gone with the next publication.
    await watching({ query: 'later' });
    const rows: unknown = await tenant((manager) => manager.query('select id from event_sources'));
    expect(rows).toHaveLength(2);
  });
});

describe('a rule that is switched off and on', () => {
  it('begins anew where nobody else listened, whatever was being read for it', async () => {
    const { rule, source: id } = await watching();
    await keep(await claimOne(), [], { at: 1 });
    await due();
    const under = await claimOne();
    await switchTo(rule, false);
    await switchTo(rule, true);
    expect(await keep(under, ['meanwhile'])).toBe(false);
    expect(await rowOf(id)).toMatchObject({ cursor: null });
    expect(await claimOne()).toMatchObject({ id, cursor: null });
  });

  it('joins the others where they are', async () => {
    const [one, two] = [await watching(), await watching()];
    await keep(await claimOne(), [], { at: 1 });
    await switchTo(one.rule, false);
    await switchTo(one.rule, true);
    expect(await rowOf(two.source)).toMatchObject({ cursor: { at: 1 } });
  });

  it('has no stale place after it was edited while it was off', async () => {
    const { rule } = await watching({ query: 'a' });
    await keep(await claimOne(), [], { at: 1 });
    await switchTo(rule, false);
    const moved = await watch(rule, { query: 'b' });
    await switchTo(rule, true);
    expect(await rowOf(moved)).toMatchObject({ cursor: null });
  });
});

it('nobody reaches what another observatory watches', async () => {
  const { rule, source: id } = await watching();
  const source = await claimOne();
  const theirs = await createWorkspace(db);
  const stranger = await makeRule(db.database, theirs.observatoryId);
  await db.database.tenant(theirs.observatoryId, async (manager) => {
    expect(await manager.query('select id from event_sources where id = $1', [id])).toEqual([]);
    expect(await keepPoll(manager, source, { occurred: [mail('a')], cursor: 1, waitMs: 1 })).toBe(false);
    expect(await lookNow(manager, rule.ruleId)).toBe(false);
  });
  // The same words are another source there.
  expect(await watch(stranger)).not.toBe(id);
  expect(await runsOf(rule)).toEqual([]);
});

it('the migration goes back and forth', async () => {
  const { rule } = await watching();
  await keep(await claimOne(), ['a']);
  const owner = await new DataSource({ type: 'postgres', url: db.ownerUrl }).initialize();
  const runner = owner.createQueryRunner();
  const migrations = [
    new EventSources1764250100000(),
    new PlatformHooks1764250500000(),
    new WatchedNumbers1764330900000(),
  ];
  for (const migration of migrations.toReversed()) await migration.down(runner);
  for (const migration of migrations) await migration.up(runner);
  await runner.release();
  await owner.destroy();
  // Its run is still there; it waits until it is published again.
  expect(await runsOf(rule)).toEqual([{ id: 'a' }]);
  expect(await claim()).toEqual([]);
  await watch(rule);
  await keep(await claimOne(), ['a', 'b']);
  expect(await runsOf(rule)).toHaveLength(2);
});
