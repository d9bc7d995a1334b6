import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readRule, renameField, setField } from './rule-text.js';

const source = `# Our first rule
format: 1
name: "Hello" # shown in lists
trigger:
  kind: manual
steps:
  # say it
  - id: say
    kind: action
    uses: core.log
    with: { title: 'Hi \${{ event.name }}' }

  - id: done
    kind: stop
    outcome: succeeded
    message: |
      All
      good.
`;

describe('readRule', () => {
  it('gives what the text says', () =>
    expect(readRule(source).definition).toMatchObject({
      name: 'Hello',
      steps: [{ id: 'say' }, { id: 'done', message: 'All\ngood.\n' }],
    }));
  it('tells where it stops being YAML', () => {
    const { definition, error } = readRule('format: 1\nname: "open\nsteps: []\n');
    expect(definition).toBeNull();
    expect(error?.line).toBeGreaterThanOrEqual(2);
    expect(error?.message).toMatch(/^A quote is opened and not closed\. Close it/);
  });
  it('takes an empty text for an empty rule, and a list for no rule', () => {
    expect(readRule('').definition).toEqual({});
    expect(readRule('- a').error?.message).toMatch(/map of fields/);
  });
});

describe('setField', () => {
  it('changes one value and leaves comments, quotes and layout alone', () => {
    const after = setField(source, ['name'], 'Goodbye');
    expect(after).toBe(source.replace('"Hello"', '"Goodbye"'));
  });
  it('keeps a block of text a block', () => {
    expect(setField(source, ['steps', 1, 'message'], 'One\nTwo\n')).toBe(
      source.replace('All\n      good.', 'One\n      Two'),
    );
  });
  it('removes a field, and the map that held only it', () => {
    const after = setField(source, ['steps', 0, 'with', 'title'], undefined);
    expect(readRule(after).definition).toMatchObject({ steps: [{ id: 'say', kind: 'action', uses: 'core.log' }, {}] });
    expect(after).not.toContain('with:');
  });
  it('makes what is missing on the way', () => {
    expect(readRule(setField('', ['trigger', 'kind'], 'manual')).definition).toEqual({ trigger: { kind: 'manual' } });
  });
  it('does not touch a text it cannot read', () => expect(setField('a: "', ['a'], 1)).toBe('a: "'));
  it('always reads back what was set', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const clean = value.replaceAll('\r', '').toWellFormed().replaceAll('\u0000', '');
        expect(readRule(setField(source, ['steps', 0, 'with', 'title'], clean)).definition).toMatchObject({
          steps: [{ with: { title: clean } }, {}],
        });
      }),
    );
  });
});

describe('renameField', () => {
  it('keeps the value, its place and the comment beside it', () =>
    expect(renameField(source, ['trigger', 'kind'], 'sort')).toBe(source.replace('kind: manual', 'sort: manual')));
  it('does not push another field aside', () => expect(renameField(source, ['name'], 'format')).toBe(source));
});
