import { expect, it } from '@jest/globals';
import { checkExpression, evaluateExpression, withArticle } from './index.js';

it.each([
  ['int', 'an int'],
  ['uint', 'a uint'],
  ['optional', 'an optional'],
  ['object', 'an object'],
  ['undefined', 'an undefined'],
  ['string', 'a string'],
  ['null', 'null'],
  ['any', 'any value'],
])('%s is %s in a sentence', (type, words) => {
  expect(withArticle(type)).toBe(words);
});

it('messages of a check and of an evaluation say it alike', () => {
  const words = '- cannot be applied to a string and an int.';
  const { problems } = checkExpression('"a" - 1', { scopeShape: { kind: 'object', open: true, fields: {} } });
  expect(problems.map(({ message }) => message)).toEqual([words]);
  expect(() => evaluateExpression('"a" - 1', {})).toThrow(words);
});
