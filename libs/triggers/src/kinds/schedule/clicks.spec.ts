import { describe, expect, it } from '@jest/globals';
import { cronOf, readClicks, writeClicks, type Clicks } from './clicks.js';

describe('a schedule that is clicked together', () => {
  it.each<[Clicks, object, string | undefined]>([
    [{ rhythm: 'interval', count: 15, unit: 'm' }, { every: '15m' }, undefined],
    [{ rhythm: 'day', at: ['09:00'] }, { at: '09:00' }, '0 9 * * *'],
    [{ rhythm: 'day', at: ['09:00', '17:30'] }, { at: ['09:00', '17:30'] }, undefined],
    [{ rhythm: 'day', at: ['09:00', '17:00'] }, { at: ['09:00', '17:00'] }, '0 9,17 * * *'],
    [{ rhythm: 'week', at: ['09:00'], days: [1, 2, 3, 4, 5] }, { at: '09:00', on: 'weekdays' }, '0 9 * * MON-FRI'],
    [{ rhythm: 'week', at: ['09:00'], days: [0, 6] }, { at: '09:00', on: 'weekends' }, '0 9 * * SAT,SUN'],
    [{ rhythm: 'week', at: ['09:00'], days: [0, 1] }, { at: '09:00', on: ['MON', 'SUN'] }, '0 9 * * MON,SUN'],
    [
      { rhythm: 'month', at: ['06:15'], days: [1, 15, 'last'] },
      { at: '06:15', on: [1, 15, 'last'] },
      '15 6 1,15,L * *',
    ],
    [
      { rhythm: 'month', at: ['06:15'], days: ['last weekday', 'first weekday'] },
      { at: '06:15', on: ['last weekday', 'first weekday'] },
      '15 6 LW,1W * *',
    ],
  ])('%j', (clicks, fields, cron) => {
    expect(writeClicks(clicks)).toEqual(fields);
    expect(cronOf(clicks)).toBe(cron);
    expect(readClicks(writeClicks(clicks))).toEqual(clicks);
    if (cron !== undefined) expect(readClicks({ cron })).toEqual(clicks);
  });

  it.each([
    { cron: '*/5 * * * *' },
    { cron: '0 9 * * FRI#2' },
    { cron: '0 9 1 * MON' },
    { cron: '0 9 * JAN *' },
    { cron: '30 0 9 * * *' },
    { cron: 'x' },
    { at: '09:00', on: 'second TUE' },
    { at: '09:00', in: 'JAN' },
    { at: 'noon' },
    { at: [{}] },
    { every: '1h', offset: '5m' },
    { every: '500ms' },
    {},
  ])('%j stays text', (fields) => {
    expect(readClicks(fields)).toBeUndefined();
  });
});
