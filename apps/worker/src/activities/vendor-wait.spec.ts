import { describe, expect, it } from '@jest/globals';
import { inWords, judgeWait, usedUpHint } from './vendor-wait.js';

const HOUR = 3_600_000;
const now = Date.parse('2026-11-21T12:00:00Z');
const within = (milliseconds: number) => ({ waitBy: new Date(now + milliseconds).toISOString() });

describe('a wait that a vendor names', () => {
  it.each([undefined, 0, -5, Number.NaN])('is none when it is %p', (asked) => {
    expect(judgeWait(asked, within(24 * HOUR), now)).toEqual({ kind: 'none' });
    expect(judgeWait(asked, {}, now)).toEqual({ kind: 'none' });
  });

  it('is left to Temporal while it is short, and never becomes 0', () => {
    expect(judgeWait(0.2, within(24 * HOUR), now)).toEqual({ kind: 'short', delayMs: 1 });
    expect(judgeWait(4999, within(24 * HOUR), now)).toEqual({ kind: 'short', delayMs: 4999 });
  });

  it('is shown when it is long', () => {
    expect(judgeWait(HOUR, within(24 * HOUR), now)).toEqual({ kind: 'long', until: new Date(now + HOUR) });
  });

  it.each([365 * 24 * HOUR, 1e20, 1e23, Infinity])('ends with the time of the step: %p', (asked) => {
    expect(judgeWait(asked, within(24 * HOUR), now)).toEqual({ kind: 'long', until: new Date(now + 24 * HOUR) });
    expect(judgeWait(asked, within(2000), now)).toEqual({ kind: 'short', delayMs: 2000 });
    expect(judgeWait(asked, within(0), now)).toEqual({ kind: 'used-up', askedMs: asked });
    // For a workflow of before: what a protobuf duration holds.
    expect(judgeWait(asked, {}, now)).toEqual({ kind: 'short', delayMs: 24 * HOUR });
  });

  it('is told in words', () => {
    expect([500, 1500, 90_000, 600_000, HOUR, 24 * HOUR, 365 * 24 * HOUR, 1e23].map(inWords)).toEqual([
      '1 second',
      '2 seconds',
      '90 seconds',
      '10 minutes',
      '60 minutes',
      '24 hours',
      '365 days',
      'more than 100 years',
    ]);
    expect(usedUpHint(365 * 24 * HOUR)).toContain('another wait of 365 days, and a step waits 24 hours');
  });
});
