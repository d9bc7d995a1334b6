import { expect, it } from '@jest/globals';
import type { ScopeEntry } from '../../../api/types.js';
import { isOpenAtFirst, narrowed } from './data-tree.js';

const entry = (path: string, more: Partial<ScopeEntry> = {}): ScopeEntry => ({
  name: path,
  path,
  type: 'string',
  from: 'schema',
  ...more,
});
const title = entry('event.title', { sample: { value: 'Roof leaks', cut: false } });
const tree = [
  entry('event', { type: 'map', children: [title, entry('event.number', { type: 'number' })] }),
  entry('now'),
];

it('narrows to what has the words in its path, type or value, with what it stands in', () => {
  expect(narrowed(tree, ' ')).toEqual(tree);
  for (const words of ['TITLE', 'roof'])
    expect(narrowed(tree, words)).toEqual([entry('event', { type: 'map', children: [title] })]);
  expect(narrowed(tree, 'nothing')).toEqual([]);
});

it('opens the event and what steps gave', () => {
  expect(['event', 'steps', 'rule', 'run'].filter((path) => isOpenAtFirst(entry(path), 0))).toEqual(['event', 'steps']);
  expect(isOpenAtFirst(entry('steps.draft.output'), 2)).toBe(true);
  expect(isOpenAtFirst(entry('steps.draft.error'), 2)).toBe(false);
});
