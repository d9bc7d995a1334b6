import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '@jarvis/telemetry';
import { until } from '@jarvis/testing';
import pg from 'pg';
import { createApp } from '../../src/create-app.js';
import { TestApi, type Person } from '../support/api.js';
import { LimitedRule } from './support.js';

let api: TestApi;
let owner: Person & { observatoryId: string };
beforeAll(async () => {
  api = await TestApi.start();
  owner = await api.observatory();
});
afterAll(() => api.stop());

const publish = (limits: object) => LimitedRule.publish(api, owner, limits);
const startsOf = async (rule: LimitedRule) => {
  const rows = await api.query(
    `select (r.event ->> 'number')::int as number from outbox o join runs r on o.key = 'start-run/' || r.id
     where r.rule_id = $1 order by o.id`,
    [rule.ruleId],
  );
  return rows.map(({ number }) => number);
};

describe('concurrency', () => {
  it('lets so many be under way, and the next as soon as one ends, in their order', async () => {
    const rule = await publish({ concurrency: { limit: 2 } });
    await rule.happen([1, 2, 3, 4]);
    await rule.become({ started: [1, 2], queued: [3, 4] });
    expect(await startsOf(rule)).toEqual([1, 2]);
    expect((await rule.runs()).map((run) => run.waiting_for)).toEqual([
      null,
      null,
      'its turn, at most 2 under way at once',
      'its turn, at most 2 under way at once',
    ]);
    await rule.end(2);
    await rule.become({ ended: [2], started: [1, 3], queued: [4] });
    await rule.end(1);
    await rule.become({ ended: [1, 2], started: [3, 4] });
    expect(await startsOf(rule)).toEqual([1, 2, 3, 4]);
  });

  it('holds a delivery, which the door takes with its own few rights', async () => {
    const rule = await publish({ concurrency: { limit: 1 } });
    await rule.happen([1]);
    await rule.become({ started: [1] });
    const [version] = await api.query('select id, plan_hash from rule_versions where rule_id = $1', [rule.ruleId]);
    const door = new pg.Client({ connectionString: api.postgres.systemUrl });
    await door.connect();
    try {
      const id = randomUUID();
      await door.query(
        `insert into runs (id, observatory_id, rule_id, rule_version_id, plan_hash, trigger_type, trigger_summary, event)
         values ($1, $2, $3, $4, $5, 'webhook', 'A delivery', '{"number":2}')`,
        [id, owner.observatoryId, rule.ruleId, version?.['id'], version?.['plan_hash']],
      );
      await door.query(
        `insert into outbox (observatory_id, topic, key, payload) values ($1, 'start-run', $2, jsonb_build_object('runId', $3::text))`,
        [owner.observatoryId, `start-run/${id}`, id],
      );
    } finally {
      await door.end();
    }
    await rule.become({ started: [1], queued: [2] });
  });

  it('counts for each key', async () => {
    const rule = await publish({ concurrency: { limit: 1, key: '${{ event.shop }}-${{ event.till }}' } });
    await rule.happen([1, 2], { shop: 'north', till: 1 });
    await rule.happen([3, 4], { shop: 'south', till: 1 });
    await rule.become({ started: [1, 3], queued: [2, 4] });
    await rule.end(3);
    await rule.become({ started: [1, 4], queued: [2] });
  });

  it('loses no event of which the key cannot be made: they count together', async () => {
    const rule = await publish({ concurrency: { limit: 1, key: '${{ event.shop.name }}' } });
    await rule.happen([1, 2]);
    await rule.happen([3], { shop: { name: 'north' } });
    await rule.become({ started: [1, 3], queued: [2] });
    await rule.end(1);
    await rule.become({ started: [2, 3] });
  });

  it('leaves out what finds no place, and says so', async () => {
    const rule = await publish({ concurrency: { limit: 1, whenFull: 'skip' } });
    await rule.happen([1]);
    await rule.become({ started: [1] });
    await rule.happen([2, 3]);
    await rule.become({ started: [1], skipped: [2, 3] });
    expect((await rule.runs())[1]).toMatchObject({
      status: 'skipped',
      outcome_message: 'Not started: another run was under way.',
    });
    await rule.end(1);
    await rule.happen([4]);
    await rule.become({ started: [4] });
  });

  it('replaces the oldest: it is cancelled, and the newest starts when it has ended', async () => {
    const rule = await publish({ concurrency: { limit: 1, whenFull: 'replace' } });
    await rule.happen([1]);
    await rule.become({ started: [1] });
    await rule.happen([2]);
    await rule.become({ started: [1], queued: [2] });
    await rule.happen([3]);
    await rule.become({ started: [1], skipped: [2], queued: [3] });
    const [first] = await rule.runs();
    const cancels = await api.query(`select key from outbox where topic = 'cancel-run' and payload ->> 'runId' = $1`, [
      first?.id,
    ]);
    expect(cancels).toHaveLength(1);
    await rule.end(1);
    await rule.become({ ended: [1], skipped: [2], started: [3] });
  });

  it('gives the place of a cancelled run to the next, also of one that was not begun', async () => {
    const rule = await publish({ concurrency: { limit: 1 } });
    await rule.happen([1, 2, 3]);
    await rule.become({ started: [1], queued: [2, 3] });
    const waiting = (await rule.runs())[1];
    await api.query(`update runs set status = 'cancelled', finished_at = now() where id = $1`, [waiting?.id]);
    await rule.become({ ended: [2], queued: [3] });
    await rule.end(1);
    await rule.become({ ended: [1, 2], started: [3] });
    expect(await startsOf(rule)).toEqual([1, 3]);
  });

  it('lets what waits go when the rule no longer limits it', async () => {
    const rule = await publish({ concurrency: { limit: 1 } });
    await rule.happen([1, 2, 3]);
    await rule.become({ queued: [2, 3] });
    await rule.publishAgain(null);
    await rule.become({ started: [1, 2, 3] });
    await rule.happen([4]);
    expect((await rule.runs()).find(({ number }) => number === 4)).toMatchObject({ phase: null });
    expect(await startsOf(rule)).toEqual([1, 2, 3, 4]);
  });

  it('lets many go that wait, when the rule no longer limits it', async () => {
    const rule = await publish({ throttle: { limit: 1, per: '1h' } });
    const numbers = Array.from({ length: 520 }, (_, index) => index);
    await rule.happen(numbers);
    await rule.become({ new: [], started: [0] });
    await rule.publishAgain(null);
    await rule.become({ started: numbers });
  });

  it('leaves nothing to look at when it has looked', async () => {
    const rule = await publish({ concurrency: { limit: 1 } });
    await rule.happen([1, 2]);
    await rule.become({ started: [1], queued: [2] });
    await rule.publishAgain({ concurrency: { limit: 1 } });
    await until(async () => {
      const due = await api.query('select from run_holds where rule_id = $1 and due <= now()', [rule.ruleId]);
      return due.length === 0;
    });
    await rule.become({ started: [1], queued: [2] });
  });

  it('starts each once with two processes that decide', async () => {
    const second = await createApp({ config: api.config, logger: createLogger({ name: 'api', level: 'silent' }) });
    await second.init();
    try {
      const rule = await publish({ concurrency: { limit: 3, key: '${{ event.shop }}' } });
      const numbers = Array.from({ length: 60 }, (_, index) => index);
      await Promise.all([
        rule.happen(numbers, { shop: 1 }),
        rule.happen(
          numbers.map((n) => n + 100),
          { shop: 2 },
        ),
      ]);
      for (let round = 0; round < 20; round += 1) {
        const under = Array.from({ length: 3 }, (_, index) => round * 3 + index);
        await rule.become({ new: [] });
        const started = async () => (await rule.runs()).filter(({ phase }) => phase === 'started');
        await rule.become({ started: await inPlace(rule, [...under, ...under.map((n) => n + 100)]) });
        expect(await started()).toHaveLength(6);
        await api.query(`update runs set status = 'succeeded', finished_at = now() where id = any($1::uuid[])`, [
          (await started()).map(({ id }) => id),
        ]);
      }
      await rule.become({ started: [], queued: [] });
      expect((await startsOf(rule)).toSorted((a, b) => Number(a) - Number(b))).toEqual([
        ...numbers,
        ...numbers.map((n) => n + 100),
      ]);
    } finally {
      await second.close();
    }
  });
});

