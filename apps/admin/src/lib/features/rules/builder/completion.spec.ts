import { describe, expect, it } from '@jest/globals';
import type { ScopeEntry } from '../../../api/types.js';
import { completionAt, offersAt } from './completion.js';

const entry = (path: string, more: Partial<ScopeEntry> = {}): ScopeEntry => ({
  name: path.split(/[.[]/).at(-1)?.replaceAll(/["\]]/g, '') ?? '',
  path,
  type: 'string',
  from: 'schema',
  ...more,
});
const entries = [
  entry('event', {
    type: 'map',
    children: [
      entry('event.title', { sample: { value: 'Roof leaks', cut: false } }),
      entry('event["x-y"]'),
      entry('event.labels', {
        type: 'list',
        size: 2,
        children: [{ ...entry('event.labels[0]'), name: '[0]', children: [entry('event.labels[0].name')] }],
      }),
    ],
  }),
  entry('steps', { type: 'map', children: [entry('steps.draft', { children: [entry('steps.draft.output')] })] }),
];
const functions = [
  { name: 'size', signature: 'size(list): int', doc: 'How many.' },
  { name: '.startsWith', signature: 'string.startsWith(string): bool', doc: 'Whether it begins so.' },
];

/** With the cursor at the bar, what is offered, and the text with the first of it. */
function complete(written: string, bare = false) {
  const cursor = written.indexOf('|');
  const text = written.replace('|', '');
  const place = completionAt(text, cursor, bare);
  if (!place) return undefined;
  const offers = offersAt(place, { entries, functions });
  const [first] = offers;
  return {
    labels: offers.map(({ label }) => label),
    text: first && text.slice(0, place.from) + first.insert + text.slice(place.to),
  };
}

describe('completionAt and offersAt', () => {
  it.each([
    ['Hi ${{|', ['event', 'steps'], 'Hi ${{event'],
    ['Hi ${{ ev| }}', ['event'], 'Hi ${{ event }}'],
    ['${{ event.| }}', ['title', 'x-y', 'labels'], '${{ event.title }}'],
    ['${{ event.ti| }}', ['title'], '${{ event.title }}'],
    ['${{ event.?ti| }}', ['title'], '${{ event.?title }}'],
    ['${{ event.x| }}', ['x-y'], '${{ event["x-y"] }}'],
    ['${{ event.labels[1].| }}', ['name'], '${{ event.labels[1].name }}'],
    ['${{ 1 + si| }}', ['size'], '${{ 1 + size( }}'],
    ['${{ event.title.st| }}', ['startsWith'], '${{ event.title.startsWith( }}'],
    ['${{ f(x).| }}', ['startsWith'], '${{ f(x).startsWith( }}'],
    ['${{ a }} and ${{ steps.dr|', ['draft'], '${{ a }} and ${{ steps.draft'],
  ])('%s', (written, labels, text) => {
    expect(complete(written)).toEqual({ labels, text });
  });

  it('has a condition as an expression from its beginning', () => {
    expect(complete('event.ti| == "x"', true)).toEqual({ labels: ['title'], text: 'event.title == "x"' });
  });

  it.each(['plain ev|', '${{ event }} ev|', '${{ "ev| }}', "${{ event.title == 'a ev| }}"])(
    'offers nothing in %s',
    (written) => {
      expect(complete(written)).toBeUndefined();
    },
  );
});
