import { describe, expect, it } from '@jest/globals';
import { fromLines, labelOf, readFields } from './json-schema.js';

describe('readFields', () => {
  const schema = {
    type: 'object',
    required: ['text', 'count', 'visibility'],
    properties: {
      text: { type: 'string', maxLength: 280, description: 'What is published' },
      apiKey: { type: 'string', title: 'API key' },
      count: { type: 'integer', default: 3 },
      visibility: { enum: ['public', 'private'] },
      to: { type: 'array', items: { type: 'string' } },
      nested: { type: 'object', properties: {} },
      headers: { type: 'object', propertyNames: { type: 'string' }, additionalProperties: { type: 'string' } },
      maybe: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      either: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
      shared: { $ref: '#/$defs/flag' },
    },
    $defs: { flag: { type: 'boolean' } },
  };

  it('tells kinds apart and keeps the order', () => {
    expect(readFields(schema).map(({ name, kind }) => [name, kind])).toEqual([
      ['text', 'long-text'],
      ['apiKey', 'text'],
      ['count', 'number'],
      ['visibility', 'choice'],
      ['to', 'list'],
      ['nested', 'json'],
      ['headers', 'map'],
      ['maybe', 'text'],
      ['either', 'list'],
      ['shared', 'boolean'],
    ]);
  });

  it('asks only for what has no default', () => {
    expect(
      readFields(schema)
        .filter((field) => field.required)
        .map((field) => field.name),
    ).toEqual(['text', 'visibility']);
  });

  it('hides keys where a form takes credentials', () => {
    expect(readFields(schema, { secrets: true }).find((field) => field.name === 'apiKey')).toMatchObject({
      kind: 'secret',
      label: 'API key',
    });
  });

  it('makes no fields of what is no object', () => {
    expect([readFields(null), readFields({ type: 'string' }), readFields([])]).toEqual([[], [], []]);
  });
});

it('labelOf writes names as people do', () => {
  expect(['accessToken', 'reply_to', 'client-id'].map(labelOf)).toEqual(['Access token', 'Reply to', 'Client id']);
});

it('fromLines keeps one line a text unless a list was there', () => {
  expect(fromLines('a@x.io', 'b@x.io')).toBe('a@x.io');
  expect(fromLines('a@x.io', ['b@x.io'])).toEqual(['a@x.io']);
  expect(fromLines(' a \n\n b ', undefined)).toEqual(['a', 'b']);
  expect(fromLines('  ', ['a'])).toBeUndefined();
});
