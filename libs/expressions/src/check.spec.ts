import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ANY,
  FUNCTIONS,
  MACROS,
  checkExpression,
  shapeOfJsonSchema,
  shapeOfSample,
  shapeOfType,
  signatureOf,
  typeOfShape,
  type ObjectShape,
} from './index.js';

const output = shapeOfJsonSchema(
  {
    type: 'object',
    properties: {
      text: { type: 'string' },
      score: { type: 'number' },
      tags: { type: 'array', items: { type: 'string' } },
      author: {
        anyOf: [
          {
            type: 'object',
            properties: { name: { type: 'string' } },
            required: ['name'],
            additionalProperties: false,
          },
          { type: 'null' },
        ],
      },
      note: { type: 'string' },
    },
    required: ['text', 'score', 'tags', 'author'],
    additionalProperties: false,
  },
  'the output of step “draft”',
);
const draft: ObjectShape = {
  kind: 'object',
  open: false,
  label: '“steps.draft”',
  fields: { output, status: shapeOfType('string') },
};
const scopeShape: ObjectShape = {
  kind: 'object',
  open: false,
  missingCode: 'unknown-name',
  fields: {
    event: ANY,
    now: shapeOfType('string'),
    steps: {
      kind: 'object',
      open: false,
      label: '“steps”',
      missingCode: 'unknown-step',
      fields: {
        draft,
        later: { kind: 'absent', note: { code: 'step-not-run-yet', message: 'later has not run.' } },
        perhaps: {
          ...draft,
          doubt: { code: 'step-may-not-run', message: 'perhaps may not have run.', sure: ['status'] },
        },
      },
    },
  },
};
const check = (source: string): ReturnType<typeof checkExpression> => checkExpression(source, { scopeShape });
const codes = (source: string): string[] => check(source).problems.map(({ code }) => code);

describe('a call whose constants can never work', () => {
  it.each([
    ['timestamp("2026-02-30T10:00:00Z")', 10, 32, 'timestamp(…) can never work with “2026-02-30T10:00:00Z”: the text'],
    [
      'timestamp("5") < timestamp(now)',
      10,
      13,
      'timestamp(…) can never work with “5”: the text is not a point in time',
    ],
    ['timestamp(now) + duration("2 hours")', 26, 35, 'duration(…) can never work with “2 hours”: the text is not a'],
    ['event.title.matches("(a")', 20, 24, 'matches(…) can never work with “(a”: the regular expression cannot be used'],
    ['matches(event.title, r"(?=a)")', 21, 29, 'matches(…) can never work with “(?=a)”: the regular'],
    ['event.title.matches("a{1000}{1000}")', 20, 35, 'matches(…) can never work'],
    ['timestamp(event.at).getHours("Mars/Base")', 29, 40, 'getHours(…) can never work with “Mars/Base”: there is no'],
    ['event.x ? int("many") : 1', 14, 20, 'int(…) can never work with “many”: the text is not a whole number'],
    ['"abc".charAt(9)', 13, 14, 'charAt(…) can never work'],
  ])('%s', (source, start, end, message) => {
    expect(check(source).problems).toEqual([
      expect.objectContaining({
        code: 'invalid-argument',
        severity: 'error',
        message: expect.stringContaining(message),
        span: { start, end },
      }),
    ]);
  });

  it.each([
    'timestamp("2026-02-28T10:00:00Z")',
    'timestamp(event.at).getHours("Europe/Paris")',
    'timestamp(event.at).getHours(event.zone)',
    '"abc".matches(event.pattern)',
    'duration("1h30m") > duration("2d")',
    'event.title.matches("^v[0-9]+$")',
    'event.title.charAt(9)',
  ])('%s is none of them', (source) => {
    expect(check(source).problems).toEqual([]);
  });
});