/** As {@link LimitedRule.become} lists them. */
async function inPlace(rule: LimitedRule, numbers: number[]): Promise<number[]> {
  return (await rule.runs()).map(({ number }) => number).filter((number) => numbers.includes(number));
}

describe('throttle', () => {
  it('starts so many in a time, and the others in their order when it has passed', async () => {
    const rule = await publish({ throttle: { limit: 2, per: '1h' } });
    await rule.happen([1, 2, 3, 4, 5]);
    await rule.become({ started: [1, 2], queued: [3, 4, 5] });
    await rule.end(1);
    await rule.become({ ended: [1], queued: [3, 4, 5] });
    await rule.pass('61 minutes');
    await rule.become({ started: [2, 3, 4], queued: [5] });
    await rule.pass('61 minutes');
    await rule.become({ started: [2, 3, 4, 5] });
  });
});

describe('throttle and concurrency', () => {
  it('the pace is taken by what can start', async () => {
    const rule = await publish({
      concurrency: { limit: 1, key: '${{ event.shop }}' },
      throttle: { limit: 2, per: '1h' },
    });
    await rule.happen([1, 2], { shop: 'north' });
    await rule.become({ started: [1], queued: [2] });
    await rule.happen([3, 4], { shop: 'south' });
    await rule.become({ started: [1, 3], queued: [2, 4] });
  });
});

