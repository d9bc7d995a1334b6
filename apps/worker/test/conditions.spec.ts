import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { beginAnew, followNumber, listen } from '@jarvis/database';
import { until } from '@jarvis/testing';
import { Engine } from './support/engine.js';
import { log, planOf } from './support/plans.js';

/** A worker that looks at how many mails a search finds, for rules that wait until there are more than so many. */

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start();
}, 120_000);
afterAll(() => engine.stop());
afterEach(async () => {
  await engine.mend();
  await engine.rows('update automation_rules set enabled = false');
});

interface Watched {
  ruleId: string;
  source: string;
}

/** As publishing a rule does it. */
async function follow(ruleId: string, word: string, fields: object): Promise<Watched> {
  const { observatoryId } = engine;
  const settings = {
    side: 'above',
    line: 1,
    rearm: 1,
    forMs: 0,
    everyMs: 3_600_000,
    input: { query: `subject:${word}` },
    value: 'size(output.emails)',
    ...fields,
  };
  const number = { uses: 'gmail.search-emails', connectionId: engine.gmail, settings };
  const source = await engine.db.database.tenant(observatoryId, async (manager) => {
    const name = await followNumber(manager, { observatoryId, ruleId, source: number });
    await listen(manager, { observatoryId, ruleId, to: { source: 'platforms', name } });
    return name;
  });
  return { ruleId, source };
}
async function watch(word: string, fields: object = {}): Promise<Watched> {
  const { id } = await engine.publish(planOf([log('log', 'Noticed')]), {});
  return follow(id, word, fields);
}
/** Watched, and looked at once. */
async function begun(word: string, fields: object = {}): Promise<Watched> {
  const watched = await watch(word, fields);
  await engine.awaitRow('select id from event_sources where id = $1 and cursor is not null', [watched.source]);
  return watched;
}
const arrives = (subject: string) => engine.letHappen('/mail', { from: 'Ann <ann@example.com>', subject, text: 'Hi' });
const hasLook = async ({ source }: Watched) => {
  const [row] = await engine.rows('select last_polled_at::text as last from event_sources where id = $1', [source]);
  return row?.['last'];
};

/** Has it looked at, and waits until that is over. */
async function look(watched: Watched): Promise<Record<string, unknown>> {
  const before = await hasLook(watched);
  await engine.rows('update event_sources set next_at = now() where id = $1', [watched.source]);
  return engine.awaitRow(
    `select *, cursor->>'state' as state from event_sources
     where id = $1 and last_polled_at::text is distinct from $2 and claim is null`,
    [watched.source, before],
  );
}
const eventsOf = async ({ ruleId }: Watched): Promise<unknown[]> =>
  (await engine.rows(`select event from runs where rule_id = $1 order by created_at`, [ruleId])).map(
    ({ event }) => event,
  );
const fired = (value: number, before: number) =>
  expect.objectContaining({ value, before, line: 1, side: 'above', at: expect.any(String) });

describe('a number that crosses a line', () => {
  it('starts the rule once, and not at the looks after it', async () => {
    const rule = await begun('crosses');
    await arrives('crosses 1');
    expect(await look(rule)).toMatchObject({ state: 'armed', last_event_at: null });
    await arrives('crosses 2');
    expect(await look(rule)).toMatchObject({ state: 'fired', last_event_at: expect.anything() });
    await arrives('crosses 3');
    await look(rule);
    expect(await eventsOf(rule)).toEqual([fired(2, 1)]);
    expect(
      await engine.rows('select trigger_type, trigger_summary from runs where rule_id = $1', [rule.ruleId]),
    ).toEqual([{ trigger_type: 'condition', trigger_summary: 'Search e-mails: 2 is above 1' }]);
  });

  it('does not start the rule when it is across at the first look', async () => {
    await arrives('first 1');
    await arrives('first 2');
    const rule = await begun('first');
    expect(await look(rule)).toMatchObject({ state: 'fired' });
    expect(await eventsOf(rule)).toEqual([]);
  });

  it('is one run when the worker is killed before it has kept it', async () => {
    const rule = await begun('killed');
    await arrives('killed 1');
    await arrives('killed 2');
    const release = await engine.holdRuns();
    await engine.rows('update event_sources set next_at = now() where id = $1', [rule.source]);
    await until(
      async () =>
        (
          await engine.rows(
            `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query ilike '%into runs%'`,
          )
        )[0],
    );
    await engine.worker.kill();
    await release();
    expect(await eventsOf(rule)).toEqual([]);
    engine.worker = await engine.startWorker();
    // Nobody waits for the claim of the dead here.
    await engine.rows('update event_sources set claimed_until = now() where id = $1', [rule.source]);
    await look(rule);
    await look(rule);
    expect(await eventsOf(rule)).toEqual([fired(2, 0)]);
  });

  it('is one run beside two workers', async () => {
    const rule = await begun('two');
    const other = await engine.startWorker();
    await arrives('two 1');
    await arrives('two 2');
    for (let round = 0; round < 5; round += 1) await look(rule);
    await other.stop();
    expect(await eventsOf(rule)).toEqual([fired(2, 0)]);
  });

  it('stays where it was while the looks fail, which are counted', async () => {
    const rule = await begun('away');
    await arrives('away 1');
    await arrives('away 2');
    await engine.fail({ platform: 'gmail', kind: 'server-error', count: 2 });
    expect(await look(rule)).toMatchObject({ state: 'armed', failures: 1, error_code: 'unavailable' });
    expect(await look(rule)).toMatchObject({ state: 'armed', failures: 2 });
    expect(await look(rule)).toMatchObject({ state: 'fired', failures: 0, error_code: null });
    expect(await eventsOf(rule)).toEqual([fired(2, 0)]);
  });

  it('says what is wrong where the expression gives no number', async () => {
    const rule = await watch('text', { value: 'output.emails' });
    const row = await engine.awaitRow('select * from event_sources where id = $1 and failures > 0', [rule.source]);
    expect(row).toMatchObject({
      cursor: null,
      error_code: 'invalid-input',
      error_message: 'The number could not be read. It has to give a number, but this gave a list.',
      error_hint: 'Read a number, or count a list with size(…).',
    });
  });

  it('begins anew when the rule was off, and with another line', async () => {
    const rule = await begun('anew');
    await arrives('anew 1');
    await arrives('anew 2');
    await engine.db.database.tenant(engine.observatoryId, (manager) => beginAnew(manager, rule.ruleId));
    await engine.awaitRow('select id from event_sources where id = $1 and cursor is not null', [rule.source]);
    const edited = await follow(rule.ruleId, 'anew', { line: 2 });
    expect(edited.source).not.toBe(rule.source);
    await engine.awaitRow('select id from event_sources where id = $1 and cursor is not null', [edited.source]);
    expect(await eventsOf(rule)).toEqual([]);
    await arrives('anew 3');
    await look(edited);
    expect(await eventsOf(rule)).toEqual([expect.objectContaining({ value: 3, before: 2, line: 2 })]);
  });
});
