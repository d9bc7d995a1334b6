import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { setField } from './rule-text.js';
import { insertStep } from './step-text.js';
import { TextHistory } from './text-history.js';

/** A text with its history, as the builder keeps them. */
function rule(text: string) {
  const history = new TextHistory();
  const write = (after: string, typing?: string) => {
    history.record({ before: text, after, from: null, to: null, ...(typing === undefined ? {} : { typing }) });
    text = after;
  };
  return {
    history,
    write,
    /** Key by key. */
    type: (path: (string | number)[], value: string) => {
      for (let end = 1; end <= value.length; end++) write(setField(text, path, value.slice(0, end)), path.join('.'));
    },
    undo: () => (text = history.undo()?.before ?? text),
    redo: () => (text = history.redo()?.after ?? text),
    get text() {
      return text;
    },
  };
}

const HELLO =
  'format: 1\nname: Say hello\ntrigger:\n  kind: manual\nsteps:\n  - id: say\n    kind: action\n    uses: core.log\n';

describe('undo', () => {
  it('takes the name of a new step back before the step itself, and leaves its neighbour alone', () => {
    const edited = rule('format: 1\nname: New\ntrigger:\n  kind: manual\nsteps: []\n');
    edited.write(insertStep(edited.text, ['steps'], 0, { id: 'wait', kind: 'wait', for: '10m' }));
    const waiting = edited.text;
    edited.write(insertStep(waiting, ['steps'], 1, { id: 'act', kind: 'action', uses: '' }));
    const acting = edited.text;
    edited.type(['steps', 1, 'name'], 'Tell');
    expect(edited.undo()).toBe(acting);
    expect(edited.undo()).toBe(waiting);
    expect(waiting).not.toContain('name: Tell');
  });

  it.each([0, 1])('restores the text from before a step was inserted at %d and named', (index) => {
    const edited = rule(HELLO);
    edited.write(insertStep(HELLO, ['steps'], index, { id: 'wait', kind: 'wait', for: '10m' }));
    edited.type(['steps', index, 'name'], 'Breathe');
    const named = edited.text;
    edited.undo();
    expect(edited.undo()).toBe(HELLO);
    edited.redo();
    expect(edited.redo()).toBe(named);
  });

  it('takes typing in one field as one edit until the field is left', () => {
    const edited = rule(HELLO);
    edited.type(['name'], 'One');
    const one = edited.text;
    edited.history.settle();
    edited.type(['name'], 'Two');
    expect(edited.undo()).toBe(one);
    expect(edited.undo()).toBe(HELLO);
  });

  it('has nothing left when the field itself was led back', () => {
    const edited = rule(HELLO);
    edited.write('a', 'yaml');
    edited.write(HELLO, 'yaml');
    expect(edited.history.last).toBeUndefined();
  });

  it('always comes back to every text on the way, and forth again', () => {
    fc.assert(
      fc.property(fc.string(), fc.uniqueArray(fc.string(), { minLength: 1 }), (first, texts) => {
        const edited = rule(first);
        for (const text of texts) edited.write(text);
        for (const text of [first, ...texts].slice(0, -1).reverse()) expect(edited.undo()).toBe(text);
        for (const text of texts) expect(edited.redo()).toBe(text);
      }),
    );
  });

  it('cannot redo once something else was done', () => {
    const edited = rule(HELLO);
    edited.write('a');
    edited.undo();
    edited.write('b');
    expect(edited.redo()).toBe('b');
  });
});
