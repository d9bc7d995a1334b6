import { expect, it } from '@jest/globals';
import { checkEventSize, eventBytes } from './event-size.js';

it('counts what PostgreSQL writes out, not what came', () => {
  expect(eventBytes({ a: 'ä' })).toBe(10);
  expect(eventBytes([1e300])).toBe('[1e+300]'.length + 300);
  expect(eventBytes({ a: [{ b: 1e-7 }] })).toBe('{"a":[{"b":1e-7}]}'.length + 7);
  expect(eventBytes(['1e300', 12, true, null])).toBe(JSON.stringify(['1e300', 12, true, null]).length);
});

it('refuses more than a megabyte in words, and no less', () => {
  const ofBytes = (bytes: number) => 'x'.repeat(bytes - 2);
  expect(() => checkEventSize(ofBytes(1024 * 1024))).not.toThrow();
  expect(() => checkEventSize(ofBytes(1024 * 1024 + 1))).toThrow(
    expect.objectContaining({ code: 'event-too-large', status: 413 }),
  );
});
