import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { closeRun, type Database } from '@jarvis/database';
import { DATABASE } from '../../src/infrastructure/tokens.js';
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
const restart = (rule: LimitedRule, limits: object) => rule.publishAgain(limits, { runs: 'restart' });
/** As its workflow does when it was cancelled. */
async function cancel(rule: LimitedRule, number: number): Promise<void> {
  const { observatoryId } = owner;
  const run = (await rule.runs()).find((one) => one.number === number && one.phase === 'started');
  const scope = { observatoryId, ruleId: rule.ruleId, runId: String(run?.id) };
  await api.app
    .get<Database>(DATABASE)
    .statements(observatoryId, (queryable) => closeRun(queryable, { scope, records: [], status: 'cancelled' }));
}
const eventsOf = async (rule: LimitedRule) => {
  const rows = await api.query('select event from runs where rule_id = $1 and replay_of is not null', [rule.ruleId]);
  return rows.map(({ event }) => event);
};

describe('runs of a rule with limits that start anew when it is published', () => {
  it('are those that were let go, and take their turn again', async () => {
    const limits = { concurrency: { limit: 1 }, dedupe: { key: '${{ event.number }}', window: '1h' } };
    const rule = await publish(limits);
    await rule.happen([1, 2]);
    await rule.become({ started: [1], queued: [2] });
    expect(await restart(rule, limits)).toMatchObject({ restarted: 1 });
    await cancel(rule, 1);
    await rule.become({ new: [], ended: [1], started: [2], queued: [1], skipped: [] });
    await rule.end(2);
    await rule.become({ ended: [1, 2], started: [1] });
  });

  it('keep the events that were collected', async () => {
    const limits = { batch: { size: 2, within: '1h' } };
    const rule = await publish(limits);
    await rule.happen([1, 2]);
    await rule.become({ started: [1], skipped: [2] });
    await restart(rule, limits);
    await cancel(rule, 1);
    await rule.become({ new: [], ended: [1], started: [1], gathering: [] });
    expect(await eventsOf(rule)).toEqual([{ items: [{ number: 1 }, { number: 2 }] }]);
  });

  it('have a list where the new version takes one, and go on where it takes none', async () => {
    const [one, batch] = [{ concurrency: { limit: 1 } }, { batch: { size: 2, within: '1h' } }];
    const alone = await publish(one);
    await alone.happen([1]);
    await alone.become({ started: [1] });
    await restart(alone, batch);
    await cancel(alone, 1);
    await alone.become({ ended: [1], started: [1] });
    expect(await eventsOf(alone)).toEqual([{ items: [{ number: 1 }] }]);

    const together = await publish(batch);
    await together.happen([1, 2]);
    await together.become({ started: [1] });
    expect(await restart(together, one)).toMatchObject({ restarted: 0 });
  });

  it('may end at the same moment', async () => {
    const rule = await publish({ concurrency: { limit: 1 } });
    await rule.happen([1]);
    await rule.become({ started: [1] });
    let published: Promise<unknown> = Promise.resolve();
    await rule.atWork(1, {
      meanwhile: () => {
        published = restart(rule, {});
        return Promise.resolve();
      },
      // As the end of a run does it, the run first.
      work: [
        'update automation_rules set run_count = run_count + 1 where id = (select rule_id from runs where id = $1)',
      ],
    });
    expect(await published).toMatchObject({ restarted: 1 });
  });
});
