import { expect, it } from '@jest/globals';
import { limitWords } from './limit-words.ts';

it.each([
  [undefined, ''],
  [{ concurrency: { limit: 2, key: '${{ event.order.id }}' } }, 'at most 2 at once per order'],
  [
    { throttle: { limit: 10, per: '1m' }, dedupe: { key: '${{ event.id }}', window: '1h' } },
    '10 in 1m, once in 1h per event',
  ],
  [{ batch: { size: 100, within: '1m' } }, 'up to 100 events together'],
  [
    { debounce: { quiet: '30s', key: '${{ event.a }}-${{ event.b }}' } },
    'after 30s of quiet per ${{ event.a }}-${{ event.b }}',
  ],
  [{ concurrency: 'two', other: {} }, ''],
])('puts %j into words', (limits, words) => {
  expect(limitWords(limits)).toBe(words);
});
