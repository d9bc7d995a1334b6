import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldDiff, lineDiff, wordDiff } from './text-diff.js';

describe('wordDiff', () => {
  it('marks the words that changed', () => {
    expect(wordDiff('We fixed the crash today.', 'We fixed a crash today.')).toEqual([
      { kind: 'same', text: 'We fixed ' },
      { kind: 'removed', text: 'the' },
      { kind: 'added', text: 'a' },
      { kind: 'same', text: ' crash today.' },
    ]);
  });

  it('always contains both texts', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const parts = wordDiff(before, after);
        const join = (skip: string) =>
          parts
            .filter((part) => part.kind !== skip)
            .map((part) => part.text)
            .join('');
        expect(join('added')).toBe(before);
        expect(join('removed')).toBe(after);
      }),
    );
  });
});

describe('lineDiff', () => {
  it('numbers the lines of the new text', () => {
    expect(lineDiff('a\nb\nc\n', 'a\nx\nc\n')).toEqual([
      { kind: 'same', text: 'a', number: 1 },
      { kind: 'removed', text: 'b', number: null },
      { kind: 'added', text: 'x', number: 2 },
      { kind: 'same', text: 'c', number: 3 },
    ]);
  });

  it('folds what did not change', () => {
    const before = Array.from({ length: 20 }, (_, index) => `line ${index}`).join('\n');
    const folded = foldDiff(lineDiff(`${before}\n`, `${before.replace('line 10', 'line X')}\n`), 1);
    expect(folded.map((line) => (line === null ? '…' : `${line.kind[0]} ${line.text}`))).toEqual([
      '…',
      's line 9',
      'r line 10',
      'a line X',
      's line 11',
      '…',
    ]);
  });
});
