import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { clockChanges, nextTimes, readSchedule, type Trigger } from '@jarvis/triggers';
import { specOf } from '../../src/relay/calendars.js';
import { startHarness, type Harness } from './harness.js';

jest.setTimeout(150_000);

const HOUR_MS = 3_600_000;
const NOW = Date.now();
const AT_ONCE = 20;

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

type Fields = Omit<Extract<Trigger, { kind: 'schedule' }>, 'kind'>;

/** What Temporal itself plans, and what Jarvis says. */
async function both(fields: Fields) {
  const times = readSchedule({ kind: 'schedule', ...fields });
  if (times.kind === 'unreadable') throw new Error(times.reason);
  const schedule = await harness.client.schedule.create({
    scheduleId: `times-${randomUUID()}`,
    spec: specOf(times, { now: NOW }),
    action: { type: 'startWorkflow', workflowType: 'never', taskQueue: 'nobody' },
    state: { paused: true },
  });
  const { info } = await schedule.describe();
  await schedule.delete();
  const temporal = info.nextActionTimes.map((at) => at.toISOString());
  const jarvis = nextTimes(times, { after: NOW, count: 10 }).map((at) => new Date(at).toISOString());
  return { temporal, jarvis };
}

const CRONS = [
  '*/15 * * * *',
  '7,52 * * * *',
  '*/20 1 0-4 * * *',
  '0 0-5 * * *',
  '30 2 * * *',
  '0 1 * * *',
  '15,45 1-3 * * *',
  '15,50 3 * * *',
  '30 23,0 * * *',
  '0 9 * * SUN',
  '0 9 * * SAT',
  '0 0,9 * * FRI,SAT,SUN,MON',
  '*/30 0-3 * * SUN',
  '0 3 L * *',
  '0 2 * * SUN#1',
  '0 2 * * SUNL',
];

describe('Temporal fires when Jarvis says, where clocks change', () => {
  it.each([
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'America/Havana',
    'America/Santiago',
    'Asia/Beirut',
    'Africa/Cairo',
    'Pacific/Chatham',
    'America/St_Johns',
    'Pacific/Easter',
    'Antarctica/Troll',
  ])('%s', async (timezone) => {
    const changes = clockChanges(timezone, { from: NOW + 3 * 24 * HOUR_MS, to: NOW + 2 * 366 * 24 * HOUR_MS });
    expect(changes.length).toBeGreaterThan(2);
    const cases = changes.flatMap(({ at }) =>
      [26, 2].flatMap((hours) =>
        CRONS.map((cron) => ({
          cron,
          timezone,
          from: new Date(at - hours * HOUR_MS).toISOString().slice(0, 16) + 'Z',
        })),
      ),
    );
    for (let index = 0; index < cases.length; index += AT_ONCE) {
      await Promise.all(
        cases.slice(index, index + AT_ONCE).map(async (fields) => {
          const { temporal, jarvis } = await both(fields);
          expect({ ...fields, times: temporal }).toEqual({ ...fields, times: jarvis });
          expect(temporal.length).toBeGreaterThan(0);
        }),
      );
    }
  });
});

describe('Temporal fires when Jarvis says', () => {
  it.each<Fields>([
    { cron: '0 9 L * *', timezone: 'Asia/Tokyo' },
    { cron: '0 9 LW * *' },
    { cron: '0 9 1W,15W,31W * *' },
    { cron: '0 9 30W 1-6 *' },
    { cron: '0 9 29W 2 *' },
    { cron: '0 9 L 2 *' },
    { cron: '0 9 29 2 *' },
    { cron: '0 9 31 * *' },
    { cron: '59 59 23 31 12 *', timezone: 'Pacific/Kiritimati' },
    { cron: '0 9 * * 5L' },
    { cron: '0 9 * * FRI#2,MON#5' },
    { cron: '0 9 L * MON#1' },
    { cron: '*/10 * 9 * * *', from: dateIn(1) },
    { at: ['09:00', '17:30', '09:00:30'], on: 'weekdays', timezone: 'America/New_York' },
    { at: '06:00', on: [1, 15, 'last'], in: ['FEB', 'MAR'], timezone: 'Europe/Paris' },
    { at: '06:00', on: ['first weekday', 'last weekday', 'last SUN'] },
    { every: '90m', offset: '10m' },
    { every: '7h', offset: '3h', timezone: 'Asia/Kolkata', except: [dateIn(0) + '..' + dateIn(2)] },
    { at: '12:00', timezone: 'Asia/Kolkata', except: [dateIn(1), dateIn(3) + '..' + dateIn(500)] },
    { every: '10s', from: dateIn(1), except: [dateIn(1) + '..' + dateIn(55), dateIn(30) + '..' + dateIn(40)] },
    { cron: '* * * * *', from: dateIn(1), except: [dateIn(1) + '..' + dateIn(270)] },
    { cron: '* * * * *', from: dateIn(1), except: [dateIn(1) + '..' + dateIn(4)], timezone: 'Europe/Berlin' },
    { cron: '*/5 * * * *', from: dateIn(1), except: [dateIn(1) + '..' + dateIn(80)], timezone: 'Europe/Berlin' },
    { at: '12:00', from: dateIn(10), until: dateIn(12), timezone: 'Australia/Adelaide' },
    { every: '1h', from: `${dateIn(10)}T10:30`, until: `${dateIn(10)}T13:00`, timezone: 'Asia/Kathmandu' },
  ])('%j', async (fields) => {
    const { temporal, jarvis } = await both(fields);
    expect(temporal.length).toBeGreaterThan(0);
    expect(temporal).toEqual(jarvis.slice(0, temporal.length));
    expect(temporal.length).toBe(jarvis.length);
  });

  it('and is not told of days off that are over, but of those whose missed times may still be made up', () => {
    const times = readSchedule({ kind: 'schedule', every: '1h', except: ['2000-01-02..2025-12-30', dateIn(-5)] });
    if (times.kind === 'unreadable') throw new Error(times.reason);
    expect(specOf(times, { now: NOW }).skip).toBeUndefined();
    expect(specOf(times, { now: NOW, since: NOW - 7 * 24 * HOUR_MS }).skip).toHaveLength(1);
  });

  it('with a jitter each is later, and before the next', async () => {
    const { temporal, jarvis } = await both({ every: '10m', jitter: '1h', from: dateIn(1) });
    temporal.forEach((at, index) => {
      expect(Date.parse(at)).toBeGreaterThanOrEqual(Date.parse(jarvis[index] ?? ''));
      expect(Date.parse(at) - Date.parse(jarvis[index] ?? '')).toBeLessThan(600_000);
    });
    expect(temporal).not.toEqual(jarvis);
  });
});

function dateIn(days: number): string {
  return new Date(NOW + days * 24 * HOUR_MS).toISOString().slice(0, 10);
}
