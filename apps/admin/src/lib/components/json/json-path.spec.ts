import { expect, it } from '@jest/globals';
import { childPath, outputPath } from './json-path.js';

it('the output of a step is read as expressions need it', () => {
  expect(childPath(outputPath('draft'), 'text')).toBe('steps.draft.output.text');
});

it('childPath writes what an expression can read', () => {
  expect(childPath('event', 'issue')).toBe('event.issue');
  expect(childPath('event.labels', 0)).toBe('event.labels[0]');
  expect(childPath('event', 'x-github-event')).toBe('event["x-github-event"]');
  expect(childPath('', 'text')).toBe('text');
});
