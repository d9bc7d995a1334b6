import { describe, expect, it } from '@jest/globals';
import { labelOf, readFields } from './json-schema.js';

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
      query: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean', 'integer'] } },
      counts: { type: 'object', additionalProperties: { anyOf: [{ type: 'number' }, { type: 'integer' }] } },
      statuses: { type: 'array', items: { type: 'integer', minimum: 100 } },
      marks: { type: 'array', items: { $ref: '#/$defs/name' } },
      scalar: { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'null' }] },
      mode: { anyOf: [{ const: 'fast' }, { const: 'slow' }] },
      any: {},
      rows: { type: 'array', items: { type: 'object' } },
    },
    $defs: { flag: { type: 'boolean' }, name: { type: 'string' } },
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
      ['query', 'map'],
      ['counts', 'map'],
      ['statuses', 'list'],
      ['marks', 'list'],
      ['scalar', 'text'],
      ['mode', 'choice'],
      ['any', 'json'],
      ['rows', 'json'],
    ]);
  });

  it('knows what the entries of a list or a map are, and where one text stands for a list', () => {
    const found = Object.fromEntries(readFields(schema).map((field) => [field.name, field]));
    expect(
      ['to', 'either', 'headers', 'query', 'counts', 'statuses'].map((name) => [
        found[name]?.entries,
        found[name]?.single,
      ]),
    ).toEqual([
      ['text', undefined],
      ['text', true],
      ['text', undefined],
      ['text', undefined],
      ['number', undefined],
      ['number', undefined],
    ]);
    expect(found['mode']?.options).toEqual(['fast', 'slow']);
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
  expect(['accessToken', 'reply_to', 'client-id', 'crm_update'].map(labelOf)).toEqual([
    'Access token',
    'Reply to',
    'Client id',
    'CRM update',
  ]);
});
