import { describe, expect, it } from '@jest/globals';
import {
  armTrigger,
  checkTrigger,
  describeTrigger,
  nextTimes,
  readSchedule,
  TRIGGER_SCHEMAS,
  type TriggerOf,
} from '../../index.js';

type Fields = Partial<Omit<TriggerOf<'schedule'>, 'kind'>>;
const trigger = (fields: Fields): TriggerOf<'schedule'> => ({ kind: 'schedule', ...fields });
const timesOf = (fields: Fields, after: string, count: number) =>
  nextTimes(readSchedule(trigger(fields)), { after: Date.parse(after), count }).map((at) =>
    new Date(at).toISOString().replace(':00.000Z', 'Z'),
  );

describe('the words of a schedule', () => {
  it.each<[Fields, string]>([
    [{ every: '1d', offset: '9h' }, 'Every 24 hours, 9 hours after the full interval'],
    [{ at: '09:00' }, 'Every day at 09:00 UTC'],
    [{ at: ['17:30', '9:00'], on: 'weekdays' }, 'Every weekday at 09:00 and 17:30 UTC'],
    [{ at: '09:00:30', on: ['MON', 'Wednesday'] }, 'Every Monday and Wednesday at 09:00:30 UTC'],
    [{ at: '09:00', on: ['SUN', 'MON'] }, 'Every Monday and Sunday at 09:00 UTC'],
    [{ at: '09:00', on: [1, 15, 'last'] }, 'On day 1 and 15 and the last day of every month at 09:00 UTC'],
    [{ at: '09:00', on: 'last weekday' }, 'On the last weekday of every month at 09:00 UTC'],
    [
      { at: '09:00', on: 'first weekday', in: ['JAN', 'july'] },
      'On the first weekday in January and July at 09:00 UTC',
    ],
    [
      { at: '09:00', on: ['second TUE', 'last FRI'] },
      'On the second Tuesday and the last Friday of every month at 09:00 UTC',
    ],
    [{ cron: '0 9 L * *' }, 'On the last day of every month at 09:00 UTC'],
    [{ cron: '0 9 15W * *' }, 'On the weekday nearest to day 15 of every month at 09:00 UTC'],
    [{ cron: '0 9 * * FRI#2' }, 'On the second Friday of every month at 09:00 UTC'],
    [{ cron: '*/30 * * * * *' }, 'Every 30 seconds, UTC'],
    [{ cron: '15 0 9 * * *' }, 'Every day at 09:00:15 UTC'],
    [{ cron: '0 0 * * * *' }, 'Every hour, UTC'],
    [{ cron: '1,2 0 * * * *' }, 'At the times “1,2 0 * * * *”'],
    [
      { at: '09:00', jitter: '5m', from: '2026-12-01', until: '2027-01-31', except: ['2026-12-24..2027-01-01'] },
      'Every day at 09:00 UTC, up to 5 minutes later, from 2026-12-01, until 2027-01-31, except on 2026-12-24 to 2027-01-01',
    ],
    [{ at: 'noon' }, 'At the times “noon”'],
  ])('%j', (fields, words) => {
    expect(describeTrigger(trigger(fields))).toBe(words);
  });
});

describe('what is wrong with a schedule', () => {
  it.each<[Fields, string]>([
    [{ at: 'noon' }, 'at'],
    [{ at: '24:00' }, 'at'],
    [{ at: ['09:00', '9:5'] }, 'at[1]'],
    [{ at: '09:00', on: 'someday' }, 'on'],
    [{ at: '09:00', on: [1, 32] }, 'on[1]'],
    [{ at: '09:00', on: 'fifth FRI' }, 'on'],
    [{ at: '09:00', on: 31, in: 'FEB' }, 'on'],
    [{ at: '09:00', in: ['JAN', 'Jam'] }, 'in[1]'],
    [{ at: '09:00', except: ['2026-12-24', '2026-02-30'] }, 'except[1]'],
    [{ at: '09:00', except: ['2026-12-24..2026-12-23'] }, 'except[0]'],
    [{ at: '09:00', from: '2026-13-01' }, 'from'],
    [{ at: '09:00', until: '2026-12-01T25:00' }, 'until'],
    [{ at: '09:00', from: '2026-12-02', until: '2026-12-01' }, 'until'],
    [{ at: '09:00', from: '2026-12-01', until: '2026-12-01T08:00' }, 'until'],
    [{ at: '09:00', on: 'MON', until: '2026-12-01', from: '2026-12-01' }, 'until'],
    [{ at: '09:00', in: 'JAN', except: ['2000-01-01..2100-12-31'] }, 'except'],
    [{ every: '1h', offset: '60m' }, 'offset'],
    [{ every: '1h', jitter: '25h' }, 'jitter'],
  ])('%j: %s', (fields, field) => {
    expect(checkTrigger(trigger(fields))).toEqual([
      { field, code: 'invalid-value', message: expect.any(String), hint: expect.any(String) },
    ]);
  });

  it.each<[object, string[]]>([
    [{}, ['']],
    [{ cron: '@daily', at: '09:00' }, ['at']],
    [{ at: '09:00', every: '1h' }, ['every']],
    [{ every: '1h', on: 'MON' }, ['on']],
    [{ cron: '@daily', in: 'JAN' }, ['in']],
    [{ at: '09:00', offset: '1h' }, ['offset']],
    [{ every: '1h', timezone: 'UTC' }, ['timezone']],
    [{ every: '1h', timezone: 'UTC', except: ['2026-12-24'] }, []],
    [{ at: '09:00', from: 'tomorrow' }, ['from']],
    [{ at: '09:00', except: ['24.12.2026'] }, ['except.0']],
    [{ at: '09:00', overlap: 'cancel-previous', missed: 'once', catchup: '2d' }, []],
    [{ at: '09:00', missed: 'skip', catchup: '2d' }, ['catchup']],
    [{ at: '09:00', missed: 'all' }, ['missed']],
    [{ at: '09:00', missed: 'all', overlap: 'allow-all' }, []],
    [{ at: '09:00', missed: 'never' }, ['missed']],
  ])('%j is refused at %j', (fields, paths) => {
    const parsed = TRIGGER_SCHEMAS.schedule.safeParse({ kind: 'schedule', ...fields });
    expect((parsed.error?.issues ?? []).map(({ path }) => path.join('.'))).toEqual(paths);
  });
});

