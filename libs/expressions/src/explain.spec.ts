import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evaluateExpression, explainText, ExpressionError, renderTemplate, type Explained } from './index.js';

const scope = {
  event: { issue: { title: 'Roof leaks', number: 7, labels: ['bug', 'roof'], open: true } },
  steps: { draft: { output: { text: 'Mended', score: 0.9 } } },
  now: '2026-11-27T08:00:00Z',
};

/** What was written, and what it gave. */
const partsOf = (text: string, { parts }: Explained) =>
  parts.map(({ start, end, value }) => [text.slice(start, end), value]);

describe('explainText', () => {
  it('tells what each part of a text gave, at its place', () => {
    const text = 'Issue ${{  event.issue.number + 1 }}: ${{ event.issue.labels.map(x, x.size()) }}';
    const explained = explainText(text, scope);
    expect(explained).toMatchObject({ value: 'Issue 8: [3,4]' });
    expect(partsOf(text, explained).filter(([source]) => source !== 'event' && source !== 'event.issue')).toEqual([
      ['event.issue.number', 7],
      ['event.issue.number + 1', 8],
      ['event.issue.labels', ['bug', 'roof']],
      ['x', 'bug'],
      ['x.size()', 3],
      ['event.issue.labels.map(x, x.size())', [3, 4]],
    ]);
    expect(explained.parts.find(({ value }) => value === 3)).toMatchObject({ type: 'int', times: 2, cut: false });
  });

  it('takes a condition as it is written, with and without braces', () => {
    for (const text of ['event.issue.number > 5', '  ${{ event.issue.number > 5 }}']) {
      const explained = explainText(text, scope, { bare: true });
      expect(explained).toMatchObject({ value: true });
      expect(partsOf(text, explained)).toContainEqual(['event.issue.number', 7]);
    }
  });

  it.each([
    ['a ${{ event.issue.titel }}', 'event.issue.titel', 'no-such-field'],
    ['${{ now }} and ${{ event.issue.title * 2 }}', 'event.issue.title * 2', 'wrong-type'],
    ['${{ event.issue.number + }}', '', 'syntax'],
    ['${{ event.?gone }}', 'event.?gone', 'not-json'],
    ['before ${{ event', '${{ event', 'syntax'],
  ])('says where %s fails, and what came before', (text, place, code) => {
    const explained = explainText(text, scope);
    if (!('error' in explained)) throw new Error('It did not fail.');
    expect(explained.error.code).toBe(code);
    expect(text.slice(explained.error.start, explained.error.end)).toBe(place);
  });

  it('shows what is in an optional, and cuts what is long', () => {
    const data = { event: { long: 'x'.repeat(5_000), many: Array.from({ length: 50 }, (_, index) => index) } };
    const { parts } = explainText('event.?long.orValue("").size() + event.many.size()', data, { bare: true });
    const [long, many] = [parts.find(({ type }) => type === 'optional'), parts.find(({ type }) => type === 'list')];
    expect(long).toMatchObject({ value: `${'x'.repeat(120)}…`, cut: true });
    expect(many).toMatchObject({ value: [0, 1, 2, 3, 4], cut: true });
  });

  it('stays small and stops where evaluating stops', () => {
    const wide = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, 'y'.repeat(900)]));
    const data = { event: { rows: Array.from({ length: 300 }, () => wide) } };
    const long = Array.from({ length: 300 }, () => 'event.rows[0].k1.size()').join(' + ');
    expect(JSON.stringify(explainText(long, data, { bare: true })).length).toBeLessThan(400_000);
    const costly = explainText('event.rows.all(a, event.rows.all(b, event.rows.all(c, true)))', data, { bare: true });
    expect(costly).toMatchObject({ error: { code: 'too-expensive' } });
    expect(costly.parts.length).toBeLessThan(10);
  });

  const leaf = fc.constantFrom(
    'event.issue.number',
    'event.issue.title',
    'event.issue.labels',
    'event.issue.gone',
    'event.?gone',
    'steps.draft.output.score',
    'now',
    '2',
    '"t"',
    '[1, 2]',
  );
  const { expression } = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc
        .tuple(tie('expression'), fc.constantFrom('+', '-', '*', '==', '<', '&&', '||', 'in'), tie('expression'))
        .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
      tie('expression').map((inner) => `size(${inner})`),
      tie('expression').map((inner) => `string(${inner})`),
      tie('expression').map((inner) => `${inner}.map(x, x)`),
      fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(${a} == ${b} ? ${a} : ${b})`),
      fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `${a}.orValue(${b})`),
    ),
  }));

  it('gives for the whole what evaluating gives, whatever the expression', () => {
    fc.assert(
      fc.property(expression, (source) => {
        expect(outcomeOf(explainText(source, scope, { bare: true }))).toEqual(
          attempt(() => evaluateExpression(source, scope)),
        );
        for (const text of [`\${{ ${source} }}`, `a \${{ ${source} }} b \${{ now }}`])
          expect(outcomeOf(explainText(text, scope))).toEqual(attempt(() => renderTemplate(text, scope)));
      }),
      { numRuns: 500 },
    );
  });

  it('never throws, and names places within the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[a-z.?${}[\]()"'0-9+, ]{0,60}$/)),
        fc.boolean(),
        (text, bare) => {
          const explained = explainText(text, scope, { bare });
          for (const { start, end } of [...explained.parts, ...('error' in explained ? [explained.error] : [])]) {
            expect(start).toBeGreaterThanOrEqual(0);
            expect(end).toBeLessThanOrEqual(text.length);
          }
        },
      ),
    );
  });
});

function outcomeOf(explained: Explained): unknown {
  return 'error' in explained ? { code: explained.error.code } : { value: explained.value };
}

function attempt(run: () => unknown): unknown {
  try {
    return { value: run() };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { code: error.code };
  }
}
