import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { beginAnew, followSource, listen } from '@jarvis/database';
import { until } from '@jarvis/testing';
import { Engine } from './support/engine.js';
import { log, planOf } from './support/plans.js';

/** A worker that looks at mailboxes and mentions for rules. */

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
async function watch(
  settings: unknown = {},
  { uses = 'gmail.new-email', connectionId = engine.gmail } = {},
): Promise<Watched> {
  const { id: ruleId } = await engine.publish(planOf([log('log', 'Noticed')]), {});
  return { ruleId, source: await follow(ruleId, { uses, connectionId, settings }) };
}
const follow = (ruleId: string, source: { uses: string; connectionId: string; settings: unknown }) => {
  const { observatoryId } = engine;
  return engine.db.database.tenant(observatoryId, async (manager) => {
    const name = await followSource(manager, { observatoryId, ruleId, source });
    await listen(manager, { observatoryId, ruleId, to: { source: 'platforms', name } });
    return name;
  });
};
/** Watched, and already begun. */
async function begun(settings: unknown = {}, options: Parameters<typeof watch>[1] = {}): Promise<Watched> {
  const watched = await watch(settings, options);
  await engine.awaitRow('select id from event_sources where id = $1 and cursor is not null', [watched.source]);
  return watched;
}
const arrives = (subject: string) => engine.letHappen('/mail', { from: 'Ann <ann@example.com>', subject, text: 'Hi' });

/** Has it looked at, and waits until that is over. */
async function look({ source }: Watched): Promise<Record<string, unknown>> {
  const [before] = await engine.rows('select last_polled_at::text as last from event_sources where id = $1', [source]);
  await engine.rows('update event_sources set next_at = now() where id = $1', [source]);
  return engine.awaitRow(
    `select * from event_sources where id = $1 and last_polled_at::text is distinct from $2 and claim is null`,
    [source, before?.['last']],
  );
}
const subjectsOf = async ({ ruleId }: Watched): Promise<unknown[]> =>
  (await engine.rows(`select event->>'subject' as subject from runs where rule_id = $1 order by 1`, [ruleId])).map(
    ({ subject }) => subject,
  );
const lists = () => engine.requests({ method: 'GET', path: '/gmail/v1/users/me/messages' }).length;

describe('a mail that arrives', () => {
  it('starts each rule that waits for it once, with one look', async () => {
    const [one, two] = [await begun(), await begun()];
    expect(one.source).toBe(two.source);
    await arrives('First');
    const before = lists();
    await look(one);
    expect(lists()).toBe(before + 1);
    await look(one);
    for (const rule of [one, two]) expect(await subjectsOf(rule)).toEqual(['First']);
    expect(
      await engine.rows('select trigger_type, trigger_summary from runs where rule_id = $1', [one.ruleId]),
    ).toEqual([
      { trigger_type: 'platform', trigger_summary: 'A new e-mail arrives: First from Ann <ann@example.com>' },
    ]);
  });

  it('is read in parts where there are many, all of them at once', async () => {
    const rule = await begun({ query: 'subject:batch' });
    for (let index = 10; index < 55; index += 1) await arrives(`batch ${index}`);
    await look(rule);
    expect(await subjectsOf(rule)).toEqual(Array.from({ length: 45 }, (_, index) => `batch ${index + 10}`));
  });

  it('is neither lost nor told twice when the worker is killed before it has kept it', async () => {
    const rule = await begun({ query: 'subject:killed' });
    await arrives('killed');
    const release = await engine.holdRuns();
    await engine.rows('update event_sources set next_at = now() where id = $1', [rule.source]);
    await until(
      async () =>
        (
          await engine.rows(
            `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query ilike '%into events%'`,
          )
        )[0],
    );
    await engine.worker.kill();
    await release();
    expect(await subjectsOf(rule)).toEqual([]);
    engine.worker = await engine.startWorker();
    // Nobody waits for the claim of the dead here.
    await engine.rows('update event_sources set claimed_until = now() where id = $1', [rule.source]);
    await look(rule);
    await look(rule);
    expect(await subjectsOf(rule)).toEqual(['killed']);
  });

  it('is looked for by one of two workers', async () => {
    const rule = await begun({ query: 'subject:two' });
    const other = await engine.startWorker();
    const before = lists();
    await look(rule);
    expect(lists()).toBe(before + 1);
    await other.stop();
  });

  it('is found after Gmail was away, which is told meanwhile', async () => {
    const rule = await begun({ query: 'subject:away' });
    await engine.fail({ platform: 'gmail', kind: 'server-error', count: 2 });
    await arrives('away 1');
    expect(await look(rule)).toMatchObject({
      failures: 1,
      error_code: 'unavailable',
      error_message: expect.stringContaining('503'),
    });
    await arrives('away 2');
    expect(await look(rule)).toMatchObject({ failures: 2 });
    expect(await look(rule)).toMatchObject({ failures: 0, error_code: null });
    expect(await subjectsOf(rule)).toEqual(['away 1', 'away 2']);
  });

  it('waits as long as Gmail asks for', async () => {
    const rule = await begun({ query: 'subject:slower' });
    await engine.fail({ platform: 'gmail', kind: 'rate-limited', retryAfter: 3_000 });
    const { next_at: next, last_polled_at: last } = await look(rule);
    expect(Number(next) - Number(last)).toBeGreaterThanOrEqual(2_990_000);
  });

  it('is not missed by a rule that is edited in between, and told once', async () => {
    const rule = await begun({ query: 'subject:edit' });
    await arrives('edit 1');
    await look(rule);
    await arrives('edit 2');
    const settings = { query: 'subject:edit OR subject:more' };
    const edited = {
      ...rule,
      source: await follow(rule.ruleId, { uses: 'gmail.new-email', connectionId: engine.gmail, settings }),
    };
    await arrives('more 3');
    await look(edited);
    await look(edited);
    expect(await subjectsOf(rule)).toEqual(['edit 1', 'edit 2', 'more 3']);
  });

  it('is nobody’s while the rule is off', async () => {
    const rule = await begun({ query: 'subject:off' });
    await engine.rows('update automation_rules set enabled = false where id = $1', [rule.ruleId]);
    await arrives('off 1');
    await engine.db.database.tenant(engine.observatoryId, async (manager) => {
      await manager.query('update automation_rules set enabled = true where id = $1', [rule.ruleId]);
      await beginAnew(manager, rule.ruleId);
    });
    await engine.awaitRow('select id from event_sources where id = $1 and cursor is not null', [rule.source]);
    await arrives('off 2');
    await look(rule);
    expect(await subjectsOf(rule)).toEqual(['off 2']);
  });
});

