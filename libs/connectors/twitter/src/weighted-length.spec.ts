import { describe, expect, it } from '@jest/globals';
import { weightedLength } from './weighted-length.js';

describe('weightedLength', () => {
  it.each([
    ['', 0],
    ['hello', 5],
    ['“curly” — dashes…', 18],
    ['naïve café', 10],
    ['日本語', 6],
    ['👍', 2],
    ['👨‍👩‍👧‍👦', 2],
    ['👍🏽', 2],
    ['🇩🇪', 2],
    ['see https://example.com/a/very/long/path?with=query', 27],
    ['example.com', 23],
    ['me@example.com', 14],
    ['v1.2.3 is out', 13],
    ['see README.md now', 17],
  ])('counts %j as %i', (text, length) => {
    expect(weightedLength(text)).toBe(length);
  });
});
