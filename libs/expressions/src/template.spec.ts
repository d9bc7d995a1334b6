import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ExpressionError, parseTemplate, renderTemplate, soleExpression, unwrapExpression } from './index.js';

const scope = {
  event: { n: 5, text: 'a ${{ event.n }} b', none: null, list: [1], flag: true },
  now: '2026-11-21T13:00:00.000Z',
};

describe('renderTemplate', () => {
  it.each([
    ['${{ event.n }}', 5],
    ['  ${{ event.n }}', '  5'],
    ['n=${{ event.n }}!', 'n=5!'],
    ['${{ event.list }}', [1]],
    ['list: ${{ event.list }}', 'list: [1]'],
    ['none: ${{ event.none }}.', 'none: .'],
    ['${{ event.none }}', null],
    ['${{ event.flag }} ${{ 1.5 }}', 'true 1.5'],
    ['at ${{ timestamp(now) }}', 'at 2026-11-21T13:00:00Z'],
    ['no expression }} {{ $ {', 'no expression }} {{ $ {'],
    ['$${{ event.n }}', '${{ event.n }}'],
    ['${{ {"a": {"b": "}}"}} }}', { a: { b: '}}' } }],
    ["${{ '}}' + \"'}}\" }}", "}}'}}"],
    ['${{ """}}" }}""" }}', '}}" }}'],
    ['${{ r\'\\\\d}}\' + "x" }}', '\\\\d}}x'],
    ['${{ r"\\" + "}}" }} ${{ br"\\" == b"\\\\" }}', '\\}} true'],
    ['${{ 1 // }} comment\n + 1 }}', 2],
  ])('%s', (template, expected) => {
    expect(renderTemplate(template, scope)).toEqual(expected);
  });

  it('never reads data as a template', () => {
    expect(renderTemplate({ a: '${{ event.text }}', b: 'x ${{ event.text }}' }, scope)).toEqual({
      a: 'a ${{ event.n }} b',
      b: 'x a ${{ event.n }} b',
    });
  });

  it('goes through lists and objects, but leaves names alone', () => {
    expect(renderTemplate({ '${{ event.n }}': ['${{ event.n }}', { x: 1, y: [null, true] }] }, scope)).toEqual({
      '${{ event.n }}': [5, { x: 1, y: [null, true] }],
    });
  });

  it('refuses an optional inside text too', () => {
    expect(() => renderTemplate('x ${{ event.?n }}', scope)).toThrow('optional');
  });

  it('refuses a result above 128 KB', () => {
    expect(() => renderTemplate(['${{ event.n }}', 'x'.repeat(130 * 1024)], scope)).toThrow('larger than 128 KB');
  });

  it('leaves any JSON without expressions as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes('${{') && !/"(?:__proto__|constructor|prototype)":/.test(text));
        const plain = JSON.parse(text) as Parameters<typeof renderTemplate>[0];
        expect(renderTemplate(plain, scope)).toEqual(plain);
      }),
    );
  });
});

describe('parseTemplate', () => {
  it('keeps the places of expressions', () => {
    expect(parseTemplate('ab ${{ x }} c')).toEqual([
      { text: 'ab ' },
      { expression: 'x', start: 3, end: 11 },
      { text: ' c' },
    ]);
  });

  it.each(['${{ x', '${{ "x }}', 'a ${{ {x }}', '${{ x // }}'])('refuses what is not closed: %s', (source) => {
    expect(() => parseTemplate(source)).toThrow(ExpressionError);
  });

  it('gives back every text that holds no opening', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('${{'));
        expect(parseTemplate(text)).toEqual(text === '' ? [] : [{ text }]);
      }),
    );
  });
});

describe('soleExpression and unwrapExpression', () => {
  it('know exactly one expression from text', () => {
    expect(soleExpression('${{ a }}')).toBe('a');
    expect(soleExpression('${{ a }}${{ b }}')).toBeUndefined();
    expect(soleExpression('x ${{ a }}')).toBeUndefined();
    expect(unwrapExpression(' ${{ a == {"b": 1} }} ')).toBe('a == {"b": 1}');
    expect(unwrapExpression(' a == 1 ')).toBe('a == 1');
  });
});
