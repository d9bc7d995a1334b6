import { describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { ConnectorError, type ConnectorErrorCode } from '@jarvis/connector-kit';
import { toFailure } from './failures.js';

const step = { name: 'Post', path: 'steps[1]' };

function failureOf(error: unknown, options?: { final: boolean }): ApplicationFailure {
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

  it('waits as long as the vendor asks', () => {
    const error = new ConnectorError({ code: 'rate-limited', message: 'Slow down.', retryAfterMs: 90_000 });
    expect(failureOf(error).nextRetryDelay).toBe(90_000);
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
