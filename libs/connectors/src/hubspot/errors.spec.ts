import { describe, expect, it } from '@jest/globals';
import { existingIdIn, fromHubSpotError, fromHubSpotReply } from './errors.js';

const reply = (status: number, body: object = {}, headers: Record<string, string> = {}) =>
  fromHubSpotReply({ status, headers: new Headers(headers), body: { message: 'M', correlationId: 'c-1', ...body } });

describe('fromHubSpotReply', () => {
  it.each([
    [400, 'VALIDATION_ERROR', 'invalid-input', false],
    [401, 'INVALID_AUTHENTICATION', 'auth', false],
    [403, 'MISSING_SCOPES', 'permission', false],
    [404, 'OBJECT_NOT_FOUND', 'not-found', false],
    [409, 'CONFLICT', 'conflict', false],
    [429, 'RATE_LIMITS', 'rate-limited', false],
    [500, 'INTERNAL_ERROR', 'unavailable', true],
    [504, 'TIMEOUT', 'unavailable', true],
  ])('%i %s → %s', (status, category, code, maybeSent) => {
    expect(reply(status, { category })).toMatchObject({
      code,
      maybeSent,
      platform: 'hubspot',
      status,
      message: `HubSpot refused the request (${status.toString()}): M. HubSpot’s id of the request is c-1.`,
    });
  });

  it('waits as long as HubSpot asks, or as the limit implies that was reached', () => {
    expect(reply(429, { policyName: 'SECONDLY' }).retryAfterMs).toBe(1_000);
    expect(reply(429, { policyName: 'TEN_SECONDLY_ROLLING' }).retryAfterMs).toBe(10_000);
    expect(reply(429, { policyName: 'SECONDLY' }, { 'retry-after': '7' }).retryAfterMs).toBe(7_000);
    expect(reply(429, { policyName: 'DAILY' })).toMatchObject({
      retryAfterMs: undefined,
      hint: expect.stringContaining('today'),
    });
  });

  it('names what is wrong, and each thing once', () => {
    const errors = [{ message: 'Property "x" does not exist' }, { message: 'M' }];
    expect(reply(400, { errors }).message).toContain('M. Property "x" does not exist.');
    expect(fromHubSpotReply({ status: 502, headers: new Headers(), body: undefined }).message).toBe(
      'HubSpot refused the request (502).',
    );
  });
});

it('takes an answer that is no JSON for one that may have taken effect', () => {
  expect(fromHubSpotError(new SyntaxError('x'))).toMatchObject({ code: 'unavailable', maybeSent: true });
});

it('finds the record that stands in the way', () => {
  expect(existingIdIn(reply(409, { message: 'Contact already exists. Existing ID: 451' }))).toBe('451');
  expect(existingIdIn(reply(409))).toBeUndefined();
  expect(existingIdIn(reply(400, { message: 'Existing ID: 451' }))).toBeUndefined();
});
