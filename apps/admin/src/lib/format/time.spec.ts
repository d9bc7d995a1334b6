import { describe, expect, it } from '@jest/globals';
import {
  dayKey,
  formatCountdown,
  formatDay,
  formatDuration,
  formatExact,
  formatRelative,
  isTimeZone,
  withLocalTimes,
} from './time.js';

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [84.4, '84 ms'],
    [1_240, '1.24 s'],
    [12_420, '12.4 s'],
    [192_000, '3 m 12 s'],
    [180_000, '3 m'],
    [7_500_000, '2 h 05 m'],
    [86_400_000, '1 d'],
    [273_600_000, '3 d 4 h'],
    [-1, '–'],
    [Number.NaN, '–'],
  ])('%d ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

describe('formatRelative', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  const at = (iso: string) => formatRelative(iso, { now, timeZone: 'UTC' });
  it('speaks of the past and of the future', () => {
    expect(at('2026-11-21T11:59:58Z')).toBe('just now');
    expect(at('2026-11-21T11:59:30Z')).toBe('30 s ago');
    expect(at('2026-11-21T11:48:00Z')).toBe('12 min ago');
    expect(at('2026-11-21T16:00:00Z')).toBe('in 4 h');
    expect(at('2026-11-18T12:00:00Z')).toBe('3 d ago');
  });
  it('gives the date when that says more', () => expect(at('2026-10-01T12:00:00Z')).toBe('1 Oct 2026'));
  it('does not invent a time', () => expect(at('soon')).toBe('–'));
});

describe('formatCountdown', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  it('counts down and ends', () => {
    expect(formatCountdown('2026-11-22T11:41:00Z', now)).toBe('23 h 41 m');
    expect(formatCountdown('2026-11-21T12:00:00.400Z', now)).toBe('1 s');
    expect(formatCountdown('2026-11-21T12:00:00Z', now)).toBeNull();
  });
});

describe('days', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  it('are those of the person’s zone', () => {
    expect(dayKey('2026-11-21T23:30:00Z', 'Europe/Berlin')).toBe('2026-11-22');
    expect(formatDay('2026-11-20T23:30:00Z', { now, timeZone: 'Europe/Berlin' })).toBe('Today');
    expect(formatDay('2026-11-20T22:30:00Z', { now, timeZone: 'Europe/Berlin' })).toBe('Yesterday');
    expect(formatDay('2026-11-13T12:00:00Z', { now, timeZone: 'UTC' })).toBe('Friday 13 November');
  });
  it('have exact times with their zone', () =>
    expect(formatExact('2026-11-21T12:00:00Z', 'UTC')).toBe('21 Nov 2026, 12:00:00 UTC'));
  it('are put in place of the engine’s', () =>
    expect(withLocalTimes('until 2026-11-21T12:00:00.123Z', 'UTC')).toBe('until 21 Nov 2026, 12:00:00 UTC'));
  it('know a zone from an invention', () => {
    expect(isTimeZone('Europe/Berlin')).toBe(true);
    expect(isTimeZone('Mars/Olympus')).toBe(false);
    expect(isTimeZone(undefined)).toBe(false);
  });
});
