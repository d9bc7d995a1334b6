import { describe, expect, it } from '@jest/globals';
import { fromGmailReply } from './errors.js';

const reply = (status: number, reason?: string) =>
  fromGmailReply({
    status,
    retryAfter: '4',
    body: { error: { code: status, message: 'M', errors: [{ reason }], status: 'S' } },
  });

describe('fromGmailReply', () => {
  it.each([
    [400, 'invalidArgument', 'invalid-input', false],
    [401, 'authError', 'auth', false],
    [403, 'insufficientPermissions', 'permission', false],
    [403, 'rateLimitExceeded', 'rate-limited', false],
    [403, 'userRateLimitExceeded', 'rate-limited', false],
    [404, 'notFound', 'not-found', false],
    [429, 'rateLimitExceeded', 'rate-limited', false],
    [500, 'backendError', 'unavailable', true],
    [200, undefined, 'unavailable', true],
  ])('%i %s → %s', (status, reason, code, maybeSent) => {
    expect(reply(status, reason)).toMatchObject({
      code,
      maybeSent,
      retryAfterMs: 4000,
      message: expect.stringContaining('M'),
    });
  });
});
