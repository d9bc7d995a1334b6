import { describe, expect, it } from '@jest/globals';
import { toDraftText } from './check-definition.js';
import { labelsOf, titleOfDraft } from './draft-text.js';

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

  it('reads tags, owner and runbook as far as they can be read', () => {
    const nothing = { tags: [], owner: null, runbook: null };
    expect(labelsOf(null)).toEqual(nothing);
    expect(labelsOf({ tags: 'money', owner: 7, runbook: ['x'] })).toEqual(nothing);
    expect(labelsOf({ tags: ['money'], owner: 'Ann' })).toEqual({ tags: ['money'], owner: 'Ann', runbook: null });
  });
});
