import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '@jarvis/testing';
import { TestApi, type Person } from '../support/api.js';
import { LimitedRule } from './support.js';

let api: TestApi;
let owner: Person & { observatoryId: string };
beforeAll(async () => {
  api = await TestApi.start();
  owner = await api.observatory();
});
afterAll(() => api.stop());

it('hundreds of events on one key drain in their order, one at a time', async () => {
  const rule = await LimitedRule.publish(api, owner, { concurrency: { limit: 1, key: '${{ event.shop }}' } });
  const numbers = Array.from({ length: 300 }, (_, index) => index);
  await rule.happen(numbers, { shop: 'north' });
  const started: number[] = [];
  await until(
    async () => {
      // Whatever is under way ends, as its workflow would have it.
      const ended = await api.query(
        `update runs set status = 'succeeded', finished_at = now()
         where finished_at is null and id = any (array(select run_id from run_holds where rule_id = $1 and phase = 'started'))
         returning (event ->> 'number')::int as number`,
        [rule.ruleId],
      );
      expect(ended.length).toBeLessThanOrEqual(1);
      started.push(...ended.map(({ number }) => Number(number)));
      return started.length === numbers.length;
    },
    { everyMs: 1, seen: () => started.length },
  );
  expect(started).toEqual(numbers);
});

it('a rule without limits has no hold, and its start goes straight to the relay', async () => {
  const rule = await LimitedRule.publish(api, owner, null);
  await rule.happen([1]);
  const [run] = await rule.runs();
  expect(run).toMatchObject({ phase: null, status: 'queued' });
  expect(await api.query('select 1 from outbox where key = $1', [`start-run/${String(run?.id)}`])).toHaveLength(1);
  expect(await api.query('select 1 from rule_limits where rule_id = $1', [rule.ruleId])).toEqual([]);
});
