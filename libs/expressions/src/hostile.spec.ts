import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ExpressionError, evaluateExpression, renderTemplate, toJsonValue, type JsonValue } from './index.js';

const event = {
  big: 'y'.repeat(100_000),
  list: Array.from({ length: 20_000 }, (_, index) => index),
  texts: Array.from({ length: 2_000 }, () => 'y'.repeat(50)),
};

function codeOf(source: string): string {
  try {
    evaluateExpression(source, { event });
    return 'ok';
  } catch (error) {
    if (error instanceof ExpressionError) return error.code;
    throw error;
  }
}

describe('names that reach the host', () => {
  it.each([
    'event.constructor',
    'event["constructor"]',
    'event["con" + "structor"]',
    'event.__proto__',
    'event[?"__proto__"]',
    'event.?prototype',
    'has(event.constructor)',
    '{"__proto__": 1}',
    '"constructor" in event',
    'constructor',
    '__proto__',
  ])('%s', (source) => {
    expect(['forbidden-name', 'syntax']).toContain(codeOf(source));
  });

  it.each([
    'process',
    'globalThis',
    'require',
    'Function',
    'event.toString',
    'event.hasOwnProperty',
    'event.list.length',
    '"a".length',
  ])('%s does not exist', (source) => {
    expect(['unknown-name', 'no-such-field', 'wrong-type']).toContain(codeOf(source));
  });

  it('does not call what data brings along', () => {
    expect(() => evaluateExpression('x()', { x: () => 'called' })).toThrow(ExpressionError);
    expect(() => evaluateExpression('x', { x: () => 'called' })).toThrow('There is no name');
  });

  it('refuses them as names in templates', () => {
    const template: JsonValue = JSON.parse('{"__proto__": {"polluted": true}}');
    expect(() => renderTemplate(template, {})).toThrow('not allowed');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('work is bounded by count, whatever the clock', () => {
  it.each([
    'event.list.map(x, event.list.map(y, x * y))',
    'event.list.filter(x, event.big.contains("z"))',
    'event.list.filter(x, event.big == event.big + "")',
    'event.list.all(x, x in event.list)',
    'event.list.map(x, event.big).join("")',
    'event.list.distinct()',
    'event.list.filter(x, event.big.matches("(y+)+z"))',
    'event.list.filter(x, "a".matches("(a{100}){9}"))',
    `["y"]${'.map(a, a + a)'.repeat(30)}`,
    `[event.list]${'.map(a, a + a)'.repeat(30)}`,
    'event.texts.map(a, event.texts.map(b, a + b))',
    'event.list.filter(x, event.big.replace("y", "yyyyyyyyyy") == "")',
    'event.list.map(x, timestamp(x).getHours("Europe/Paris"))',
    'event.list.map(x, event).map(x, toJson(x))',
  ])('%s', (source) => {
    expect(['too-expensive', 'too-large', 'too-complex']).toContain(codeOf(source));
  });

  it.each([
    '1' + ' + 1'.repeat(5_000),
    '1' + ' + 1'.repeat(1_000),
    '-'.repeat(4_000) + '1',
    '!'.repeat(4_000) + 'true',
    '('.repeat(2_000) + '1' + ')'.repeat(2_000),
    '['.repeat(2_000) + ']'.repeat(2_000),
    'event' + '.a'.repeat(2_000),
    `[${'1,'.repeat(1_500)}1]`,
    `size(${'1,'.repeat(1_500)}1)`,
    '1 ? '.repeat(900) + '1',
  ])('source %#', (source) => {
    expect(['too-complex', 'syntax']).toContain(codeOf(source));
  });

  it.each(['(a*)*$', '(y|yy)*z', '^(y+)+$', '(y?){20}y{20}'])(
    'a regular expression that backtracks elsewhere: %s',
    (pattern) => {
      expect(['ok', 'too-expensive']).toContain(codeOf(`event.big.matches("${pattern}")`));
    },
  );

  it.each(['(y{1,100}){10}', '(((y{9}){9}){9}){9}', 'y'.repeat(300), '(?:y{500}|z{600})'])(
    'a regular expression too large: %s',
    (pattern) => {
      expect(codeOf(`"y".matches("${pattern}")`)).toBe('invalid-argument');
    },
  );

  it('still maps and filters what real events hold', () => {
    expect(codeOf('event.texts.filter(t, t.contains("y")).map(t, t.upper()).size() == 2000')).toBe('ok');
    expect(codeOf('event.big.contains("z") || event.big.lower().startsWith("yyy")')).toBe('ok');
    expect(codeOf('event.list.slice(0, 5000).filter(x, x % 2 == 0).map(x, x * 2).slice(0, 10)')).toBe('ok');
  });

  it('shares one budget over a whole template', () => {
    const template = Array.from({ length: 50 }, () => '${{ event.texts.filter(x, x != "").size() }}');
    expect(() => renderTemplate(template, { event })).toThrow('too much work');
    expect(renderTemplate(template.slice(0, 2), { event })).toEqual([2_000, 2_000]);
  });

  it('never throws anything but ExpressionError', () => {
    const fragment = fc.constantFrom(
      'event',
      'big',
      'list',
      '.',
      '[',
      ']',
      '(',
      ')',
      '{',
      '}',
      '?',
      ':',
      '"',
      "'",
      '\\',
      '+',
      '-',
      '*',
      '/',
      '%',
      '!',
      '&&',
      '||',
      '==',
      '<',
      'in',
      ' ',
      '1',
      '1.5',
      '0x',
      '9e999',
      'x',
      ',',
      'map',
      'has',
      'size',
      'true',
      'null',
      '.?',
      '[?',
      '__proto__',
      '\n',
      '//',
      'r"',
      'é',
      '😀',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join('')),
        ),
        (source) => {
          codeOf(source);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('toJsonValue', () => {
  it('is the identity on JSON, as a copy', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        fc.pre(!JSON.stringify(value).includes('"__proto__"'));
        const plain: unknown = JSON.parse(JSON.stringify(value));
        expect(toJsonValue(plain)).toEqual(plain);
      }),
    );
  });

  it('counts the bytes that JSON takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => {
        const bytes = Buffer.byteLength(JSON.stringify(text));
        const fill = 'x'.repeat(128 * 1024 - bytes - 10);
        expect(toJsonValue([text, fill])).toEqual([text, fill]);
        expect(() => toJsonValue([text, `${fill}${'x'.repeat(11)}`])).toThrow('larger than 128 KB');
      }),
    );
  });

  it.each([
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['Date', new Date()],
    ['undefined', undefined],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a Map', new Map()],
    ['deep nesting', JSON.parse('['.repeat(80) + ']'.repeat(80))],
  ])('refuses %s', (_name, value) => {
    expect(() => toJsonValue({ value: [value] })).toThrow(ExpressionError);
  });

  it('makes numbers of ints, drops undefined fields and negative zero', () => {
    expect(toJsonValue({ a: 5n, b: undefined })).toEqual({ a: 5 });
    expect(Object.is(toJsonValue(-0), 0)).toBe(true);
  });
});
