import { expect, it } from '@jest/globals';
import { childPath } from './json-path.js';

it('childPath writes what an expression can read', () => {
  expect(childPath('event', 'issue')).toBe('event.issue');
  expect(childPath('event.labels', 0)).toBe('event.labels[0]');
  expect(childPath('event', 'x-github-event')).toBe('event["x-github-event"]');
  expect(childPath('', 'text')).toBe('text');
});
