import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseCron } from './cron.js';

const dates = (...days: number[]) => ({ type: 'dates', days });
const week = (...days: number[]) => ({ type: 'week', days });

describe('parseCron', () => {
  it.each([
    ['0 9 * * MON-FRI', { seconds: [0], minutes: [0], hours: [9], days: [week(1, 2, 3, 4, 5)] }],
    ['*/20 0-4/2 1 jan,DEC 7', { minutes: [0, 20, 40], hours: [0, 2, 4], months: [1, 12], days: [dates(1), week(0)] }],
    ['5/25 * * * *', { minutes: [5, 30, 55], days: [] }],
    ['*/20 5 4 * * *', { seconds: [0, 20, 40], minutes: [5], hours: [4] }],
    ['@weekly', { minutes: [0], hours: [0], days: [week(0)] }],
    ['0 0 29 2 *', { months: [2], days: [dates(29)] }],
    ['@Daily', { minutes: [0], hours: [0], days: [] }],
    // Either: the 30th of February never comes, Mondays in February do.
    ['0 0 30 2 1', { days: [dates(30), week(1)] }],
    ['0 0 L * *', { days: [{ type: 'last-day' }] }],
    ['0 0 1,lw * *', { days: [dates(1), { type: 'last-weekday' }] }],
    ['0 0 15W * *', { days: [{ type: 'near', date: 15 }] }],
    ['0 0 * * 5L', { days: [{ type: 'nth', day: 5, nth: 'last' }] }],
    ['0 0 * * friL,7', { days: [week(0), { type: 'nth', day: 5, nth: 'last' }] }],
    ['0 0 * * FRI#2', { days: [{ type: 'nth', day: 5, nth: 2 }] }],
    ['0 0 L 2 7#1', { months: [2], days: [{ type: 'last-day' }, { type: 'nth', day: 0, nth: 1 }] }],
    ['0 0 * 2 MON#5', { months: [2] }],
  ])('%s', (text, expected) => {
    expect(parseCron(text)).toMatchObject({ cron: expected });
  });

  it.each([
    '',
    '* * * *',
    '* * * * * * *',
    // More often than every ten seconds.
    '* * * * * *',
    '*/5 * * * * *',
    '1,55 * * * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 8',
    '5-1 * * * *',
    '*/0 * * * *',
    'a * * * *',
    '0 0 31 4 *',
    '0 0 31W 2 *',
    '0 0 0W * *',
    '0 0 32W * *',
    '0 0 W * *',
    '0 0 1-5W * *',
    '0 0 * * FRI#6',
    '0 0 * * FRI#0',
    '0 0 * * 8#1',
    '0 0 * * L',
    'L 0 * * *',
    '@never',
    'constructor',
    '__proto__',
    '* * * * MON-',
    // Both, says crontab(5); either, say others.
    '0 0 */2 * MON',
    '0 0 1 * */2',
    '0 0 L * */2',
  ])('refuses %s', (text) => {
    expect(parseCron(text)).toMatchObject({ error: expect.any(String) });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parseCron(text) === 'object'));
    const field = fc.stringMatching(/^[0-9A-Z#*/,-]{1,6}$/);
    const fields = fc.array(field, { minLength: 5, maxLength: 6 }).map((all) => all.join(' '));
    fc.assert(fc.property(fields, (text) => typeof parseCron(text) === 'object'));
  });
});
