import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { armTrigger, checkTrigger, nextTimes, readSchedule, type ScheduleTimes, type TriggerOf } from '../../index.js';
import { daysOffOf, mergeRanges, rangeWith } from './days-off.js';

type Fields = Partial<Omit<TriggerOf<'schedule'>, 'kind'>>;
const DAY_MS = 86_400_000;
const trigger = (fields: Fields): TriggerOf<'schedule'> => ({ kind: 'schedule', ...fields });
const read = (fields: Fields) => {
  const times = readSchedule(trigger(fields));
  if (times.kind === 'unreadable') throw new Error(times.reason);
  return times;
};
const minutes = Array.from({ length: 48 }, (_, minute) => `09:${String(minute).padStart(2, '0')}`);
const day = (text: string) => Date.parse(text) / DAY_MS;

/** Stops whoever reads fields of these more often than that. */
function readAtMost<T extends object>(count: number, values: readonly T[]): T[] {
  let left = count;
  const get = (target: T, key: string | symbol): unknown => {
    if ((left -= 1) < 0) throw new Error(`They were read more than ${String(count)} times.`);
    return Reflect.get(target, key);
  };
  return values.map((value) => new Proxy(value, { get }));
}

describe('days off', () => {
  it('that overlap, follow each other or come twice are one range', () => {
    const { except } = read({
      every: '1h',
      except: [
        ...Array<string>(98).fill('2000-01-02..2025-12-30'),
        '2025-12-31',
        '2027-01-02..2027-01-03',
        '2027-01-02',
      ],
    });
    expect(except).toEqual([
      { first: day('2000-01-02'), last: day('2025-12-31') },
      { first: day('2027-01-02'), last: day('2027-01-03') },
    ]);
  });

  it('are few calendars, which fit these days and no others', () => {
    const date = fc.integer({ min: day('2023-01-01'), max: day('2030-12-31') });
    fc.assert(
      fc.property(date, date, (one, other) => {
        const range = { first: Math.min(one, other), last: Math.max(one, other) };
        const calendars = daysOffOf(range);
        expect(calendars.length).toBeLessThanOrEqual(5);
        for (let at = range.first - 400; at <= range.last + 400; at += 1) {
          const found = new Date(at * DAY_MS);
          const parts = [found.getUTCFullYear(), found.getUTCMonth() + 1, found.getUTCDate()] as const;
          const fitting = calendars.filter(({ years, months, daysOfMonth }) =>
            [years, months, daysOfMonth].every(
              ({ start, end }, i) => start <= (parts[i] ?? 0) && (parts[i] ?? 0) <= end,
            ),
          );
          if (fitting.length !== (rangeWith(at, [range]) ? 1 : 0)) throw new Error(found.toISOString());
        }
      }),
      { numRuns: 60 },
    );
    expect(daysOffOf({ first: day('2000-01-01'), last: day('2100-12-31') })).toHaveLength(1);
  });

  it('are found again in what they were merged from', () => {
    const range = fc.tuple(fc.nat(60), fc.nat(9)).map(([first, length]) => ({ first, last: first + length }));
    fc.assert(
      fc.property(fc.array(range), (ranges) => {
        const merged = mergeRanges(ranges);
        for (let at = 0; at < 80; at += 1) expect(!rangeWith(at, merged)).toBe(!rangeWith(at, ranges));
        merged.slice(1).forEach(({ first }, i) => expect(first).toBeGreaterThan((merged[i]?.last ?? 0) + 1));
      }),
    );
  });
});

