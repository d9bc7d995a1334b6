import { describe, expect, it } from '@jest/globals';
import { escapeMarkdown } from './escape-markdown.js';

// What Temporal UI makes of it is looked at in e2e/tests/operations.spec.ts; here is what it is given.
describe('escapeMarkdown', () => {
  it.each([
    ['[Sign in again](https://evil.example)', '\\[Sign in again\\](https\\://evil.example)'],
    ['![](https://evil.example/pixel)', '!\\[\\](https\\://evil.example/pixel)'],
    ['mailto:a@evil.example', 'mailto\\:a@evil.example'],
    ['<b>bold</b>', '\\<b\\>bold\\</b\\>'],
    ['**bold** `code` ~~gone~~ $x$', '\\*\\*bold\\*\\* \\`code\\` \\~\\~gone\\~\\~ \\$x\\$'],
    ['&lt;script&gt;', '\\&lt;script\\&gt;'],
    ['ends with \\', 'ends with &#92;'],
  ])('nothing in a line means anything: %s', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  it.each([
    ['# Heading', '\\# Heading'],
    ['.# Special', '\\.# Special'],
    ['- item', '\\- item'],
    ['12. item', '12\\. item'],
    ['> quote', '\\> quote'],
  ])('nothing makes a block: %s', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  it('makes one line of many: a fence, a table or an underlined heading needs its own', () => {
    expect(escapeMarkdown(' Title\n=====\r\n\n    code\u2028end ')).toBe('Title ===== code end');
  });

  it('leaves plain words as they are', () => {
    const words = 'Post the release (twitter.create-post), step 2 of 3: at 10:30!';
    expect(escapeMarkdown(words)).toBe(words);
  });
});
