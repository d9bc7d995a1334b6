import { expect, it } from '@jest/globals';
import { storedBytes } from './stored-bytes.js';

it('counts what PostgreSQL writes out, not what came', () => {
  expect(storedBytes({ a: 'ä' })).toBe(10);
  expect(storedBytes([1e300])).toBe('[1e+300]'.length + 300);
  expect(storedBytes({ a: [{ b: 1e-7 }] })).toBe('{"a":[{"b":1e-7}]}'.length + 7);
  expect(storedBytes(['1e300', 12, true, null])).toBe(JSON.stringify(['1e300', 12, true, null]).length);
});
