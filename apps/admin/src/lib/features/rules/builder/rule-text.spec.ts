import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  duplicateStep,
  insertStep,
  moveStep,
  moveStepTo,
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

describe('moveStepTo', () => {
  const rule = [
    'steps:',
    '  - id: say # aloud',
    '    kind: action',
    '  - id: loop',
    '    kind: each',
    '    items: steps.say.output.list',
    '    steps: []',
    '  - id: done',
    '    kind: stop',
    '',
  ].join('\n');
  const loopOf = (text: string, index: number) =>
    (readRule(text).definition?.['steps'] as { id: string; steps?: { id: string }[] }[])[index];

  it('takes a step into a loop above or below, and out again', () => {
    const inside = moveStepTo(rule, { list: ['steps'], index: 0 }, { list: ['steps', 1, 'steps'], index: 0 });
    expect(loopOf(inside, 0)).toMatchObject({ id: 'loop', steps: [{ id: 'say' }] });
    expect(inside).toContain('- id: say # aloud');
    const both = moveStepTo(inside, { list: ['steps'], index: 1 }, { list: ['steps', 0, 'steps'], index: 1 });
    expect(loopOf(both, 0)).toMatchObject({ steps: [{ id: 'say' }, { id: 'done' }] });
    const out = moveStepTo(both, { list: ['steps', 0, 'steps'], index: 0 }, { list: ['steps'], index: 0 });
    expect(loopOf(out, 1)).toMatchObject({ id: 'loop', steps: [{ id: 'done' }] });
  });

  it('makes a list that is not there, and takes no step into itself', () => {
    const branch = 'steps:\n  - id: act\n  - id: decide\n    kind: branch\n';
    expect(
      loopOf(moveStepTo(branch, { list: ['steps'], index: 0 }, { list: ['steps', 1, 'else'], index: 0 }), 0),
    ).toMatchObject({ else: [{ id: 'act' }] });
    expect(moveStepTo(rule, { list: ['steps'], index: 1 }, { list: ['steps', 1, 'steps'], index: 0 })).toBe(rule);
  });

  it('loses nothing, wherever it goes', () => {
    const place = fc.constantFrom<(string | number)[]>(['steps'], ['steps', 1, 'steps']);
    fc.assert(
      fc.property(fc.nat(2), place, fc.nat(2), (from, list, index) => {
        const after = readRule(moveStepTo(rule, { list: ['steps'], index: from }, { list, index })).definition;
        const ids = JSON.stringify(after).match(/"id":"\w+"/g);
        expect(ids?.sort()).toEqual(['"id":"done"', '"id":"loop"', '"id":"say"']);
      }),
    );
  });

  it('lets the list of a loop follow another id', () =>
    expect(renameReferences(rule, 'say', 'tell')).toContain('items: steps.tell.output.list'));
});
