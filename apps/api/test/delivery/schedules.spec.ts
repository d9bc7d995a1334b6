import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { requestScheduleSync, RuleVersion } from '@jarvis/database';
import { Cron } from 'croner';
import type { EntityManager } from 'typeorm';
import { ScheduleWatch } from '../../src/relay/schedule-watch.service.js';
import { until } from '@jarvis/testing';
import { plan, query, startHarness, type Harness } from './harness.js';

jest.setTimeout(60_000);

let harness: Harness;
let watch: ScheduleWatch;
beforeAll(async () => {
  harness = await startHarness();
  const { app } = await harness.startApp();
  watch = app.get(ScheduleWatch);
});
afterAll(() => harness.stop());

const tenant = <T>(work: (manager: EntityManager) => Promise<T>): Promise<T> =>
  harness.db.database.tenant(harness.ours.observatoryId, work);
const settled = () =>
  until(async () => {
    const { rows } = await query(
      harness.db,
      `select count(*)::int as open from outbox where topic = 'schedule-sync' and delivered_at is null`,
    );
    return rows[0]?.['open'] === 0;
  });
async function sync(ruleId: string): Promise<void> {
  await tenant((manager) => requestScheduleSync(manager, { observatoryId: harness.ours.observatoryId, ruleId }));
  await settled();
}
const publish = (ruleId: string, version: number, trigger: object) =>
  tenant(async (manager) => {
    const saved = await manager.save(
      manager.create(RuleVersion, {
        observatoryId: harness.ours.observatoryId,
        ruleId,
        version,
        definition: { trigger },
        plan,
        planHash: plan.hash,
      }),
    );
    await manager.query(
      `update automation_rules set published_version_id = $2, trigger_type = 'schedule' where id = $1`,
      [ruleId, saved.id],
    );
  });
const scheduleOf = async (ruleId: string) => {
  try {
    return await harness.client.schedule.getHandle(`rule-${ruleId}`).describe();
  } catch {
    return undefined;
  }
};
async function scheduled(trigger: object): Promise<string> {
  const { ruleId } = await harness.makeHook();
  await publish(ruleId, 2, { kind: 'schedule', ...trigger });
  await sync(ruleId);
  return ruleId;
}
const problemOf = async (ruleId: string) =>
  (await query(harness.db, 'select schedule_problem from automation_rules where id = $1', [ruleId])).rows[0]?.[
    'schedule_problem'
  ];
const cronOf = (pattern: string, timezone: string) => new Cron(pattern, { timezone, paused: true, mode: '5-part' });

