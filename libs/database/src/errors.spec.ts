import { describe, expect, it } from '@jest/globals';
import { isDatabaseUnavailable, isUniqueViolation } from './errors.js';

const coded = (code: string, rest: object = {}) => Object.assign(new Error('failed'), { code, ...rest });

describe('isDatabaseUnavailable', () => {
  it.each([
    coded('ECONNREFUSED'),
    coded('57P01'),
    coded('08006'),
    coded('53300'),
    new Error('Connection terminated unexpectedly'),
    new Error('timeout exceeded when trying to connect'),
    new AggregateError([coded('ECONNREFUSED')]),
    new Error('query failed', { cause: coded('ECONNRESET') }),
  ])('sees that PostgreSQL is away: %p', (error) => {
    expect(isDatabaseUnavailable(error)).toBe(true);
  });

  it.each([coded('23505'), coded('42501'), coded('57014'), new Error('no'), 'ECONNREFUSED', null, undefined])(
    'and that it refused: %p',
    (error) => {
      expect(isDatabaseUnavailable(error)).toBe(false);
    },
  );
});

describe('isUniqueViolation', () => {
  it('knows its constraint', () => {
    const error = coded('23505', { constraint: 'users_email_key' });
    expect(isUniqueViolation(error)).toBe(true);
    expect(isUniqueViolation(error, 'users_email_key')).toBe(true);
    expect(isUniqueViolation(error, 'another')).toBe(false);
    expect(isUniqueViolation(coded('23503'))).toBe(false);
  });
});
