import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { TestApi, type Person } from './support/api.js';
import { Id } from './support/rules.js';

const COUNT = 20;
const ListBody = z.object({
  data: z.array(Id),
  meta: z.object({ pagination: z.object({ nextCursor: z.string().nullable() }) }),
});

let api: TestApi;
let owner: Person & { observatoryId: string };

/** Twenty of each, three microseconds apart: what one statement of a burst writes. */
beforeAll(async () => {
  api = await TestApi.start();
  owner = await api.observatory();
  const at = `'2026-03-01T10:00:00.000100Z'::timestamptz + n * interval '3 microseconds'`;
  const numbers = `generate_series(1, ${COUNT}) n`;
  await api.query(
    `insert into automation_rules (observatory_id, name, trigger_type, trigger_config, draft, created_at)
     select $1, 'Rule ' || n, 'manual', '{}', '{}', ${at} from ${numbers}`,
    [owner.observatoryId],
  );
  await api.query(
    // Of few durations and statuses, so that pages end between equal ones.
    `insert into runs (observatory_id, plan_hash, trigger_type, trigger_summary, event, created_at, started_at, finished_at, status)
     select $1, 'x', 'manual', 'By hand', '{}', at, at, at + (n % 3) * interval '1 second',
       (array['succeeded', 'failed', 'cancelled'])[1 + n % 3] from ${numbers}, lateral (select ${at} as at) t`,
    [owner.observatoryId],
  );
  await api.query(
    `insert into activity_logs (observatory_id, activity_type, action, title, status, occurred_at)
     select $1, 'log', 'created', 'Line', 'success', ${at} from ${numbers}`,
    [owner.observatoryId],
  );
  await api.query(
    `insert into events (observatory_id, source, name, dedupe_key, summary, body, occurred_at)
     select $1, 'rules', 'order.paid', n::text, 'Order', '{}', ${at} from ${numbers}`,
    [owner.observatoryId],
  );
  await api.query(
    `insert into approval_requests (observatory_id, run_id, step_path, title, platform, action, action_data, action_hash, risk_level, requested_at, expires_at)
     select $1, id, 'steps[0]', 'Publish', 'twitter', 'twitter.create-post', '{}', 'x', 'low', created_at, created_at + interval '10 years'
     from runs where observatory_id = $1`,
    [owner.observatoryId],
  );
});
afterAll(() => api.stop());

async function walk(path: string): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: string = `${path}${path.includes('?') ? '&' : '?'}limit=1${cursor === null ? '' : `&cursor=${cursor}`}`;
    const { data, meta } = ListBody.parse((await api.call('GET', `/api/v1${page}`, { token: owner.token })).body);
    seen.push(...data.map(({ id }) => id));
    cursor = meta.pagination.nextCursor;
  } while (cursor !== null && seen.length <= COUNT);
  return seen;
}

describe('pages of one', () => {
  it.each([
    '/runs',
    '/runs?q=hand',
    ...['oldest', 'longest', 'status'].flatMap((sort) => [`/runs?sort=${sort}`, `/runs?q=hand&sort=${sort}`]),
    '/activity',
    '/events',
    '/events?q=paid',
    '/approvals',
    '/approvals?status=pending',
    '/rules',
  ])('of %s skip and repeat nothing within a millisecond', async (path) => {
    const seen = await walk(path);
    expect(seen).toHaveLength(COUNT);
    expect(new Set(seen).size).toBe(COUNT);
  });
});

describe('many runs', () => {
  const MANY = 3000;
  let crowd: Person & { observatoryId: string };
  const at = (age: string) => `date_trunc('hour', now()) - ${age}`;

  beforeAll(async () => {
    crowd = await api.observatory();
    const [rule] = await api.query(
      `insert into automation_rules (observatory_id, name, trigger_type, draft) values ($1, 'Rule', 'webhook', '{}') returning id`,
      [crowd.observatoryId],
    );
    // Every tenth failed; the others took n milliseconds.
    await api.query(
      `insert into runs (observatory_id, rule_id, plan_hash, trigger_type, trigger_summary, status, event, created_at, started_at, finished_at)
       select $1, $2, 'x', 'webhook', 'order ' || n || ' from octo-org', case when n % 10 = 0 then 'failed' else 'succeeded' end,
         '{}', at, at, at + n * interval '1 millisecond'
       from generate_series(1, ${MANY}) n, lateral (select ${at(`interval '1 hour' * (1 + n % 3)`)} as at) t`,
      [crowd.observatoryId, rule?.['id']],
    );
    await api.query('analyze runs');
  });

  const found = async (q: string) =>
    ListBody.parse(
      (await api.call('GET', `/api/v1/runs?limit=50&q=${encodeURIComponent(q)}`, { token: crowd.token })).body,
    ).data;

  it.each([
    ['a frequent word and a rare one', 'order 1234', 1],
    ['two frequent words', 'order octo-org', 50],
    ['two frequent words and a rare one', 'octo-org order 2999', 1],
    ['two rare words that no run has both', '1234 2999', 0],
    ['a frequent word and one that is nowhere', 'order nowhere', 0],
  ])('are found by %s', async (_name, q, count) => {
    expect(await found(q)).toHaveLength(count);
  });

  it('are counted by the hour, with how long they took', async () => {
    const reply = await api.call('GET', '/api/v1/dashboard?hours=24', { token: crowd.token });
    const { stats, perHour } = reply.data(
      z.looseObject({
        stats: z.looseObject({}),
        perHour: z.array(z.object({ hour: z.string(), succeeded: z.int(), failed: z.int(), other: z.int() })),
      }),
    );
    expect(stats).toMatchObject({ runs: MANY, succeeded: 2700, failed: 300, waiting: 0, successRate: 0.9 });
    expect(stats).toMatchObject({ completionP50Ms: 1500.5, completionP95Ms: 2850.05, answerP50Ms: null });
    expect(perHour).toHaveLength(24);
    expect(perHour.slice(-4).map(({ succeeded, failed, other }) => [succeeded, failed, other])).toEqual([
      [900, 100, 0],
      [900, 100, 0],
      [900, 100, 0],
      [0, 0, 0],
    ]);
  });
});
