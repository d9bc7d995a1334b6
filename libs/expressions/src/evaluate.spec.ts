import { describe, expect, it } from '@jest/globals';
import { ExpressionError, evaluateCondition, evaluateExpression } from './index.js';

const event = {
  action: 'closed',
  number: 5,
  ratio: 1.5,
  nothing: null,
  issue: { title: 'Fix it', labels: [{ name: 'bug' }, { name: 'internal' }] },
  names: ['b', 'a', 'b'],
};
const scope = { event, now: '2026-11-21T13:00:00.000Z', vars: { limit: 3 } };
const evaluate = (source: string): unknown => evaluateExpression(source, scope);

function errorOf(work: () => unknown): ExpressionError {
  try {
    work();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error('No error was thrown.');
}

describe('evaluateExpression', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['7 / 2', 3],
    ['7.0 / 2.0', 3.5],
    ['event.number + 1', 6],
    ['event.ratio * 2', 3],
    ['event.number / 2', 2.5],
    ['-event.number', -5],
    ['7 % 4', 3],
    ['event.issue.title', 'Fix it'],
    ['event["issue"]["title"]', 'Fix it'],
    ['event.names[0]', 'b'],
    ['event.names[size(event.names) - 1]', 'b'],
    ['event.nothing', null],
    ['event.nothing == null', true],
    ['event.number == 5', true],
    ['5 in [event.number]', true],
    ['"action" in event', true],
    ['"a" + "b"', 'ab'],
    ['[1] + ["a"]', [1, 'a']],
    ['{"a": {"b": [true, null]}}', { a: { b: [true, null] } }],
    ['event.action == "closed" ? "yes" : "no"', 'yes'],
    ['timestamp(now)', '2026-11-21T13:00:00Z'],
    ['timestamp(now) + duration("1h30m")', '2026-11-21T14:30:00Z'],
    ['timestamp(now) - timestamp("2026-11-20T13:00:00Z") == duration("24h")', true],
    ['timestamp(now).getHours()', 13],
    ['timestamp(now).getHours("Europe/Paris")', 14],
    ['timestamp("2026-03-29T01:30:00Z").getHours("Europe/Paris")', 3],
    ['timestamp(now).getDayOfWeek()', 6],
    ['timestamp("2026-12-31T23:30:00Z").getFullYear("Europe/Paris")', 2027],
    ['timestamp("2026-12-31T23:30:00Z").getDayOfYear()', 364],
    ['duration("90s")', '90s'],
    ['duration("90s").getMinutes()', 1],
    ['9223372036854775807', 9223372036854775807n],
    ['string(9223372036854775807)', '9223372036854775807'],
    ['string(1.0)', '1'],
    ['int("42") + int(1.9)', 43],
    ['double("1.5")', 1.5],
    ['bool("true")', true],
    ['round(2.5)', 3],
    ['floor(-1.5)', -2],
    ['min(3, 2.5)', 2.5],
    ['{1: "a", true: 2u}', { 1: 'a', true: 2 }],
    ['b"\\xff\\x00"', '/wA='],
    ['event.nothing == null && [null].exists(x, x == null)', true],
    ['event.?nothing.?title.orValue("none")', 'none'],
    ['duration("1.5ms") + duration("10ns")', '0.00150001s'],
  ])('%s', (source, expected) => {
    expect(evaluate(source)).toEqual(expected);
  });

  it.each([
    ['"Hello World".lower()', 'hello world'],
    ['"ÄB".lowerAscii()', 'Äb'],
    ['"abc".upper()', 'ABC'],
    ['" a ".trim()', 'a'],
    ['"a-b-c".split("-")', ['a', 'b', 'c']],
    ['["a", "b"].join(", ")', 'a, b'],
    ['"a.b.c".replace(".", "/")', 'a/b/c'],
    ['"abcdef".substring(2, 4)', 'cd'],
    ['"abcdef".truncate(4)', 'abc…'],
    ['"👍👍👍".truncate(2)', '👍…'],
    ['"abc".truncate(3)', 'abc'],
    ['size("é😀")', 2],
    ['"abc".indexOf("c")', 2],
    ['"a b&c".urlEncode()', 'a%20b%26c'],
    ['"foo123".matches("[0-9]+$")', true],
    ['"foo".matches("^[0-9]+$")', false],
    ['event.names.distinct()', ['b', 'a']],
    ['event.names.sort()', ['a', 'b', 'b']],
    ['event.names.reverse()', ['b', 'a', 'b']],
    ['event.names.slice(1, 9)', ['a', 'b']],
    ['event.names.first().orValue("none")', 'b'],
    ['[].last().orValue("none")', 'none'],
    ['[1, 2.5].sum()', 3.5],
    ['{"b": 1, "a": 2}.keys()', ['a', 'b']],
    ['toJson({"a": [1]})', '{"a":[1]}'],
  ])('function %s', (source, expected) => {
    expect(evaluate(source)).toEqual(expected);
  });

  it.each([
    ['event.issue.labels.exists(l, l.name == "internal")', true],
    ['event.issue.labels.all(l, l.name != "x")', true],
    ['event.issue.labels.exists_one(l, l.name == "bug")', true],
    ['event.issue.labels.map(l, l.name)', ['bug', 'internal']],
    ['event.issue.labels.map(l, l.name != "bug", l.name)', ['internal']],
    ['event.names.filter(n, n == "b")', ['b', 'b']],
    ['[1, 2].map(x, [3].map(y, x + y))', [[4], [5]]],
    ['[[1], [2]].map(x, x.map(x, x))', [[1], [2]]],
    ['{"a": 1}.exists(key, key == "a")', true],
    ['has(event.issue)', true],
    ['has(event.isue)', false],
    ['has(event.isue.title.deep)', false],
    ['event.?issue.?title.orValue("none")', 'Fix it'],
    ['event.?isue.?title.orValue("none")', 'none'],
    ['event.names[?7].orValue("none")', 'none'],
    ['event.?isue.or(event.?action).orValue("")', 'closed'],
    ['event.?issue.hasValue()', true],
    ['true || event.missing', true],
    ['event.missing || true', true],
    ['false && event.missing', false],
    ['event.missing && false', false],
    ['[1, "a"].exists(x, x == "a" || x > 5)', true],
  ])('macro %s', (source, expected) => {
    expect(evaluate(source)).toEqual(expected);
  });

  it.each([
    ['event.missing', 'no-such-field'],
    ['event.names[9]', 'no-such-field'],
    ['event.names[-1]', 'no-such-field'],
    ['missing', 'unknown-name'],
    ['event.action.title', 'wrong-type'],
    ['"a" + 1', 'wrong-type'],
    ['1 < "a"', 'wrong-type'],
    ['!1', 'wrong-type'],
    ['1 ? 2 : 3', 'wrong-type'],
    ['"a" in "abc"', 'wrong-type'],
    ['frobnicate(1)', 'unknown-function'],
    ['size(1)', 'wrong-type'],
    ['[1].join()', 'wrong-type'],
    ['1 / 0', 'invalid-argument'],
    ['9223372036854775807 + 1', 'invalid-argument'],
    ['timestamp("yesterday")', 'invalid-argument'],
    ...[
      '2026-02-30T10:00:00Z',
      '2026-02-29T10:00:00Z',
      '2026-13-01T10:00:00Z',
      '2026-01-31T24:00:00Z',
      '2026-01-31T10:00:00',
      '2026-01-31T10:00:00+25:00',
      '5',
      '01/02/2026',
      'Jan 5, 2026',
    ].map((text): [string, string] => [`timestamp("${text}")`, 'invalid-argument']),
    ['timestamp(now).getHours("Mars/Olympus")', 'invalid-argument'],
    ['"a".matches("(")', 'invalid-argument'],
    ['"a".matches("(?=a)")', 'invalid-argument'],
    ['1.0 / 0.0', 'not-json'],
    ['event.?missing', 'not-json'],
    ['', 'syntax'],
    ['1 +', 'syntax'],
    ['event.', 'syntax'],
    ['9223372036854775807 + 1', 'invalid-argument'],
    ['event.number + 9223372036854775807', 'invalid-argument'],
    ['{[1]: 2}', 'wrong-type'],
    ['{1.5: 2}', 'wrong-type'],
    ['{"a": 1, "a": 2}', 'invalid-argument'],
    ['{1: "a", "1": "b"}', 'not-json'],
    ['event.ratio % 1', 'wrong-type'],
    ['event.?action.?title', 'wrong-type'],
  ])('refuses %s', (source, code) => {
    const error = errorOf(() => evaluate(source));
    expect(error.code).toBe(code);
    expect(error.userMessage).not.toBe('');
  });

  it('says where in the source it went wrong', () => {
    const error = errorOf(() => evaluate('event.action + event.issue.titel'));
    expect(error.source?.slice(error.span?.start, error.span?.end)).toBe('event.issue.titel');
    expect(error.hint).toContain('.?titel');
  });
});

describe('evaluateCondition', () => {
  it('gives true and false only for booleans', () => {
    expect(evaluateCondition('event.number > 3', scope)).toBe(true);
    expect(evaluateCondition('event.number > 30', scope)).toBe(false);
    for (const source of ['event.number', '"true"', 'event.nothing', 'event.names']) {
      expect(errorOf(() => evaluateCondition(source, scope)).code).toBe('wrong-type');
    }
  });
});
