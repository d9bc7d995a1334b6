import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  duplicateStep,
  insertStep,
  moveStep,
  readRule,
  removeStep,
  renameField,
  renameReferences,
  setField,
  smallestEdit,
} from './rule-text.js';

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
    expect(error?.message).toMatch(/[^.]\.$/);
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

describe('steps', () => {
  const ids = (text: string) => (readRule(text).definition?.['steps'] as { id: string }[]).map((step) => step.id);
  it('can be inserted, moved and removed, and comments travel with them', () => {
    const longer = insertStep(source, ['steps'], 1, { id: 'wait', kind: 'wait', for: '5m' });
    expect(ids(longer)).toEqual(['say', 'wait', 'done']);
    const moved = moveStep(longer, ['steps'], 0, 2);
    expect(ids(moved)).toEqual(['wait', 'done', 'say']);
    expect(moved).toMatch(/# say it\n\s+- id: say/);
    expect(ids(removeStep(moved, ['steps'], 0))).toEqual(['done', 'say']);
    expect(moveStep(source, ['steps'], 0, -1)).toBe(moveStep(source, ['steps'], 0, 0));
  });
  it('can be the first of a list that is empty or not there', () => {
    expect(ids(insertStep('steps: []\n', ['steps'], 0, { id: 'a' }))).toEqual(['a']);
    expect(insertStep('steps: []\n', ['steps'], 0, { id: 'a' })).toContain('- id: a');
    expect(ids(insertStep('format: 1\n', ['steps'], 0, { id: 'a' }))).toEqual(['a']);
  });
});

it('smallestEdit turns one text into the other', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      const { from, to, insert } = smallestEdit(before, after);
      expect(before.slice(0, from) + insert + before.slice(to)).toBe(after);
    }),
  );
  expect(smallestEdit('abcXdef', 'abcYYdef')).toEqual({ from: 3, to: 4, insert: 'YY' });
});

describe('duplicateStep', () => {
  it('puts a copy below, with ids of its own and without the comment on the first', () => {
    const after = duplicateStep(source, { list: ['steps'], index: 0 }, [{ path: [], id: 'say2' }]);
    expect(readRule(after).definition).toMatchObject({
      steps: [{ id: 'say' }, { id: 'say2', kind: 'action', uses: 'core.log' }, { id: 'done' }],
    });
    expect(after.match(/# say it/g)).toHaveLength(1);
  });
  it('names the steps inside it too', () => {
    const nested =
      'steps:\n  - id: check\n    kind: branch\n    cases:\n      - if: a\n        steps:\n          - id: end\n            kind: stop\n';
    const after = duplicateStep(nested, { list: ['steps'], index: 0 }, [
      { path: [], id: 'check2' },
      { path: ['cases', 0, 'steps', 0], id: 'end2' },
    ]);
    expect(readRule(after).definition).toMatchObject({
      steps: [
        { id: 'check', cases: [{ steps: [{ id: 'end' }] }] },
        { id: 'check2', cases: [{ steps: [{ id: 'end2' }] }] },
      ],
    });
  });
});

it('renameReferences follows a step in expressions and approvals, and nowhere else', () => {
  const rule = (id: string) => `steps:
  - id: ${id}
    kind: model
    prompt: Not steps.draft, but \${{ event.steps.draft }}
  - id: ask
    kind: approval
    for: ${id}
    title: About \${{ steps.${id}.output.text }} # steps.draft
  - id: drafts
    kind: wait
    for: draft
    if: steps.${id}.ok && steps.drafts.ok
  - id: tell
    with:
      lines: [ 'a \${{ size(steps.${id}.output) }}' ]
`;
  expect(renameReferences(rule('draft').replace('id: draft\n', 'id: post\n'), 'draft', 'post')).toBe(rule('post'));
});

describe('renameField', () => {
  it('keeps the value, its place and the comment beside it', () =>
    expect(renameField(source, ['trigger', 'kind'], 'sort')).toBe(source.replace('kind: manual', 'sort: manual')));
  it('does not push another field aside', () => expect(renameField(source, ['name'], 'format')).toBe(source));
});
