import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readRule } from './rule-text.js';
import { addAside, insertStep, moveStep, moveStepsTo, removeSteps } from './step-text.js';

const source = `steps:
  # say it
  - id: say
    kind: action
    uses: core.log

  - id: done
    kind: stop
`;

describe('steps', () => {
  const ids = (text: string) => (readRule(text).definition?.['steps'] as { id: string }[]).map((step) => step.id);
  it('can be inserted, moved and removed, and comments travel with them', () => {
    const longer = insertStep(source, ['steps'], 1, { id: 'wait', kind: 'wait', for: '5m' });
    expect(ids(longer)).toEqual(['say', 'wait', 'done']);
    const moved = moveStep(longer, ['steps'], 0, 2);
    expect(ids(moved)).toEqual(['wait', 'done', 'say']);
    expect(moved).toMatch(/# say it\n\s+- id: say/);
    expect(ids(removeSteps(moved, { list: ['steps'], index: 0, count: 1 }))).toEqual(['done', 'say']);
    expect(moveStep(source, ['steps'], 0, -1)).toBe(moveStep(source, ['steps'], 0, 0));
  });
  it('can be the first of a list that is empty or not there', () => {
    expect(ids(insertStep('steps: []\n', ['steps'], 0, { id: 'a' }))).toEqual(['a']);
    expect(insertStep('steps: []\n', ['steps'], 0, { id: 'a' })).toContain('- id: a');
    expect(ids(insertStep('format: 1\n', ['steps'], 0, { id: 'a' }))).toEqual(['a']);
  });
});

describe('moveStepsTo', () => {
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
    const inside = moveStepsTo(
      rule,
      { list: ['steps'], index: 0, count: 1 },
      { list: ['steps', 1, 'steps'], index: 0 },
    );
    expect(loopOf(inside, 0)).toMatchObject({ id: 'loop', steps: [{ id: 'say' }] });
    expect(inside).toContain('- id: say # aloud');
    const both = moveStepsTo(
      inside,
      { list: ['steps'], index: 1, count: 1 },
      { list: ['steps', 0, 'steps'], index: 1 },
    );
    expect(loopOf(both, 0)).toMatchObject({ steps: [{ id: 'say' }, { id: 'done' }] });
    const out = moveStepsTo(both, { list: ['steps', 0, 'steps'], index: 0, count: 1 }, { list: ['steps'], index: 0 });
    expect(loopOf(out, 1)).toMatchObject({ id: 'loop', steps: [{ id: 'done' }] });
  });

  it('makes a list that is not there, and takes no step into itself', () => {
    const branch = 'steps:\n  - id: act\n  - id: decide\n    kind: branch\n';
    expect(
      loopOf(moveStepsTo(branch, { list: ['steps'], index: 0, count: 1 }, { list: ['steps', 1, 'else'], index: 0 }), 0),
    ).toMatchObject({ else: [{ id: 'act' }] });
    expect(moveStepsTo(rule, { list: ['steps'], index: 1, count: 1 }, { list: ['steps', 1, 'steps'], index: 0 })).toBe(
      rule,
    );
  });

  it('loses nothing, wherever it goes', () => {
    const place = fc.constantFrom<(string | number)[]>(['steps'], ['steps', 1, 'steps']);
    fc.assert(
      fc.property(fc.nat(2), place, fc.nat(2), (from, list, index) => {
        const after = readRule(
          moveStepsTo(rule, { list: ['steps'], index: from, count: 1 }, { list, index }),
        ).definition;
        const ids = JSON.stringify(after).match(/"id":"\w+"/g);
        expect(ids?.sort()).toEqual(['"id":"done"', '"id":"loop"', '"id":"say"']);
      }),
    );
  });
});

describe('what stands beside a step', () => {
  const added = (then?: string) =>
    addAside(source, ['steps', 0, 'onError'], { steps: [{ id: 'a', kind: 'wait' }], ...(then ? { then } : {}) });
  const first = (text: string) => (readRule(text).definition?.['steps'] as unknown[])[0];

  it('takes the place of the word that stood there', () => {
    const word = addAside(source.replace('uses: core.log', 'onError: continue'), ['steps', 0, 'onError'], {
      steps: [{ id: 'a' }],
    });
    expect(first(word)).toMatchObject({ onError: { steps: [{ id: 'a' }] } });
  });

  it.each([
    [undefined, 'continue'],
    ['fail', undefined],
  ])('goes with its last step, and what the run does then stays: %s', (then, word) => {
    const list = ['steps', 0, 'onError', 'steps'];
    expect(first(removeSteps(added(then), { list, index: 0, count: 1 }))).toHaveProperty('id', 'say');
    expect(first(removeSteps(added(then), { list, index: 0, count: 1 }))).toEqual({
      id: 'say',
      kind: 'action',
      uses: 'core.log',
      ...(word ? { onError: word } : {}),
    });
    const moved = moveStepsTo(added(then), { list, index: 0, count: 1 }, { list: ['steps'], index: 0 });
    expect(readRule(moved).definition).toMatchObject({ steps: [{ id: 'a' }, { id: 'say' }, { id: 'done' }] });
    expect(moved.includes('onError')).toBe(word !== undefined);
  });

  it('of a step that is undone goes whole', () => {
    const text = addAside(source, ['steps', 0, 'compensate'], { steps: [{ id: 'a' }] });
    expect(removeSteps(text, { list: ['steps', 0, 'compensate', 'steps'], index: 0, count: 1 })).not.toContain(
      'compensate',
    );
  });
});
