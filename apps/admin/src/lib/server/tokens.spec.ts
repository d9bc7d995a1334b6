import { describe, expect, it } from '@jest/globals';
import { isExpiring } from './tokens.js';

const token = (exp: number) => `h.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.s`;

describe('isExpiring', () => {
  const now = 1_000_000;
  it('is true shortly before the end and false before that', () => {
    expect(isExpiring(token(1_020), { now, leewaySeconds: 30 })).toBe(true);
    expect(isExpiring(token(1_040), { now, leewaySeconds: 30 })).toBe(false);
  });
  it('is true for anything that is not a token', () => {
    for (const value of ['', 'x', 'a.b.c', `a.${Buffer.from('[]').toString('base64url')}.c`]) {
      expect(isExpiring(value, { now, leewaySeconds: 30 })).toBe(true);
    }
  });
});
