import { describe, expect, it } from '@jest/globals';
import { toDraftText } from './check-definition.js';
import { titleOfDraft } from './draft-text.js';

describe('a draft', () => {
  it('keeps YAML as typed and reads its value', () => {
    const source = 'name: Hello # a comment\n';
    expect(toDraftText({ source })).toEqual({ definition: { name: 'Hello' }, source });
  });

  it('writes YAML for JSON', () => {
    expect(toDraftText({ definition: { name: 'Hello', steps: [] } }).source).toBe('name: Hello\nsteps: []\n');
  });

  it.each(['name: [', '- a\n- b\n', 'just words', ''])('has no definition for the text %j', (source) => {
    expect(toDraftText({ source })).toEqual({ definition: null, source });
  });

  it('is called something in lists, whatever it holds', () => {
    expect(titleOfDraft(null)).toEqual({ name: 'Untitled rule', description: null });
    expect(titleOfDraft({ name: 7, description: 'x' })).toEqual({ name: 'Untitled rule', description: 'x' });
    expect(titleOfDraft({ name: '  Hello ' })).toEqual({ name: 'Hello', description: null });
  });
});
