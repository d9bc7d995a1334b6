import { expect, it } from '@jest/globals';
import { readMarkdown } from './markdown.js';

it('readMarkdown reads headings, lists, code, links and bold text', () => {
  expect(
    readMarkdown('# First\nCall **Ann**,\nthen see [the page](https://a.example/x).\n\n1. `npm start`\n- wait'),
  ).toEqual([
    { kind: 'heading', parts: [{ kind: 'text', text: 'First' }] },
    {
      kind: 'paragraph',
      parts: [
        { kind: 'text', text: 'Call ' },
        { kind: 'strong', text: 'Ann' },
        { kind: 'text', text: ',\nthen see ' },
        { kind: 'link', text: 'the page', href: 'https://a.example/x' },
        { kind: 'text', text: '.' },
      ],
    },
    { kind: 'item', mark: '1.', parts: [{ kind: 'code', text: 'npm start' }] },
    { kind: 'item', mark: '•', parts: [{ kind: 'text', text: 'wait' }] },
  ]);
  expect(readMarkdown('```\n# no heading\n```\nhttps://a.example')).toEqual([
    { kind: 'code', text: '# no heading' },
    { kind: 'paragraph', parts: [{ kind: 'link', text: 'https://a.example', href: 'https://a.example' }] },
  ]);
});

it('readMarkdown makes a link of nothing but web addresses, and no markup', () => {
  const text = '[x](javascript:alert(1)) <img src=x onerror=alert(1)>';
  expect(readMarkdown(text)).toEqual([{ kind: 'paragraph', parts: [{ kind: 'text', text }] }]);
  expect(readMarkdown('```')).toEqual([{ kind: 'code', text: '' }]);
  expect(readMarkdown('')).toEqual([]);
});
