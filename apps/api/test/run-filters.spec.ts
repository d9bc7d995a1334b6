import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { TestApi, type Person } from './support/api.js';
import { addConnection, createRule, hello, Id, publishRule } from './support/rules.js';

const Run = z.looseObject({ id: z.uuid(), title: z.string().nullable(), tags: z.array(z.string()) });
const Histogram = z.object({
  from: z.string(),
  to: z.string(),
  stepMs: z.int(),
  bars: z.array(z.object({ at: z.string(), counts: z.record(z.string(), z.int()) })),
  countedFrom: z.string().nullable(),
});

interface Row {
  title: string;
  rule?: 'tagged' | 'posting';
  status?: string;
  trigger?: string;
  outcome?: string;
  at: string;
  /** Seconds; null goes on. */
  took?: number | null;
}
/** Everything that a filter can tell apart, once. */
const ROWS: Row[] = [
  { title: 'Order 1', rule: 'tagged', at: '2026-03-01T10:00:00Z', took: 5, outcome: 'Nothing was owed' },
  { title: 'Order 2', rule: 'tagged', at: '2026-03-01T11:00:00Z', took: 5, status: 'failed', outcome: 'Order refused' },
  { title: 'Post 1', rule: 'posting', at: '2026-03-02T10:00:00Z', took: 60, trigger: 'schedule' },
  { title: 'Post 2', rule: 'posting', at: '2026-03-02T10:00:00Z', took: null, status: 'waiting', trigger: 'webhook' },
  { title: 'Called', at: '2026-03-03T10:00:00Z', took: 1 },
];

let api: TestApi;
let owner: Person & { observatoryId: string };
let stranger: Person & { observatoryId: string };
let rules: Record<'tagged' | 'posting', string>;
let connectionId: string;

beforeAll(async () => {
  api = await TestApi.start();
  [owner, stranger] = [await api.observatory(), await api.observatory()];
  ({ id: connectionId } = await addConnection(api, owner.observatoryId));
  const post = '  - { id: post, kind: action, uses: twitter.create-post, with: { text: Hi } }\n';
  const publish = async (name: string, more: string) =>
    (await publishRule(api, owner.token, hello.replace('Say hello', name) + more)).ruleId;
  rules = {
    tagged: await publish('Tagged', "title: 'Order ${{ event.number }}'\ntags: [money, orders]\nowner: Ann\n"),
    posting: await publish('Posting', `${post}tags: [posts]\n`),
  };
  for (const { title, rule, status = 'succeeded', trigger = 'manual', outcome, at, took = 1 } of ROWS) {
    await api.query(
      `insert into runs (observatory_id, rule_id, rule_version_id, plan_hash, trigger_type, trigger_summary, title, status,
                         outcome_message, event, created_at, started_at, finished_at)
       select $1, $2::uuid, (select published_version_id from automation_rules where id = $2::uuid), 'x', $3, 'By hand', $4, $5,
              $6, '{}', $7, $7, $7::timestamptz + $8 * interval '1 second'`,
      [owner.observatoryId, rule ? rules[rule] : null, trigger, title, status, outcome ?? null, at, took],
    );
  }
  await api.query(
    `insert into effects (observatory_id, run_id, step_path, key, platform, action, effect, input_hash, request, state, integration_id)
     select observatory_id, id, 'steps[0]', id::text, 'twitter', 'twitter.create-post', 'write', 'x', '{}', 'confirmed', $2
     from runs where observatory_id = $1 and title = 'Called'`,
    [owner.observatoryId, connectionId],
  );
});
afterAll(() => api.stop());

const get = (path: string, token = owner.token) => api.call('GET', `/api/v1${path}`, { token });
const titles = async (query: string) => (await get(`/runs?${query}`)).data(z.array(Run)).map(({ title }) => title);
const idOf = (name: 'tagged' | 'posting') => rules[name];

const FILTERS: [string, () => string, string[]][] = [
  ['nothing', () => '', ['Called', 'Post 2', 'Post 1', 'Order 2', 'Order 1']],
  ['rule', () => `ruleId=${idOf('tagged')}`, ['Order 2', 'Order 1']],
  ['status', () => 'status=failed,waiting', ['Post 2', 'Order 2']],
  ['trigger', () => 'trigger=schedule,webhook', ['Post 2', 'Post 1']],
  ['tag', () => 'tag=money', ['Order 2', 'Order 1']],
  ['a tag that nothing has', () => 'tag=mone', []],
  ['a connection, also of a call without a rule', () => `connectionId=${connectionId}`, ['Called', 'Post 2', 'Post 1']],
  ['a connection and a tag', () => `connectionId=${connectionId}&tag=posts`, ['Post 2', 'Post 1']],
  ['a tag and another connection', () => `connectionId=${connectionId}&tag=money`, []],
  ['time', () => 'from=2026-03-01T11:00:00Z&to=2026-03-03T10:00:00Z', ['Post 2', 'Post 1', 'Order 2']],
  ['outcome', () => 'outcome=OWED', ['Order 1']],
  ['words of the title and the outcome', () => 'q=order', ['Order 2', 'Order 1']],
  ['words of the outcome alone', () => 'outcome=order', ['Order 2']],
  ['words and everything else', () => `q=order+2&tag=orders&status=failed&trigger=manual`, ['Order 2']],
  ['oldest first', () => 'sort=oldest&status=succeeded', ['Order 1', 'Post 1', 'Called']],
  ['longest first, of what has ended', () => 'sort=longest', ['Post 1', 'Order 2', 'Order 1', 'Called']],
  ['status, with what needs somebody first', () => 'sort=status', ['Order 2', 'Post 2', 'Called', 'Post 1', 'Order 1']],
  ['words in an order', () => 'sort=longest&q=o', ['Post 1', 'Order 2', 'Order 1']],
];

