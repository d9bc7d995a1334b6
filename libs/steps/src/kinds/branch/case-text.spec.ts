import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { caseText, parseCaseText } from './case-text.js';

it.each([
  ['high', 'high'],
  [['high', 'urgent', 3, true], 'high, urgent, 3, true'],
  [['3', 'true', 'null'], '"3", "true", "null"'],
  [['a, b', 'say "x"'], '"a, b", "say \\"x\\""'],
  [undefined, ''],
])('the values %j are written %s, and read back', (is, text) => {
  expect(caseText(is)).toBe(text);
  expect(parseCaseText(text)).toEqual(is);
});

it('what is half written is taken as it stands', () => {
  expect(parseCaseText('high, ')).toBe('high');
  expect(parseCaseText('"high')).toBe('"high');
  expect(parseCaseText(' , ')).toBeUndefined();
});

it('every list of values comes back', () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  fc.assert(
    fc.property(fc.array(value, { minLength: 2, maxLength: 5 }), (values) => {
      expect(parseCaseText(caseText(values))).toEqual(values);
    }),
  );
});