describe('a schedule', () => {
  it('follows the rule: made, changed, and gone when it is switched off', async () => {
    const ruleId = await scheduled({ cron: '0 9 * * MON-FRI', timezone: 'Europe/Paris', overlap: 'buffer-one' });
    const made = await scheduleOf(ruleId);
    expect(made?.policies).toMatchObject({ overlap: 'BUFFER_ONE', catchupWindow: 3_600_000 });
    expect(made?.info.nextActionTimes).not.toHaveLength(0);

    await publish(ruleId, 4, { kind: 'schedule', at: '09:00', overlap: 'cancel-previous', missed: 'skip' });
    await sync(ruleId);
    expect((await scheduleOf(ruleId))?.policies).toMatchObject({ overlap: 'CANCEL_OTHER', catchupWindow: 60_000 });

    await publish(ruleId, 3, { kind: 'schedule', every: '15m' });
    await sync(ruleId);
    expect((await scheduleOf(ruleId))?.spec.intervals).toMatchObject([{ every: 900_000 }]);

    await query(harness.db, 'update automation_rules set enabled = false where id = $1', [ruleId]);
    await sync(ruleId);
    expect(await scheduleOf(ruleId)).toBeUndefined();
    await sync(ruleId);
  });

  it.each([
    ['0 9 * * MON-FRI', 'europe/berlin', 'Europe/Berlin'],
    ['@Daily', 'utc', 'UTC'],
    ['@weekly', 'America/new_york', 'America/New_York'],
    // Cron's either: on the 1st, on the 15th, and on Mondays.
    ['30 6 1,15 * MON', 'Asia/Tokyo', 'Asia/Tokyo'],
    ['0 0 13 * FRI', 'UTC', 'UTC'],
    ['*/20 0-4/2 1 jan,DEC *', 'Australia/Sydney', 'Australia/Sydney'],
    ['5-59/25 23 * * 0,7', 'Europe/Kyiv', 'Europe/Kiev'],
    ['0 12 29 2 *', 'UTC', 'UTC'],
    ['0 12 31 * *', 'Pacific/Apia', 'Pacific/Apia'],
    ['59 23 * 2-11/3 sat', 'America/St_Johns', 'America/St_Johns'],
  ])('%s in %s runs when cron says', async (cron, timezone, zone) => {
    const ruleId = await scheduled({ cron, timezone });
    const found = await scheduleOf(ruleId);
    const times = found?.info.nextActionTimes ?? [];
    expect(times.length).toBeGreaterThan(0);
    expect(times).toEqual(cronOf(cron, zone).nextRuns(times.length));
    expect(await problemOf(ruleId)).toBeNull();
  });

  it('leaves out a time that does not exist on the day the clock is put forward', async () => {
    const found = await scheduleOf(await scheduled({ cron: '30 2 25-31 3 *', timezone: 'Europe/Berlin' }));
    const times = found?.info.nextActionTimes ?? [];
    // The reference runs such a day's job when the gap ends, at 03:00.
    const exists = (at: Date) => at.toLocaleTimeString('en-GB', { timeZone: 'Europe/Berlin' }) === '02:30:00';
    const expected = cronOf('30 2 25-31 3 *', 'Europe/Berlin')
      .nextRuns(times.length + 2)
      .filter(exists);
    expect(times).toEqual(expected.slice(0, times.length));
  });
});

describe('a schedule that cannot run', () => {
  it.each([
    [{ cron: '0 9 * * *', timezone: 'PST' }, /time zone “PST”.*America\/Los_Angeles/],
    [{ cron: '0 9 31 2 *' }, /never comes/],
  ])('says why on its rule: %j', async (trigger, words) => {
    const ruleId = await scheduled(trigger);
    expect(await scheduleOf(ruleId)).toBeUndefined();
    expect(await problemOf(ruleId)).toMatch(words);
    // Published again with times that can be read, all is well.
    await publish(ruleId, 3, { kind: 'schedule', cron: '0 9 * * *', timezone: 'america/los_angeles' });
    await sync(ruleId);
    expect(await problemOf(ruleId)).toBeNull();
  });

  it('says when it is paused in Temporal, and is well again when it is not', async () => {
    const ruleId = await scheduled({ every: '1h' });
    await harness.client.schedule.getHandle(`rule-${ruleId}`).pause('holidays');
    await watch.look();
    expect(await problemOf(ruleId)).toBe(
      'Its schedule is paused in Temporal (holidays). Switch the rule off and on again to start it.',
    );
    await harness.client.schedule.getHandle(`rule-${ruleId}`).unpause();
    await watch.look();
    expect(await problemOf(ruleId)).toBeNull();
  });

  it('says when its last time has passed', async () => {
    const ruleId = await scheduled({ at: '09:00', until: '2026-01-01' });
    expect(await problemOf(ruleId)).toMatch(/last time has passed/);
  });

  it('is told again long before the known days of clock changes end', async () => {
    const toldAt = async (ruleId: string) => (await scheduleOf(ruleId))?.info.lastUpdatedAt;
    const ruleId = await scheduled({ at: '02:30', timezone: 'Europe/Berlin' });
    const day = 86_400_000;
    await watch.look(Date.now() + 80 * day);
    await settled();
    expect(await toldAt(ruleId)).toBeUndefined();
    await watch.look(Date.now() + 100 * day);
    await settled();
    expect(await toldAt(ruleId)).toBeDefined();
    expect((await scheduleOf(ruleId))?.spec.intervals?.length).toBe(3);
  });

  it('is made again when Temporal has lost it', async () => {
    const ruleId = await scheduled({ every: '1h' });
    await harness.client.schedule.getHandle(`rule-${ruleId}`).delete();
    await watch.look();
    await settled();
    expect((await scheduleOf(ruleId))?.spec.intervals).toMatchObject([{ every: 3_600_000 }]);
  });
});