describe('checkExpression', () => {
  it.each([
    ['steps.draft.output.text', 'string'],
    ['steps.draft.output.score * 2', 'number'],
    ['1 + 2', 'int'],
    ['steps.draft.output.tags', 'list'],
    ['steps.draft.output.tags[0]', 'string'],
    ['steps.draft.output.tags.map(t, t.upper())', 'list'],
    ['steps.draft.output.tags.exists(t, t == "a")', 'bool'],
    ['steps.draft.output.author.name', 'string'],
    ['steps.draft.output.?text', 'optional'],
    ['steps.draft.output.?text.orValue("")', 'string'],
    ['event.a.b.c[0].d', 'any'],
    ['event.a == 1 && has(event.b)', 'bool'],
    ['timestamp(now) + duration("1h")', 'timestamp'],
    ['timestamp(now) - timestamp(now)', 'duration'],
    ['size(event.items) > 0 ? "a" : "b"', 'string'],
    ['{"a": steps.draft.output.text}.a', 'string'],
    ['steps.draft.output.text.truncate(event.n)', 'string'],
    ['string(steps.draft.output.score)', 'string'],
    ['math.greatest(1, 2.5, event.n)', 'number'],
    ['math.floor(steps.draft.output.score)', 'double'],
    ['steps.draft.output.tags.transformList(i, t, t + string(i))', 'list'],
    ['steps.draft.output.tags.exists(i, t, i > 0 && t == "a")', 'bool'],
    ['cel.bind(t, steps.draft.output.text, t + t)', 'string'],
    ['steps.draft.output.?text.optMap(t, size(t)).orValue(0)', 'int'],
    ['[?steps.draft.output.?text, "b"]', 'list'],
    ['type(event.a) == string', 'bool'],
    ['type(now) == google.protobuf.Timestamp', 'bool'],
  ])('%s gives a %s', (source, type) => {
    const { problems, shape } = check(source);
    expect(problems).toEqual([]);
    expect(typeOfShape(shape)).toBe(type);
  });

  it.each([
    ['steps.drft.output', 'unknown-step'],
    ['steps.later.output', 'step-not-run-yet'],
    ['steps.draft.output.txt', 'unknown-field'],
    ['steps.draft.output["txt"]', 'unknown-field'],
    ['steps.draft.output.author.nam', 'unknown-field'],
    ['step.draft', 'unknown-name'],
    ['event.map(x, y)', 'unknown-name'],
    ['frob(1)', 'unknown-function'],
    ['"a".frob()', 'unknown-function'],
    ['size(1)', 'wrong-type'],
    ['"a" + 1', 'wrong-type'],
    ['steps.draft.output.text + steps.draft.output.score', 'wrong-type'],
    ['steps.draft.output.text > 1', 'wrong-type'],
    ['steps.draft.output.text == 1', 'wrong-type'],
    ['!steps.draft.output.text', 'wrong-type'],
    ['steps.draft.output.text.name', 'wrong-type'],
    ['steps.draft.output.text.map(x, x)', 'wrong-type'],
    ['steps.draft.output.text ? 1 : 2', 'wrong-type'],
    ['event.a && "x"', 'wrong-type'],
    ['event.text.orValue("")', 'ok'],
    ['steps.draft.output.text.orValue("")', 'wrong-type'],
    ['[1].filter(x, x)', 'wrong-type'],
    ['{[1]: 2}', 'wrong-type'],
    ['event.x.map(1, 2)', 'syntax'],
    ['[?1]', 'wrong-type'],
    ['math.ceil("a")', 'wrong-type'],
    ['math.frob(1)', 'unknown-function'],
    ['-"a"', 'wrong-type'],
    ['1 +', 'syntax'],
    ['event.constructor', 'forbidden-name'],
  ])('%s: %s', (source, code) => {
    expect(codes(source)).toEqual(code === 'ok' ? [] : [code]);
  });

  it('finds several problems at once, each with its place', () => {
    const source = 'steps.drft.output + frob(evnt)';
    const { problems } = check(source);
    expect(problems.map(({ code, span }) => [code, source.slice(span.start, span.end)])).toEqual([
      ['unknown-step', 'steps.drft'],
      ['unknown-name', 'evnt'],
      ['unknown-function', 'frob(evnt)'],
    ]);
    expect(problems[0]).toMatchObject({ given: 'drft', known: ['draft', 'later', 'perhaps'] });
  });

  it('warns of what may not have run, unless the expression makes sure', () => {
    expect(check('steps.perhaps.output.text').problems).toMatchObject([
      { code: 'step-may-not-run', severity: 'warning' },
    ]);
    for (const source of [
      'steps.perhaps.status',
      'steps.perhaps.?output.text.orValue("")',
      'has(steps.perhaps.output) && steps.perhaps.output.text != ""',
    ]) {
      expect(check(source).problems).toEqual([]);
    }
  });

  it('warns of a field that may be missing, unless the expression makes sure', () => {
    expect(check('steps.draft.output.note.size() > 1').problems).toMatchObject([
      { code: 'field-may-be-missing', severity: 'warning', span: { start: 0, end: 23 } },
    ]);
    for (const source of [
      'steps.draft.output.?note.orValue("")',
      'has(steps.draft.output.note) && steps.draft.output.note != ""',
      'steps.?draft.output.note.orValue("")',
    ]) {
      expect(check(source).problems).toEqual([]);
    }
  });

  it('warns of what would fail with the types of a sample, and of nothing that may be otherwise', () => {
    const sample = {
      issue: { number: 7, title: 'x', open: true, milestone: null },
      labels: [
        { name: 'a', id: 1 },
        { name: 'b', id: 'two' },
      ],
    };
    const sampled = {
      ...scopeShape,
      fields: { ...scopeShape.fields, event: shapeOfSample(sample, 'the sample event') },
    };
    const found = (source: string) =>
      checkExpression(source, { scopeShape: sampled }).problems.map(({ code, severity }) => `${severity} ${code}`);
    for (const source of [
      'event.issue.number == "7"',
      'event.issue.title > 3',
      '"#" + event.issue.number',
      'event.issue.title && true',
      'event.issue.title.name == "x"',
      'event.issue.number.startsWith("7")',
      'event.labels.exists(l, l.name == 1)',
    ]) {
      expect([source, found(source)]).toEqual([source, ['warning not-as-in-sample']]);
    }
    for (const source of [
      'event.issue.number == 7 && event.issue.title == "x" && event.issue.open',
      'event.issue.milestone == "soon"',
      'event.labels.exists(l, l.id == 1 || l.id == "two")',
      'string(event.issue.number) + event.issue.title',
      'event.issue.number == null',
    ]) {
      expect([source, found(source)]).toEqual([source, []]);
    }
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z.?[\](){}"'0-9+*/<>=!&|:, -]{0,60}$/)), (source) => {
        expect(Array.isArray(check(source).problems)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the table of functions', () => {
  it('has each overload once, and words for it', () => {
    const signatures = FUNCTIONS.map(signatureOf);
    expect(new Set(signatures).size).toBe(signatures.length);
    expect([...FUNCTIONS, ...MACROS].every(({ doc }) => doc.endsWith('.'))).toBe(true);
  });
});
