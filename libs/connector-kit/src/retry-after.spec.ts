import { describe, expect, it } from '@jest/globals';
import { ConnectorError } from './errors.js';
import { parseResetTime, parseRetryAfter, parseRetryAfterMs } from './retry-after.js';

describe('waiting times', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');

  it.each([
    ['3', 3000],
    [' 1.5 ', 1500],
    ['Sat, 21 Nov 2026 12:00:10 GMT', 10_000],
    ['2026-11-21T12:00:10Z', 10_000],
    ['31536000', 31_536_000_000],
    ['99999999999999999999', 1e23],
  ])('reads %p', (text, milliseconds) => {
    expect(parseRetryAfter(text, now)).toBe(milliseconds);
  });

  it.each([
    '0',
    '0.0',
    '-5',
    '1e20',
    'Infinity',
    'NaN',
    'soon',
    '',
    ' ',
    'Sat, 21 Nov 2026 11:00:00 GMT',
    '12/31/2027',
  ])('takes %p for no wait', (text) => {
    expect(parseRetryAfter(text, now)).toBeUndefined();
  });

  it('reads no wait where none is named', () => {
    expect([parseRetryAfter(undefined), parseRetryAfter(null), parseRetryAfterMs(null), parseResetTime(null)]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('reads milliseconds where a vendor gives them', () => {
    expect(['250', '0', '-3', 'x'].map((text) => parseRetryAfterMs(text))).toEqual([
      250,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('reads reset times in unix seconds; one that has passed is none', () => {
    expect(parseResetTime(String(now / 1000 + 5), now)).toBe(5000);
    expect(
      ['x', '', '0', '-1', String(now / 1000), String(now / 1000 - 1)].map((text) => parseResetTime(text, now)),
    ).toEqual(Array.from({ length: 6 }, () => undefined));
  });

  it.each([0, -5, Number.NaN, undefined])('an error carries no wait of %p', (retryAfterMs) => {
    expect(
      new ConnectorError({ code: 'rate-limited', message: 'Slow down.', retryAfterMs }).retryAfterMs,
    ).toBeUndefined();
  });
});
