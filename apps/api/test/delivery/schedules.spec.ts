import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { requestScheduleSync, RuleVersion } from '@jarvis/database';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ScheduleHandle } from '@temporalio/client';
import { Cron } from 'croner';
import type { EntityManager } from 'typeorm';
import { TemporalGateway } from '../../src/infrastructure/temporal-gateway.js';
import { TOLD } from '../../src/relay/schedule-options.js';
import { ScheduleSyncHandler } from '../../src/relay/schedule-sync.handler.js';
import { ScheduleWatch } from '../../src/relay/schedule-watch.service.js';
import { until } from '@jarvis/testing';
import { plan, query, startHarness, type Harness } from './harness.js';

jest.setTimeout(60_000);

const HOUR_MS = 3_600_000;

let harness: Harness;
let app: NestFastifyApplication;
let watch: ScheduleWatch;
beforeAll(async () => {
  harness = await startHarness();
  ({ app } = await harness.startApp());
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
const timesTold = async (ruleId: string) =>
  (await query(harness.db, `select from outbox where topic = 'schedule-sync' and payload->>'ruleId' = $1`, [ruleId]))
    .rows.length;
/** As grpc-js gives it. */
const deadline = () =>
  Object.assign(new Error('4 DEADLINE_EXCEEDED: Deadline exceeded'), { code: 4, details: 'Deadline exceeded' });
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
    await settled();
    expect(await problemOf(ruleId)).toBeNull();
  });

  it('says when its last time has passed', async () => {
    const ruleId = await scheduled({ at: '09:00', until: '2026-01-01' });
    expect(await problemOf(ruleId)).toMatch(/last time has passed/);
  });

  it('keeps saying what was refused while the schedule of the version before goes on, and asks again now and then', async () => {
    const ruleId = await scheduled({ at: '09:00' });
    await publish(ruleId, 3, { kind: 'schedule', at: '09:00', timezone: 'PST' });
    await sync(ruleId);
    const told = await timesTold(ruleId);
    for (const minutes of [1, 2, 3]) {
      await watch.look(Date.now() + minutes * 60_000);
      await settled();
      expect(await problemOf(ruleId)).toMatch(/time zone “PST”/);
    }
    expect(await timesTold(ruleId)).toBe(told + 1);
    await watch.look(Date.now() + 2 * HOUR_MS);
    await settled();
    expect(await timesTold(ruleId)).toBe(told + 2);
    expect(await problemOf(ruleId)).toMatch(/time zone “PST”/);
  });

  it('keeps no other from being looked at when it cannot be looked at itself', async () => {
    const { rows } = await query(
      harness.db,
      `select id from automation_rules where enabled and trigger_type = 'schedule'`,
    );
    expect(rows.length).toBeGreaterThan(10);
    const looks = jest.spyOn(app.get(TemporalGateway), 'within');
    for (const error of [new Error('It cannot be read.'), deadline()]) {
      looks.mockClear();
      looks.mockRejectedValueOnce(error);
      await watch.look();
      expect(looks.mock.calls).toHaveLength(rows.length);
    }
    looks.mockRestore();
    await settled();
  });

  it('is tried again by itself when it takes Temporal too long, and waits with all others when Temporal is down', async () => {
    const { observatoryId } = harness.ours;
    const ruleId = await scheduled({ at: '09:00' });
    const deliver = () => {
      jest.spyOn(app.get(TemporalGateway), 'within').mockRejectedValueOnce(deadline());
      const payload = { ruleId };
      return app
        .get(ScheduleSyncHandler)
        .deliver({ id: randomUUID(), observatory_id: observatoryId, attempts: 1, topic: 'schedule-sync', payload });
    };
    expect(await deliver()).toEqual({ type: 'failed', error: 'Deadline exceeded' });
    expect(await problemOf(ruleId)).toMatch(/could not be told to Temporal yet .* tried again/);
    jest.spyOn(app.get(TemporalGateway), 'ping').mockRejectedValueOnce(deadline());
    expect(await deliver()).toEqual({ type: 'outage', error: 'Deadline exceeded' });
    jest.restoreAllMocks();
  });

  it('is told again when an earlier Jarvis has told it, a few at each look, and not while it is paused', async () => {
    const handles = new Map<string, ScheduleHandle>();
    for (let index = 0; index < 25; index += 1) {
      const ruleId = await scheduled({ at: '09:00' });
      handles.set(ruleId, harness.client.schedule.getHandle(`rule-${ruleId}`));
    }
    const notes = () =>
      Promise.all([...handles.values()].map(async (handle) => (await handle.describe()).state.note ?? ''));
    const forget = (paused: boolean) =>
      Promise.all(
        [...handles.values()].map((handle) =>
          handle.update((previous) => ({ ...previous, state: { ...previous.state, paused, note: 'of before' } })),
        ),
      );
    await forget(true);
    await watch.look();
    await settled();
    expect(new Set(await notes())).toEqual(new Set(['of before']));
    await forget(false);
    await watch.look();
    await settled();
    expect((await notes()).filter((note) => note === TOLD)).toHaveLength(20);
    await watch.look();
    await settled();
    expect(new Set(await notes())).toEqual(new Set([TOLD]));
    const told = await Promise.all([...handles.keys()].map(timesTold));
    await watch.look();
    expect(await Promise.all([...handles.keys()].map(timesTold))).toEqual(told);
  });

  it('is told again long before the known days of clock changes end', async () => {
    const toldAt = async (ruleId: string) => (await scheduleOf(ruleId))?.info.lastUpdatedAt;
    const ruleId = await scheduled({ at: '02:30', timezone: 'Europe/Berlin' });
    const unchanging = await scheduled({ at: '02:30', timezone: 'Asia/Tokyo' });
    const day = 24 * HOUR_MS;
    await watch.look(Date.now() + 80 * day);
    await settled();
    expect(await toldAt(ruleId)).toBeUndefined();
    await watch.look(Date.now() + 100 * day);
    await settled();
    expect(await toldAt(ruleId)).toBeDefined();
    expect((await scheduleOf(ruleId))?.spec.intervals?.length).toBe(3);
    expect(await toldAt(unchanging)).toBeUndefined();
  });

  it('is made again when Temporal has lost it', async () => {
    const ruleId = await scheduled({ every: '1h' });
    await harness.client.schedule.getHandle(`rule-${ruleId}`).delete();
    await watch.look();
    await settled();
    expect((await scheduleOf(ruleId))?.spec.intervals).toMatchObject([{ every: 3_600_000 }]);
  });
});
