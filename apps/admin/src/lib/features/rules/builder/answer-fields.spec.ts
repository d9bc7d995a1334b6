import { describe, expect, it } from '@jest/globals';
import { AnswerText, readAnswer } from './answer-fields.js';
import { readRule } from './rule-text.js';

const RULE = `steps:
  - kind: model
    output:
      type: object
      additionalProperties: false
      properties:
        # What is posted.
        text: { type: string, description: The post, maxLength: 280 }
        mood: { type: string, enum: [calm, loud] }
        tags: { type: array, items: { type: string }, maxItems: 3 }
        sure: { type: number, minimum: 0 }
        parts: { type: array, items: { type: object, properties: { a: { type: string } } } }
        maybe: { anyOf: [{ type: string }, { type: 'null' }] }
      required: [text, sure]
`;
const AT = ['steps', 0, 'output'];

function outputOf(text: string): unknown {
  const steps = readRule(text).definition?.['steps'];
  const step: unknown = Array.isArray(steps) ? steps[0] : undefined;
  return typeof step === 'object' && step !== null && 'output' in step ? step.output : undefined;
}
const edit = (text = RULE) => new AnswerText(text, outputOf(text), AT);

describe('readAnswer', () => {
  it('shows what the form can say and names the rest', () => {
    expect(readAnswer(outputOf(RULE))).toEqual([
      { name: 'text', type: 'text', options: [], description: 'The post', required: true, besides: ['maxLength 280'] },
      { name: 'mood', type: 'choice', options: ['calm', 'loud'], description: '', required: false, besides: [] },
      { name: 'tags', type: 'texts', options: [], description: '', required: false, besides: ['maxItems 3'] },
      { name: 'sure', type: 'number', options: [], description: '', required: true, besides: ['minimum 0'] },
      {
        name: 'parts',
        type: undefined,
        options: [],
        description: '',
        required: false,
        besides: ['type array', 'items'],
      },
      { name: 'maybe', type: undefined, options: [], description: '', required: false, besides: ['anyOf'] },
    ]);
  });

  it('leaves schemas of another form to the text', () => {
    expect([
      readAnswer(undefined),
      readAnswer({ type: 'object' }),
      readAnswer('${{ vars.schema }}'),
      readAnswer({ anyOf: [] }),
      readAnswer({ type: 'object', properties: { a: true } }),
      readAnswer({ type: 'object', properties: {}, required: 'a' }),
    ]).toEqual([[], [], null, null, null, null]);
  });
});

describe('AnswerText', () => {
  it('changes nothing but what was changed', () => {
    const changed = edit().describe('mood', 'How it sounds');
    expect(changed.replaceAll(/(?<=\[) | (?=\])/g, '')).toBe(
      RULE.replace('enum: [calm, loud] }', 'enum: [calm, loud], description: How it sounds }'),
    );
  });

  it('gives a field another name, also where it is required', () => {
    const changed = edit().rename('text', 'post');
    expect(changed).toContain(
      '# What is posted.\n        post: { type: string, description: The post, maxLength: 280 }',
    );
    expect(outputOf(changed)).toMatchObject({ required: ['post', 'sure'] });
    expect(edit().rename('text', 'mood')).toBe(RULE);
    expect(edit().rename('text', '')).toBe(RULE);
  });

  it('drops the limits of another type and keeps everything else', () => {
    expect(outputOf(edit().retype('text', 'choice'))).toMatchObject({
      properties: { text: { type: 'string', enum: [], description: 'The post' } },
    });
    expect(readAnswer(outputOf(edit().retype('text', 'choice')))?.[0]).toMatchObject({ type: 'choice', besides: [] });
    expect(outputOf(edit().retype('sure', 'whole'))).toMatchObject({
      properties: { sure: { type: 'integer', minimum: 0 } },
    });
  });

  it('adds, requires and removes', () => {
    const { text, name } = edit().add();
    expect(name).toBe('field1');
    expect(outputOf(text)).toMatchObject({
      properties: { field1: { type: 'string' } },
      required: ['text', 'sure', 'field1'],
    });
    expect(outputOf(edit(text).remove('field1'))).toEqual(outputOf(RULE));
    expect(outputOf(edit().require('text', false))).toMatchObject({ required: ['sure'] });
    expect(outputOf(edit(edit().require('text', false)).require('sure', false))).not.toHaveProperty('required');
    expect(outputOf(edit().choose('mood', ['calm']))).toMatchObject({ properties: { mood: { enum: ['calm'] } } });
  });

  it('begins an answer where there is none', () => {
    expect(outputOf(edit('steps:\n  - kind: model\n').add().text)).toEqual({
      type: 'object',
      properties: { field1: { type: 'string' } },
      required: ['field1'],
    });
  });
});
