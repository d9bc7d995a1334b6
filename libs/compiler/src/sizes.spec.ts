import { MAX_PROBLEMS } from '@jarvis/rules';
import { describe, expect, it } from '@jest/globals';
import { compileRule } from './index.js';
import { connections, log, registry, rule } from './testing.fixture.js';

const head = 'format: 1\nname: x\ntrigger: { kind: manual }\n';
const list = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index));
const fields = (length: number, indent = '') => list(length, (index) => `${indent}k${index}: 1`).join('\n');
const stop = (id: string, rest = {}) => ({ kind: 'stop', id, outcome: 'succeeded', ...rest });
const branches = (count: number, inside: (branch: number, index: number) => unknown) =>
  list(count, (branch) => ({
    kind: 'branch',
    id: `b${branch}`,
    cases: [{ if: 'true', steps: list(100, (index) => inside(branch, index)) }],
  }));

function problemsOf(definition: unknown) {
  return compileRule({ definition, registry, connections }).problems;
}

/** Each of these took seconds to minutes, or ended the process, when the work grew faster than the text. */
describe('a definition that is too big', () => {
  it.each([
    ['many brackets that close', ']'.repeat(120_000), 'too-large'],
    ['some brackets that close', ']'.repeat(50_000), 'invalid-yaml'],
    ['brackets that open', '['.repeat(100_000), 'too-large'],
    ['maps in maps', '{a: '.repeat(20_000), 'too-large'],
    ['lists in lists', '- '.repeat(20_000), 'too-large'],
    ['keys of keys', '? '.repeat(20_000), 'too-large'],
    ['steps to the right', list(200, (index) => `${' '.repeat(index)}a:`).join('\n'), 'too-large'],
    ['many fields', head + fields(20_000), 'too-large'],
    ['many fields of a step', `${head}steps:\n - kind: stop\n${fields(18_000, '   ')}`, 'too-large'],
    ['many aliases', `a: &a [x]\nb: [${'*a,'.repeat(101)}]`, 'too-large'],
    ['aliases of a long text', `a: &a "${'x'.repeat(100_000)}"\nb: [${'*a,'.repeat(50)}]`, 'too-large'],
    ['an anchor that holds itself', 'vars: &a { b: *a }', 'invalid-yaml'],
    ['many values', { vars: { a: list(20_000, () => 1) } }, 'too-large'],
    ['steps in branches', rule(branches(5, (branch, index) => stop(`s${branch}_${index}`))), 'too-large'],
    ['steps of the same id', rule(branches(5, () => stop('same'))), 'too-large'],
    [
      'expressions',
      rule(list(50, (index) => stop(`s${index}`, { message: '${{ event.a }}'.repeat(50) }))),
      'too-large',
    ],
  ])('%s', (_name, definition, code) => {
    const problems = problemsOf(definition);
    expect(problems[0]?.code).toBe(code);
    expect(problems.length).toBeLessThanOrEqual(10);
    expect(JSON.stringify(problems).length).toBeLessThan(5_000);
  });

  it.each([
    ['fields a definition does not have', rule([], Object.fromEntries(list(9_000, (index) => [`k${index}`, 1])))],
    ['fields a step does not have', rule([stop('a', Object.fromEntries(list(9_000, (index) => [`k${index}`, 1])))])],
    ['names that are none', rule([stop('a')], { vars: Object.fromEntries(list(9_000, (index) => [`k ${index}`, 1])) })],
    [
      'inputs an action does not have',
      rule([{ ...log, id: 'a', with: Object.fromEntries(list(9_000, (index) => [`k${index}`, '${{ x }}'])) }]),
    ],
    ['cases that are none', rule(branches(100, () => 1))],
  ])('lists the first of many problems: %s', (_name, definition) => {
    const problems = problemsOf(definition);
    expect(problems).toHaveLength(MAX_PROBLEMS + 1);
    expect(problems.at(-1)).toMatchObject({ code: 'more-problems', path: '' });
    expect(JSON.stringify(problems).length).toBeLessThan(50_000);
  });

  it('still compiles what is large and no larger', () => {
    const steps = branches(4, (branch, index) => ({
      ...log,
      id: `s${branch}_${index}`,
      with: { title: 'x ${{ event.a }}' },
    }));
    expect(problemsOf(rule(steps))).toEqual([]);
  });
});
