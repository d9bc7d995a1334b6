import { describe, expect, it } from '@jest/globals';
import { copySteps, pasteSteps, readCopied } from './pasted-steps.js';
import { readRule } from './rule-text.js';

const rule = `format: 1
steps:
  # finds it
  - id: find
    kind: action
    uses: core.transform
    with: { value: "\${{ event.n }}" }
  - id: say # aloud
    kind: action
    uses: core.log
    if: steps.find.output.value > 1
    with: { title: "\${{ steps.find.output.value }} and \${{ steps.other.output }}" }
  - id: loop
    kind: each
    items: steps.find.output.list
    steps:
      - { id: inner, kind: approval, for: post }
      - { id: post, kind: action, uses: core.log, with: { title: "\${{ steps.say.status }}" } }
`;
const all = { list: ['steps'], index: 0, count: 3 };
const stepsOf = (text: string) => readRule(text).definition?.['steps'] as { id: string }[];
const paste = (into: string, copied: string, at = { list: ['steps'] as (string | number)[], index: 0 }) => {
  const read = readCopied(copied);
  return 'why' in read ? read.why : pasteSteps(into, at, read.steps);
};

describe('copied steps', () => {
  it('are a list in YAML, with comments, that gives the same steps in an empty rule', () => {
    const copied = copySteps(rule, all);
    expect(copied).toMatch(/^# finds it\n- id: find\n/);
    expect(copied).toContain('- id: say # aloud');
    expect(stepsOf(paste('format: 1\n', copied))).toEqual(stepsOf(rule));
    expect(stepsOf(paste('format: 1\nsteps: []\n', copied))).toEqual(stepsOf(rule));
  });

  it('get free ids, and what they say of each other follows, of others it stays', () => {
    const after = paste(rule, copySteps(rule, all), { list: ['steps'], index: 3 });
    expect(stepsOf(after).slice(0, 3)).toEqual(stepsOf(rule));
    expect(stepsOf(after).slice(3)).toEqual([
      { id: 'find2', kind: 'action', uses: 'core.transform', with: { value: '${{ event.n }}' } },
      {
        id: 'say2',
        kind: 'action',
        uses: 'core.log',
        if: 'steps.find2.output.value > 1',
        with: { title: '${{ steps.find2.output.value }} and ${{ steps.other.output }}' },
      },
      {
        id: 'loop2',
        kind: 'each',
        items: 'steps.find2.output.list',
        steps: [
          { id: 'inner2', kind: 'approval', for: 'post2' },
          { id: 'post2', kind: 'action', uses: 'core.log', with: { title: '${{ steps.say2.status }}' } },
        ],
      },
    ]);
  });

  it('read a step that was not copied as before', () => {
    const one = copySteps(rule, { list: ['steps'], index: 1, count: 1 });
    expect(stepsOf(paste(rule, one, { list: ['steps', 2, 'steps'], index: 1 }))[2]).toMatchObject({
      steps: [{ id: 'inner' }, { id: 'say2', if: 'steps.find.output.value > 1' }, { id: 'post' }],
    });
  });

  it('with an id that the copy of another would get, or the same id twice, stay apart', () => {
    const copied =
      '- { id: say, kind: stop }\n- { id: say2, kind: stop }\n- { id: say2, kind: stop }\n- { kind: stop }\n';
    const ids = stepsOf(paste(rule, copied)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(7);
  });

  it('are a whole rule, a list or one step', () => {
    expect(stepsOf(paste('steps: []\n', rule))).toEqual(stepsOf(rule));
    expect(stepsOf(paste('steps: []\n', 'id: x\nkind: stop\n'))).toEqual([{ id: 'x', kind: 'stop' }]);
    expect(stepsOf(paste('steps: []\n', '[{"id": "x", "kind": "stop"}]'))).toEqual([{ id: 'x', kind: 'stop' }]);
  });

  it.each([
    ['', /nothing to paste/],
    ['Hello, how are you?', /text, and no step/],
    ['a: [', /cannot be read as YAML/],
    ['- a\n- b\n', /each has a “kind”/],
    ['- kind: dance\n', /no kind of step “dance”/],
    ['name: x\nsteps: []\n', /no step/],
    ['- { kind: stop, id: &a x }\n- { kind: stop, id: *a }\n', /“\*”/],
    ['x'.repeat(300_000), /too long/],
  ])('that are none say why: %j', (text, why) => {
    const read = readCopied(text);
    expect('why' in read && read.why).toMatch(why);
  });
});
