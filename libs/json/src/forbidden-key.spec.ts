import { describe, expect, it } from '@jest/globals';
import { findForbiddenKey } from './forbidden-key.js';

describe('findForbiddenKey', () => {
  it.each(['__proto__', 'constructor', 'prototype'])('finds %s at any depth, with its place', (key) => {
    expect(findForbiddenKey(JSON.parse(`{"a":[1,{"b":{"${key}":1}}]}`))).toEqual(['a', 1, 'b', key]);
  });

  it('minds names only, not values, and not names that only look alike', () => {
    expect(findForbiddenKey({ a: 'constructor', constructors: ['prototype'], proto: 1 })).toBeUndefined();
  });
});