describe('missed times are made up', () => {
  it.each<[Fields, number]>([
    [{}, 3_600_000],
    [{ missed: 'once' }, 86_400_000],
    [{ missed: 'all', overlap: 'allow-all' }, 86_400_000],
    [{ missed: 'once', catchup: '2h' }, 7_200_000],
    [{ missed: 'skip' }, 60_000],
  ])('%j: as far back as %d ms', (fields, catchupMs) => {
    expect(armTrigger(trigger({ at: '09:00', ...fields }))).toMatchObject({ catchupMs });
  });
});

describe('the next times', () => {
  it.each<[string, Fields, string, string[]]>([
    [
      'leave out what a clock does not show',
      { at: '02:30', timezone: 'Europe/Berlin' },
      '2027-03-27T00:00Z',
      ['2027-03-27T01:30Z', '2027-03-29T00:30Z'],
    ],
    [
      'count once what a clock shows twice',
      { at: '02:30', timezone: 'Europe/Berlin' },
      '2027-10-30T12:00Z',
      ['2027-10-31T00:30Z', '2027-11-01T01:30Z'],
    ],
    [
      'go on through an hour that is added, if they come in every hour',
      { cron: '*/30 * * * *', timezone: 'Europe/Berlin' },
      '2027-10-31T00:00Z',
      ['2027-10-31T00:30Z', '2027-10-31T01:00Z', '2027-10-31T01:30Z', '2027-10-31T02:00Z'],
    ],
    [
      'know a change of half an hour, forward',
      { at: ['02:15', '02:45'], timezone: 'Australia/Lord_Howe' },
      '2027-10-02T12:00Z',
      ['2027-10-02T15:45Z', '2027-10-03T15:15Z'],
    ],
    [
      'know a change of half an hour, back',
      { at: ['01:00', '01:45'], timezone: 'Australia/Lord_Howe' },
      '2027-04-03T12:00Z',
      ['2027-04-03T14:00Z', '2027-04-03T14:45Z', '2027-04-04T14:30Z'],
    ],
    [
      'know a day that begins at one o’clock',
      { at: ['00:30', '09:00'], on: 'SUN', timezone: 'America/Havana' },
      '2027-03-13T12:00Z',
      ['2027-03-14T13:00Z', '2027-03-21T04:30Z'],
    ],
    ['know leap days', { cron: '0 12 29 2 *' }, '2027-01-01T00:00Z', ['2028-02-29T12:00Z', '2032-02-29T12:00Z']],
    ['pass over months without a 31st', { at: '00:00', on: 31 }, '2027-03-31T00:00Z', ['2027-05-31T00:00Z']],
    [
      'know the last day of each month',
      { at: '00:00', on: 'last' },
      '2028-01-31T00:00Z',
      ['2028-02-29T00:00Z', '2028-03-31T00:00Z', '2028-04-30T00:00Z'],
    ],
    [
      'go over the end of the year',
      { cron: '59 23 31 12 *', timezone: 'Pacific/Kiritimati' },
      '2026-12-31T00:00Z',
      ['2026-12-31T09:59Z', '2027-12-31T09:59Z'],
    ],
    [
      'begin, pause and end',
      {
        at: '09:00',
        timezone: 'Europe/Paris',
        from: '2026-12-22',
        until: '2027-01-03T09:00',
        except: ['2026-12-23..2027-01-01', '2026-12-22'],
      },
      '2026-11-01T00:00Z',
      ['2027-01-02T08:00Z', '2027-01-03T08:00Z'],
    ],
    [
      'count an interval from its offset, past blackout days',
      { every: '12h', offset: '1h', timezone: 'Asia/Tokyo', except: ['2026-12-02..2026-12-03'] },
      '2026-12-01T00:00Z',
      ['2026-12-01T01:00Z', '2026-12-01T13:00Z', '2026-12-04T01:00Z'],
    ],
  ])('%s', (_, fields, after, expected) => {
    const count = expected.length;
    expect(timesOf(fields, after, count)).toEqual(expected);
  });

  it('are none when the schedule has ended or cannot be read', () => {
    expect(timesOf({ at: '09:00', until: '2026-12-01' }, '2026-12-02T00:00Z', 5)).toEqual([]);
    expect(timesOf({ cron: 'x' }, '2026-12-02T00:00Z', 5)).toEqual([]);
  });
});
