import { describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { ConnectorError, type ConnectorErrorCode } from '@jarvis/connector-kit';
import { isLastAttempt, toFailure } from './failures.js';
import { LongWait } from './vendor-wait.js';

const step = { name: 'Post', path: 'steps[1]' };

function failureOf(error: unknown, options?: Parameters<typeof toFailure>[2]): ApplicationFailure {
  const failure = toFailure(error, step, options);
  if (failure instanceof ApplicationFailure) return failure;
  throw new Error('not an ApplicationFailure');
}

describe('toFailure', () => {
  it.each<[ConnectorErrorCode, boolean]>([
    ['auth', true],
    ['permission', true],
    ['invalid-input', true],
    ['not-found', true],
    ['conflict', true],
    ['unknown', true],
    ['rate-limited', false],
    ['unavailable', false],
  ])('%s: non-retryable is %s', (code, nonRetryable) => {
    const failure = failureOf(new ConnectorError({ code, message: 'It broke.', hint: 'Mend it.' }));
    expect(failure.nonRetryable).toBe(nonRetryable);
    expect(failure.details?.[0]).toEqual({ code, message: 'It broke.', hint: 'Mend it.', stepPath: 'steps[1]' });
  });

  describe('when the vendor names a wait', () => {
    const limited = (retryAfterMs?: number) =>
      new ConnectorError({ code: 'rate-limited', message: 'Slow down.', hint: 'Less.', retryAfterMs });
    const attempted = (leftMs: number) => ({
      platform: 'X',
      attempts: 1,
      waitBy: new Date(Date.now() + leftMs).toISOString(),
    });

    it('a short one is the delay of the next attempt', () => {
      expect(failureOf(limited(3000), { attempted: attempted(60_000) }).nextRetryDelay).toBe(3000);
    });

    it.each([undefined, 0, -5, Number.NaN])('%p leaves the next attempt to the policy of the step', (asked) => {
      const failure = failureOf(limited(asked), { attempted: attempted(60_000) });
      expect(failure).toMatchObject({ nonRetryable: false });
      expect(failure.nextRetryDelay ?? undefined).toBeUndefined();
    });

    it('a long one is handed to the workflow', () => {
      const failure = toFailure(limited(90_000), step, { attempted: attempted(3_600_000) });
      expect(failure).toBeInstanceOf(LongWait);
      expect(failure).toMatchObject({ wait: { platform: 'X', attempts: 1, error: { code: 'rate-limited' } } });
    });

    it('none is begun after the last attempt', () => {
      expect(failureOf(limited(90_000), { final: true, attempted: attempted(3_600_000) })).toMatchObject({
        nonRetryable: true,
      });
    });

    it('the step ends when it has waited as long as it may, and says what was asked', () => {
      const failure = failureOf(limited(365 * 86_400_000), { attempted: attempted(-1) });
      expect(failure.nonRetryable).toBe(true);
      expect(failure.details?.[0]).toMatchObject({ message: 'Slow down.', hint: expect.stringContaining('365 days') });
    });
  });

  it('ends retrying at the last attempt, but never because the database is away', () => {
    const vendor = new ConnectorError({ code: 'unavailable', message: 'Down.' });
    expect(failureOf(vendor, { final: true }).nonRetryable).toBe(true);
    const database = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(failureOf(database, { final: true }).nonRetryable).toBe(false);
    expect(failureOf(new TypeError('ours'), { final: true }).nonRetryable).toBe(true);
  });

  it('leaves Temporal failures as they are', () => {
    const failure = ApplicationFailure.nonRetryable('mine', 'ApprovalMismatch');
    expect(toFailure(failure, step)).toBe(failure);
  });
});

describe('isLastAttempt', () => {
  const retry = { maximumAttempts: 3, notOn: ['rate-limited' as const] };
  const failed = (code: ConnectorErrorCode, attempts = 1) =>
    isLastAttempt(retry, { attempts, error: new ConnectorError({ code, message: 'It broke.' }) });

  it('counts the attempts, and ends at once with an error that is not worth another', () => {
    expect([failed('unavailable'), failed('unavailable', 3), failed('rate-limited')]).toEqual([false, true, true]);
    expect(isLastAttempt(retry, { attempts: 1, error: new Error('ours') })).toBe(false);
    expect(isLastAttempt({ maximumAttempts: 3 }, { attempts: 1, error: undefined })).toBe(false);
  });
});
