import { describe, expect, it } from '@jest/globals';
import { fromTwitterReply } from './errors.js';

const reply = (status: number, detail?: string, headers: Record<string, string> = {}) =>
  fromTwitterReply({ status, headers, body: { title: 'T', detail } });

describe('fromTwitterReply', () => {
  it.each([
    [400, undefined, 'invalid-input', false],
    [401, undefined, 'auth', false],
    [403, 'You are not permitted to perform this action.', 'permission', false],
    [403, 'You are not allowed to create a Tweet with duplicate content.', 'conflict', false],
    [403, 'Your Tweet text is too long.', 'invalid-input', false],
    [404, undefined, 'not-found', false],
    [429, undefined, 'rate-limited', false],
    [500, undefined, 'unavailable', true],
    [503, undefined, 'unavailable', true],
  ])('%i %s → %s', (status, detail, code, maybeSent) => {
    expect(reply(status, detail)).toMatchObject({ code, maybeSent, platform: 'twitter', status });
  });

  it('waits until the window resets where X names no other time', () => {
    const reset = String(Math.floor(Date.now() / 1000) + 600);
    expect(reply(429, undefined, { 'x-rate-limit-reset': reset }).retryAfterMs).toBeGreaterThan(590_000);
    expect(reply(429, undefined, { 'x-rate-limit-reset': reset, 'retry-after': '2' }).retryAfterMs).toBe(2000);
  });

  it('copes with a body that is no problem document', () => {
    expect(fromTwitterReply({ status: 502, headers: {}, body: '<html>' })).toMatchObject({
      code: 'unavailable',
      message: 'X refused the request (502).',
    });
  });
});
