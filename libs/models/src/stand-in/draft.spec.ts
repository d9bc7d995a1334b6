import { describe, expect, it } from '@jest/globals';
import { writeDraft } from './draft.js';
import { fillSchema } from './fill-schema.js';
import { postLength } from './post-length.js';
import { readPrompt } from './read-prompt.js';

const url = 'https://github.com/Codertocat/Hello-World/issues/1';
const title = 'Spelling error in the README file';

describe('readPrompt', () => {
  it.each([
    [
      'prose',
      `Write a post.\n\nRepository: Codertocat/Hello-World\nIssue #1: ${title}\nLink: ${url}\n\nIt has two t's.`,
    ],
    ['labels', `**Title:** ${title}\nRepo: Codertocat/Hello-World\nNumber: 1\nURL: ${url}\nBody: It has two t's.`],
    [
      'JSON',
      `Here it is: ${JSON.stringify({ issue: { title, number: 1, html_url: url, body: "It has two t's." }, repository: { full_name: 'Codertocat/Hello-World' } })}`,
    ],
  ])('finds the issue in %s', (_kind, prompt) => {
    expect(readPrompt(prompt)).toEqual({
      title,
      number: '1',
      url,
      repository: 'Codertocat/Hello-World',
      body: "It has two t's.",
    });
  });

  it('makes the best of a prompt about nothing in particular', () => {
    expect(readPrompt('Say hello to everybody. Be brief.').title).toBe('Say hello to everybody');
    expect(readPrompt('').title).not.toBe('');
  });
});

describe('writeDraft', () => {
  it('reads like a post, ends with the link and is the same every time', () => {
    const facts = readPrompt(`Issue #1: ${title}\nLink: ${url}`);
    const { text } = writeDraft(facts);
    expect(text).toMatch(
      /in Hello-World: Spelling error in the README file\. .+ https:\/\/github\.com\/Codertocat\/Hello-World\/issues\/1$/,
    );
    expect(writeDraft(facts).text).toBe(text);
    const variants = Array.from({ length: 40 }, (_item, variant) => writeDraft(facts, { variant }).text);
    expect(new Set(variants).size).toBe(40);
  });

  it.each([
    'word '.repeat(2),
    'word '.repeat(24),
    'word '.repeat(180),
    'x'.repeat(400),
    '文字'.repeat(200),
    '👍🏽 '.repeat(150),
  ])('fits into a post whatever the title (%#)', (long) => {
    const { text } = writeDraft(readPrompt(`Issue #1: ${long}\nLink: ${url}`));
    expect(postLength(text)).toBeLessThanOrEqual(280);
    expect(text.length).toBeLessThanOrEqual(280);
    expect(text).toContain(url);
  });
});

describe('fillSchema', () => {
  it('stays small, whatever sizes a schema names', () => {
    const many = (items: unknown) => ({ type: 'array', minItems: 15_000_000, items });
    for (const schema of [many({ type: 'string' }), many(many(many({ type: 'integer' })))]) {
      expect(JSON.stringify(fillSchema(schema, readPrompt(title))).length).toBeLessThan(500_000);
    }
  });

  const facts = readPrompt(`Issue #1: ${title}\nLink: ${url}`);

  it('gives every field what its name asks for, within limits that were moved into descriptions', () => {
    const schema = {
      type: 'object',
      properties: {
        text: { type: 'string', description: 'The post.\n\n{minLength: 1, maxLength: 60}' },
        confidence: { type: 'number', description: '{minimum: 0, maximum: 1}' },
        score: { type: 'integer', minimum: 1, maximum: 5 },
        link: { type: 'string', format: 'uri' },
        tone: { enum: ['warm', 'dry'] },
        nested: { anyOf: [{ $ref: '#/$defs/item' }, { type: 'null' }] },
        list: { type: 'array', items: { type: 'string' } },
      },
      $defs: { item: { type: 'object', properties: { ok: { type: 'boolean' } } } },
    };
    const value = fillSchema(schema, facts);
    expect(value).toEqual({
      text: expect.stringContaining('Spelling error'),
      confidence: expect.any(Number),
      score: expect.any(Number),
      link: url,
      tone: 'warm',
      nested: { ok: true },
      list: [expect.any(String)],
    });
    expect(value).toMatchObject({ text: expect.stringMatching(/^.{1,60}$/) });
  });

  it('comes to an end on a schema that contains itself', () => {
    const schema = {
      $ref: '#/$defs/node',
      $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } } } },
    };
    expect(fillSchema(schema, facts)).toHaveProperty('next.next');
  });
});