describe('a schedule that would keep Temporal or Jarvis busy', () => {
  const everySecondDay = Array.from({ length: 100 }, (_, i) =>
    new Date(Date.UTC(2027, 0, 1 + 2 * i)).toISOString().slice(0, 10),
  );
  it.each<[string, Fields, string, RegExp]>([
    [
      'gives up after so many',
      { every: '10s', except: ['2027-01-01..2027-12-31'] },
      'except',
      /^About 3,153,600 times/,
    ],
    [
      'compares so many',
      { every: '10s', except: [...everySecondDay, '2028-01-01..2028-03-31'] },
      'except',
      /^About 786,240 times in a row .* here 39,215 are the most/,
    ],
    [
      'compares with the moments of an added hour',
      { cron: '* * * * *', timezone: 'Europe/Berlin', except: ['2027-01-01..2027-09-30'] },
      'except',
      /^About 393,120 times in a row .* here 7,168 are the most/,
    ],
    ['by cron', { cron: '*/10 * * * * *', except: ['2027-01-01..2027-12-31'] }, 'except', /^About 3,153,600 times/],
    [
      'in a row of many ranges',
      { cron: '*/10 * * * * MON', except: Array.from({ length: 100 }, (_, i) => mondayIn(i)) },
      'except',
      /^About 864,000 times/,
    ],
    [
      'of calendars',
      { at: minutes, on: ['last weekday', 'first weekday'] },
      'at',
      /: 720 combinations, of 300 at most/,
    ],
    [
      'of calendars with days off',
      { at: minutes, on: Array<string>(40).fill('last weekday'), except: ['2000-02-01..2100-12-31'] },
      'at',
      /: 576 combinations/,
    ],
  ])('is refused where it is written: %s', (_, fields, field, message) => {
    const found = checkTrigger(trigger(fields));
    expect(found).toEqual([
      { field, code: 'invalid-value', message: expect.stringMatching(message), hint: expect.any(String) },
    ]);
    // One that was published before is not told to Temporal either, and has no times to look for.
    expect(armTrigger(trigger(fields))).toMatchObject({ times: { kind: 'unreadable', reason: found[0]?.message } });
    expect(nextTimes(readSchedule(trigger(fields)), { after: 0, count: 1 })).toEqual([]);
  });

  it.each<Fields>([
    { every: '10s', except: ['2027-07-01..2027-08-31'] },
    { every: '10s', except: everySecondDay.slice(0, 30) },
    { every: '1m', except: ['2027-03-01..2028-02-28'] },
    { cron: '* * * * *', except: ['2027-01-01..2027-12-31'] },
    { cron: '*/5 * * * *', timezone: 'Europe/Berlin', except: ['2027-01-01..2027-03-31'] },
    { cron: '*/10 * 9 * * MON', except: ['2027-01-01..2035-12-31'] },
    { at: '09:00', on: ['last', 'last weekday'], except: ['2027-01-02..2099-12-30'] },
    { at: minutes, on: 'weekdays', except: everySecondDay },
  ])('is not %j', (fields) => {
    expect(checkTrigger(trigger(fields))).toEqual([]);
  });

  it('is not one that names a day twice', () => {
    const { calendars } = read({ at: '09:00', on: Array<string>(40).fill('last weekday') }) as { calendars: unknown[] };
    expect(calendars).toHaveLength(12);
    const { calendars: twice } = read({ cron: '0 9 * * FRIL,5L,5L,fril' }) as { calendars: unknown[] };
    expect(twice).toHaveLength(4);
  });
});

describe('the next times', () => {
  it('go to the end of days off at once', () => {
    const times = read({ at: '09:00', on: 'last', except: ['2000-02-01..2099-12-30'] }) as Extract<
      ScheduleTimes,
      { kind: 'calendar' }
    >;
    const [calendars, except] = [readAtMost(500, times.calendars), readAtMost(500, times.except)];
    const found = nextTimes({ ...times, calendars, except }, { after: Date.parse('2027-01-01'), count: 1 });
    expect(found).toEqual([Date.parse('2099-12-31T09:00Z')]);
  });

  it('come to an end where a day goes on after the next one has begun', () => {
    const times = read({
      every: '10s',
      timezone: 'America/St_Johns',
      from: '2005-10-30T02:31:00Z',
      until: '2030-01-01',
      except: ['2005-10-29'],
    });
    const except = readAtMost(50_000, times.except);
    const [first] = nextTimes({ ...times, except }, { after: Date.parse('2005-10-01'), count: 1 });
    expect(new Date(first ?? 0).toISOString()).toBe('2005-10-30T03:30:00.000Z');
  });
});

function mondayIn(weeks: number): string {
  return new Date(Date.UTC(2027, 0, 4 + 7 * weeks)).toISOString().slice(0, 10);
}
