import { expect, it } from '@jest/globals';
import { checkEventSize } from './event-size.js';

it('refuses more than a megabyte in words, and no less', () => {
  const ofBytes = (bytes: number) => 'x'.repeat(bytes - 2);
  expect(() => checkEventSize(ofBytes(1024 * 1024))).not.toThrow();
  expect(() => checkEventSize(ofBytes(1024 * 1024 + 1))).toThrow(
    expect.objectContaining({ code: 'event-too-large', status: 413 }),
  );
});
