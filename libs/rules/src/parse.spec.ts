import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  EXAMPLE_RULES,
  PROBLEM_CODES,
  closest,
  definitionJsonSchema,
  locateInYaml,
  parseDefinition,
  stringifyDefinition,
  type ParseResult,
} from './index.js';

function codesOf(result: ParseResult): string[] {
  return 'problems' in result ? result.problems.map(({ code, path }) => `${code} ${path}`) : [];
}

const minimal = {
  format: 1,
  name: 'Test',
  trigger: { kind: 'manual' },
  steps: [{ kind: 'stop', id: 's', outcome: 'succeeded' }],
};

describe('parseDefinition', () => {
  it('keeps the digits of whole numbers, also on the way back to YAML', () => {
    const vars = { id: 8202522731445525542n, minus: -9007199254740993n, hex: 0xffffffffffffffffn, small: 5 };
    const yaml =
      'format: 1\nname: Test\ntrigger: { kind: manual }\nsteps: []\nvars:\n  id: 8202522731445525542\n  minus: -9007199254740993\n  hex: 0xFFFFFFFFFFFFFFFF\n  small: 5\n';
    const result = parseDefinition(yaml);
    if ('problems' in result) throw new Error(JSON.stringify(result.problems));
    expect(result.definition.vars).toEqual(vars);
    expect(parseDefinition(stringifyDefinition(result.definition))).toEqual({ definition: result.definition });
  });

  it('takes a value, JSON text and YAML text alike', () => {
    const yaml =
      'format: 1\nname: Test\ntrigger: { kind: manual }\nsteps:\n  - id: s\n    kind: stop\n    outcome: succeeded\n';
    for (const given of [minimal, JSON.stringify(minimal), yaml])
      expect(parseDefinition(given)).toEqual({ definition: minimal });
  });

  it.each(EXAMPLE_RULES)('reads the example $slug', ({ source }) => {
    expect(codesOf(parseDefinition(source))).toEqual([]);
  });

  it('lists every problem with its path', () => {
    const result = parseDefinition({
      ...minimal,
      name: 3,
      extra: 1,
      trigger: { kind: 'webhook', signature: 'none' },
      steps: [
        { kind: 'wait', id: 'w', for: '1s', until: 'now' },
        { kind: 'model', id: 'm' },
      ],
    });
    expect(codesOf(result)).toEqual([
      'wrong-type name',
      'invalid-value trigger.signature',
      'invalid-value steps[0].until',
      'missing-field steps[1].prompt',
      'missing-field steps[1].output',
      'unknown-field extra',
    ]);
  });

  it('limits aliases, nesting and size', () => {
    const laughs = `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefgh'
      .split('')
      .map(
        (name, index) =>
          `${name}: &${name} [${Array(9)
            .fill(`*${'abcdefg'[index] ?? ''}`)
            .join(', ')}]`,
      )
      .join('\n')}`;
    expect(codesOf(parseDefinition(laughs))[0]).toMatch(/^invalid-yaml/);
    expect(codesOf(parseDefinition('['.repeat(50_000)))[0]).toBe('too-large ');
    expect(codesOf(parseDefinition({ ...minimal, vars: { x: Array(60_000).fill(1) } }))).toEqual(['too-large ']);
  });

  it('knows no dates, merges or tags of its own', () => {
    const result = parseDefinition(
      stringifyDefinition({
        format: 1,
        name: '2026-01-01',
        trigger: { kind: 'manual' },
        vars: { a: '<<', b: 'yes', c: '0x10', d: 'null' },
        steps: [],
      }),
    );
    expect(result).toMatchObject({
      definition: { name: '2026-01-01', vars: { a: '<<', b: 'yes', c: '0x10', d: 'null' } },
    });
  });

  it('never throws, and its problems have codes and words', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.string(),
          fc.string().map((text) => `format: 1\nname: ${text}\nsteps:\n - ${text}`),
        ),
        (given) => {
          const result = parseDefinition(given);
          for (const { code, message } of 'problems' in result ? result.problems : []) {
            expect(Object.hasOwn(PROBLEM_CODES, code)).toBe(true);
            expect(message).not.toBe('');
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('stringifyDefinition', () => {
  it.each(EXAMPLE_RULES)('writes $slug so that it reads the same', ({ source }) => {
    const result = parseDefinition(source);
    if ('problems' in result) throw new Error('The example does not parse.');
    expect(parseDefinition(stringifyDefinition(result.definition))).toEqual(result);
  });
});

describe('a text that is no YAML', () => {
  const problemsOf = (text: string) => {
    const result = parseDefinition(text);
    return 'problems' in result ? result.problems : [];
  };
  it.each([
    ['steps:\n- id: a\n  kind: x\n with: 1', /^Line 4, column 1: This line is indented/, /dash and a space/],
    ['a:\n  b: 1\n c: 2', /^Line 3, column 1: This line is indented/, /same column/],
    ['a: "x', /^Line 1, column 6: A quote is opened and not closed/, /Close it/],
    ['a: b: c', /^Line 1, column 4: There is a second name with a colon/, /quotes/],
    ['a: @x', /cannot begin with this character/, /quotes/],
    ['a: "\\q"', /After a backslash/, /two backslashes/],
    ['foo bar\nbaz: 1', /neither a field nor an entry/, /`name: value`/],
    ['a: 1\nb', /^Line 2, column 1: The name of a field has no colon/, /`name: value`/],
    ['a:\n  b: {c: 1\nd: 2', /A bracket is opened and not closed/, /Close every/],
    ['{"a": 1', /A bracket is opened and not closed/, /Close every/],
    ['{"a" 1}', /A comma or a colon is missing/, /name: value/],
    ['a:\n\tb: 1', /indented with a tab/, /spaces/],
    ['a: 1\n---\nb: 2', /more than one document/, /---/],
    ['a: *x', /^A value begins with \*/, /quotes/],
    ['a: ]', /does not belong here/, /bracket/],
    ["a: 'it's'", /does not belong here/, /quotes/],
    ['%FOO\n---\na: %b', /cannot begin with this character/, /quotes/],
    ['a: 1\na: 2', /^Line 2: there is a field “a” already/, /Remove one/],
  ])('says so in words: %j', (text, message, hint) => {
    const [first] = problemsOf(text);
    expect(first).toMatchObject({ code: 'invalid-yaml', path: '' });
    expect(first?.message).toMatch(message);
    expect(first?.hint).toMatch(hint);
  });

  it('tells one mistake of a line, at most ten', () => {
    expect(problemsOf('- a\nb: 1')).toHaveLength(1);
    expect(problemsOf(Array.from({ length: 40 }, (_, at) => `a${at.toString()}: @`).join('\n'))).toHaveLength(10);
  });
});

describe('locateInYaml', () => {
  const source = 'format: 1\nname: x\nsteps:\n  - id: a\n    with:\n      text: hello\n';
  it.each([
    ['steps[0].with.text', { line: 6, column: 13 }],
    ['steps[0].with.missing', { line: 6, column: 7 }],
    ['steps[0]', { line: 4, column: 5 }],
    ['', { line: 1, column: 1 }],
  ])('%s', (path, expected) => {
    expect(locateInYaml(source, path)).toEqual(expected);
  });
});

describe('closest', () => {
  it.each([
    ['wiht', ['with', 'if'], 'with'],
    ['core.lgo', ['core.log', 'core.read'], 'core.log'],
    ['zzz', ['with', 'if'], undefined],
    ['makecontact', ['get-contact', 'create-contact'], undefined],
  ])('%s', (given, known, expected) => {
    expect(closest(given, known)).toBe(expected);
  });
});

describe('the settings of a signature', () => {
  const problems = (trigger: Record<string, unknown>) => {
    const result = parseDefinition({ format: 1, name: 'x', trigger: { kind: 'webhook', ...trigger }, steps: [] });
    return 'problems' in result ? result.problems : [];
  };
  it('are those of the scheme, and only where it takes some', () => {
    expect(problems({ signature: 'hmac', with: { header: 'X-Signature' } })).toEqual([]);
    expect(problems({ signature: 'bearer' })).toEqual([]);
    expect(problems({ signature: 'github', with: {} })).toMatchObject([
      { path: 'trigger.with', hint: 'Remove `with`.' },
    ]);
  });

  it('are refused at their place, with the nearest name', () => {
    expect(problems({ signature: 'hmac' })).toMatchObject([{ path: 'trigger.with.header', code: 'missing-field' }]);
    expect(problems({ signature: 'hmac', with: { header: 'X', algorithm: 'sha265' } })).toMatchObject([
      { path: 'trigger.with.algorithm', code: 'invalid-value', hint: 'Did you mean “sha256”?' },
    ]);
    expect(problems({ signature: 'hmac', with: { header: 'X', idHeadr: 'X-Id' } })).toMatchObject([
      { path: 'trigger.with.idHeadr', code: 'unknown-field', hint: 'Did you mean “idHeader”?' },
    ]);
    expect(problems({ signature: 'githb' })).toMatchObject([
      { path: 'trigger.signature', code: 'invalid-value', hint: 'Did you mean “github”?' },
    ]);
  });
});

describe('definitionJsonSchema', () => {
  it('describes the language for editors', () => {
    const schema = definitionJsonSchema();
    expect(schema).toMatchObject({
      title: 'Jarvis rule',
      required: ['format', 'name', 'trigger', 'steps'],
      additionalProperties: false,
    });
    const text = JSON.stringify(schema);
    for (const kind of ['action', 'model', 'branch', 'approval', 'wait', 'stop', 'webhook', 'schedule', 'manual'])
      expect(text).toContain(`"const":"${kind}"`);
  });
});
