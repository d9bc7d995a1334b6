import type { EachNode } from '../../nodes.js';
import { describe, expect, it } from '@jest/globals';
import { ItemResults } from './item-results.js';

const loop = (onItemError: EachNode['onItemError']): EachNode => ({
  kind: 'each',
  id: 'loop',
  path: 'steps[0]',
  name: 'Loop',
  onError: 'fail',
  items: 'event.items',
  concurrency: 1,
  onItemError,
  steps: [],
});
const items = ['a', 'b', 'c'];
const failed = { type: 'failed' as const, error: { code: 'x', message: 'No.' } };
const declined = { type: 'declined' as const, status: 'rejected' as const, message: 'Ann rejected it.' };
const done = (output: string) => ({ type: 'completed' as const, output });

describe('ItemResults', () => {
  it('tells of all that failed, each by its place', () => {
    const results = ItemResults.none(loop('collect'), items);
    results.add(0, failed);
    results.add(1, done('b'));
    results.add(2, failed);
    expect(results.outcome()).toMatchObject({
      type: 'failed',
      error: { code: 'items-failed', message: '"Loop": 2 of 3 items failed.\nitem 1 of 3: No.\nitem 3 of 3: No.' },
    });
  });

  it('keeps what decides when the run goes on in a new history', () => {
    const node = loop('collect');
    const before = ItemResults.none(node, items);
    before.begun = 2;
    before.add(0, declined);
    before.add(1, done('b'));
    const after = ItemResults.restore(node, before.state());
    expect([after.begun, after.items]).toEqual([2, items]);
    after.add(2, done('c'));
    expect(after.outcome()).toEqual(declined);
    expect(after.output()).toMatchObject({
      count: 3,
      succeeded: 2,
      failed: 0,
      results: [{ status: 'rejected' }, {}, {}],
    });
  });

  it('leaves outputs out from the first that does not fit on, and says so, also after a new history', () => {
    const node = loop('continue');
    const before = ItemResults.none(node, items);
    before.add(0, done('x'.repeat(400_000)));
    before.add(1, done('ü'.repeat(100_000)));
    const after = ItemResults.restore(node, before.state());
    after.add(2, done('c'));
    expect(after.output()).toMatchObject({ truncated: true, results: [{}, { output: null }, { output: null }] });
  });

  it('decides nothing by what is declined or fails where the others go on', () => {
    const results = ItemResults.none(loop('continue'), items);
    results.add(0, failed);
    results.add(1, declined);
    expect(results.isDecided).toBe(false);
    expect(results.outcome()).toMatchObject({ type: 'completed', output: { failed: 1 } });
  });
});