/** Without a time only the last week is counted. */
const since = (query: string) => (query.includes('from=') ? query : `from=2026-01-01T00:00:00Z&${query}`);
const isOrder = (name: string) => /first|in an order/.test(name);

describe('the list of runs', () => {
  it.each(FILTERS)('is narrowed or ordered by %s', async (name, query, expected) => {
    const found = await titles(query());
    // Of two at the same moment the id decides.
    const sorted = (list: (string | null)[]) => (isOrder(name) ? list : [...list].sort());
    expect(sorted(found)).toEqual(sorted(expected));
  });

  it.each(FILTERS)('is seen by nobody else, filtered by %s', async (_name, query) => {
    expect((await get(`/runs?${query()}`, stranger.token)).data(z.array(Run))).toEqual([]);
    expect(
      (await get(`/runs/histogram?${since(query().replace(/sort=\w+/, ''))}`, stranger.token)).data(Histogram).bars,
    ).toEqual([]);
  });

  it.each(FILTERS.filter(([name]) => !isOrder(name)))(
    'is counted as it is listed, by %s',
    async (_name, query, expected) => {
      const { bars, countedFrom } = (await get(`/runs/histogram?${since(query())}`)).data(Histogram);
      const sum = bars.flatMap(({ counts }) => Object.values(counts)).reduce((all, one) => all + one, 0);
      expect([sum, countedFrom]).toEqual([expected.length, null]);
    },
  );

  it('is counted by time and status, in steps that fit the span', async () => {
    const path = '/runs/histogram?from=2026-03-01T09:30:00Z&to=2026-03-02T12:00:00Z';
    expect((await get(path)).data(Histogram)).toEqual({
      from: '2026-03-01T09:30:00.000Z',
      to: '2026-03-02T12:00:00.000Z',
      stepMs: 3_600_000,
      bars: [
        { at: '2026-03-01T10:00:00.000Z', counts: { succeeded: 1 } },
        { at: '2026-03-01T11:00:00.000Z', counts: { failed: 1 } },
        { at: '2026-03-02T10:00:00.000Z', counts: { succeeded: 1, waiting: 1 } },
      ],
      countedFrom: null,
    });
  });

  it.each([
    'status=exploded',
    'trigger=by-magic',
    'sort=random',
    'from=yesterday',
    'to=0000-01-01T00:00:00Z',
    'connectionId=1',
    'tag=',
    'tag=%00',
    `tag=${'x'.repeat(31)}`,
    'q=%00',
    'outcome=%00',
    'status=failed;drop',
  ])('answers %s in words, or finds nothing', async (query) => {
    for (const path of [`/runs?${query}`, `/runs/histogram?${query}`]) {
      if (path.startsWith('/runs/histogram?sort')) continue;
      expect([200, 400]).toContain((await get(path)).status);
    }
  });

  it('refuses a cursor of another order', async () => {
    const { body } = await get('/runs?limit=1&sort=status');
    const cursor = z.object({ meta: z.object({ pagination: z.object({ nextCursor: z.string() }) }) }).parse(body);
    const { nextCursor } = cursor.meta.pagination;
    expect((await get(`/runs?sort=longest&cursor=${nextCursor}`)).status).toBe(400);
    expect((await get('/runs?limit=1&sort=newest')).status).toBe(200);
    const newest = cursor.meta.pagination.nextCursor;
    expect((await get(`/runs?sort=newest&cursor=${newest}`)).status).toBe(200);
  });
});

describe('a rule', () => {
  it('says its tags and owner, and is found by a tag', async () => {
    const Rule = Id.extend({ tags: z.array(z.string()), owner: z.string().nullable() });
    const list = async (query: string) => (await get(`/rules?${query}`)).data(z.array(Rule));
    expect(await list('tag=money')).toMatchObject([{ id: rules.tagged, tags: ['money', 'orders'], owner: 'Ann' }]);
    expect(await list('tag=nothing')).toEqual([]);
    const draft = await createRule(api, owner.token, `${hello.replace('Say hello', 'Draft')}tags: [drafted]\n`);
    expect((await list('tag=drafted')).map(({ id }) => id)).toEqual([draft]);
  });

  it('gives its runs the tags of the version that they run', async () => {
    const [run] = (await get('/runs?tag=orders&limit=1')).data(z.array(Run));
    expect(run?.tags).toEqual(['money', 'orders']);
    expect((await get(`/runs/${String(run?.id)}`)).data(z.looseObject({}))).toMatchObject({
      owner: 'Ann',
      runbook: null,
    });
  });
});
