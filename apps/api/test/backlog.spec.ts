import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { TestApi, type Person } from './support/api.js';

const Board = z.looseObject({
  needsMe: z.looseObject({ backlog: z.object({ waiting: z.number(), oldestAt: z.string() }).nullable() }),
});

/** The API believes an answer of its parts for half a second. */
const nextAnswer = () => new Promise((resolve) => setTimeout(resolve, 600));

describe('accepted events that do not begin', () => {
  let api: TestApi;
  let owner: Person & { observatoryId: string };
  let other: Person;
  beforeAll(async () => {
    api = await TestApi.start({ JARVIS_BACKLOG_ALERT_SECONDS: '30' });
    owner = await api.observatory();
    other = await api.observatory();
  });
  afterAll(() => api.stop());

  const queue = (ageSeconds: number) =>
    api.query(
      `insert into runs (observatory_id, plan_hash, trigger_type, trigger_summary, created_at)
       values ($1, $2, 'webhook', 'A delivery', now() - make_interval(secs => $3))`,
      [owner.observatoryId, 'a'.repeat(64), ageSeconds],
    );
  const health = async () => {
    await nextAnswer();
    return z.looseObject({ backlog: z.unknown() }).parse((await api.call('GET', '/health')).body).backlog;
  };
  const home = async ({ token }: Person) =>
    (await api.call('GET', '/api/v1/dashboard', { token })).data(Board).needsMe.backlog;

  it('are told with their number and age, to whom they belong, until they have begun', async () => {
    await queue(10);
    expect(await health()).toBeNull();
    expect(await home(owner)).toBeNull();

    await queue(40);
    await queue(373);
    const told = await health();
    expect(told).toMatchObject({
      waiting: 2,
      message: expect.stringMatching(
        /^2 accepted events have waited for more than 30 s to begin, the oldest for 37\d s\. Nothing is lost/,
      ),
    });
    const backlog = await home(owner);
    expect(backlog?.waiting).toBe(2);
    expect(Math.round((Date.now() - Date.parse(backlog?.oldestAt ?? '')) / 100_000)).toBe(4);
    expect(await home(other)).toBeNull();

    await api.query(`update runs set status = 'running', started_at = now()`);
    expect(await health()).toBeNull();
    expect(await home(owner)).toBeNull();
  });
});
