import { expect, it } from '@jest/globals';
import { evaluateNumber } from '@jarvis/expressions';
import { numbersIn } from './numbers-in.js';

it('tells numbers and lengths of lists, each as an expression that gives it', () => {
  const output = { total: 3, items: [{ price: 1.5, 'unit price': 2 }, { price: 9 }], text: '7', big: 2n ** 60n };
  const found = numbersIn(output);
  expect(found.map(({ path }) => path)).toEqual([
    'output.total',
    'size(output.items)',
    'output.big',
    'output.items[0].price',
    'output.items[0]["unit price"]',
  ]);
  for (const { path, value } of found) expect(evaluateNumber(path, { output })).toBe(value);
});

it('ends, however large or deep it is', () => {
  const wide = {
    list: Array.from({ length: 100_000 }, () => ({})),
    ...Object.fromEntries([...Array(10_000).keys()].map((key) => [`k${key.toString()}`, key])),
  };
  expect(numbersIn(wide)).toHaveLength(50);
  let deep: unknown = 1;
  for (let depth = 0; depth < 1_000; depth += 1) deep = { a: deep };
  expect(numbersIn(deep)).toEqual([]);
});