describe('a run that is held back', () => {
  const post = (id: string | undefined, what: string, token = owner.token) =>
    api.call('POST', `/api/v1/runs/${String(id)}/${what}`, { token });
  const get = async (id: string | undefined) =>
    (await api.call('GET', `/api/v1/runs/${String(id)}`, { token: owner.token })).body;

  it('says how many are before it, and a person can start it at once, with a line in the audit log', async () => {
    const rule = await publish({ concurrency: { limit: 1 } });
    await rule.happen([1, 2, 3]);
    await rule.become({ started: [1], queued: [2, 3] });
    const [first, , last] = await rule.runs();
    expect(await get(last?.id)).toMatchObject({
      data: { status: 'queued', held: { phase: 'queued', before: 1, until: null } },
    });
    expect(await get(first?.id)).toMatchObject({ data: { held: null } });
    const viewer = await api.member(owner.observatoryId, 'viewer');
    expect((await post(last?.id, 'start-now', viewer.token)).status).toBe(403);
    const both = await Promise.all([post(last?.id, 'start-now'), post(last?.id, 'start-now')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([202, 409]);
    await rule.become({ started: [1, 3], queued: [2] });
    expect(await startsOf(rule)).toEqual([1, 3]);
    expect(await api.query(`select action from audit_log where entity_id = $1`, [last?.id])).toEqual([
      { action: 'run.started-now' },
    ]);
    await rule.end(1);
    await rule.become({ started: [3], queued: [2] });
    expect((await post(first?.id, 'start-now')).error.code).toBe('not-held');
  });

  it('does not keep what a person starts, which counts', async () => {
    const rule = await publish({ concurrency: { limit: 1 } });
    const started = await api.call('POST', `/api/v1/rules/${rule.ruleId}/run`, {
      token: owner.token,
      body: { event: { number: 1 } },
    });
    expect(started.status).toBe(202);
    await rule.become({ started: [1] });
    await rule.happen([2]);
    await rule.become({ started: [1], queued: [2] });
    await rule.end(1);
    await rule.become({ started: [2] });
  });
});