it('very many mentions are kept in parts, each once', async () => {
  const rule = await begun({}, { uses: 'twitter.new-mention', connectionId: engine.twitter });
  for (let index = 0; index < 130; index += 1)
    await engine.letHappen('/x/jarvis_dev', { author: 'ann_example', text: `Number ${index.toString()}` });
  await look(rule);
  await look(rule);
  expect(
    await engine.rows(
      `select count(*)::int as events, count(distinct occurred_at)::int as transactions, count(distinct run_id)::int as runs
       from events e join event_runs r on r.event_id = e.id where e.name = $1`,
      [rule.source],
    ),
  ).toEqual([{ events: 130, transactions: 2, runs: 130 }]);
});

it('a mention starts its rule, with the whole text and the author', async () => {
  const rule = await begun({}, { uses: 'twitter.new-mention', connectionId: engine.twitter });
  await engine.letHappen('/x/jarvis_dev', { author: 'ann_example', text: 'Is <this> open, @jarvis_dev?' });
  await look(rule);
  await look(rule);
  expect(await engine.rows('select event, trigger_summary from runs where rule_id = $1', [rule.ruleId])).toMatchObject([
    {
      event: { text: 'Is <this> open, @jarvis_dev?', author: { username: 'ann_example' } },
      trigger_summary: 'Somebody mentions the account: @ann_example: Is <this> open, @jarvis_dev?',
    },
  ]);
});

describe('an account that cannot be used', () => {
  it('is told on the source, and breaks the connection as a step would', async () => {
    const connectionId = await engine.connect('gmail', {
      credentials: { accessToken: 'revoked' },
      accountId: 'revoked',
    });
    const { source } = await watch({}, { connectionId });
    await engine.awaitRow(`select id from event_sources where id = $1 and error_code = 'auth'`, [source]);
    await engine.awaitRow(`select id from integrations where id = $1 and status = 'error'`, [connectionId]);
    expect(await engine.rows(`select 1 from events where name = 'connection.broken'`)).toHaveLength(1);
  });

  it('is told when it is disconnected, and how to go on', async () => {
    const connectionId = await engine.connect('gmail', { accountId: 'gone' });
    const rule = await begun({}, { connectionId });
    await engine.rows(`update integrations set status = 'disconnected', credentials = null where id = $1`, [
      connectionId,
    ]);
    expect(await look(rule)).toMatchObject({
      error_code: 'auth',
      error_message: expect.stringContaining('is disconnected'),
      error_hint: 'Connect the account again under Connections; where it was forgotten, publish the rule again too.',
    });
    expect(await engine.rows('select status from integrations where id = $1', [connectionId])).toEqual([
      { status: 'disconnected' },
    ]);
    await engine.rows('delete from integrations where id = $1', [connectionId]);
    expect(await look(rule)).toMatchObject({ error_message: expect.stringContaining('no longer exists') });
  });
});

it('leaves one line an hour in the audit log, however often it looks', async () => {
  const connectionId = await engine.connect('gmail', { accountId: 'audited' });
  const rule = await begun({}, { connectionId });
  await look(rule);
  await look(rule);
  const lines = await engine.rows(
    `select metadata->>'purpose' as purpose from audit_log where entity_id = $1 and action = 'credentials.opened'`,
    [connectionId],
  );
  expect(lines).toEqual([{ purpose: 'looks for gmail.new-email' }]);
});
