import { describe, expect, it } from '@jest/globals';
import { checkCode, isInputName } from './check-code.js';

describe('checkCode', () => {
  it.each([
    'return 1',
    'if (x) return x;\nelse return 2',
    'for (const a of x) { if (a) return a }',
    'return x?.y ?? 1n',
  ])('takes %j', (code) => expect(checkCode(code, ['x'])).toBeUndefined());

  it.each([
    ['const a = ;\nreturn a', { line: 1, column: 11, message: 'Unexpected token.' }],
    ['return {\n  a: 1', { line: 2, column: 7 }],
    ['const x = 1;\nreturn x', { line: 1, column: 7, message: "Identifier 'x' has already been declared." }],
    ['return await x', { line: 1, hint: 'There is nothing to wait for: leave `await` out.' }],
    ['import fs from "fs";\nreturn 1', { line: 1, hint: 'Code stands alone: there is nothing to import.' }],
    ['return 1 })(); (function () {', { message: 'It has a closing brace too many.' }],
    ['const y = x + 1', { message: 'The code gives no result.' }],
    ['x.map((one) => { return one })', { message: 'The code gives no result.' }],
    ['return', { message: 'The code gives no result.' }],
    ['', { message: 'The code gives no result.' }],
    ['with (x) return 1', { line: 1 }],
  ])('says what is wrong with %j', (code, expected) => {
    expect(checkCode(code, ['x'])).toMatchObject(expected);
  });
});

it('isInputName takes names that code can read', () => {
  expect(['order', '$a', 'a_1'].filter((name) => !isInputName(name))).toEqual([]);
  expect(['a-b', '1a', 'class', 'let', 'a, b', '', 'eval', 'a=1'].filter(isInputName)).toEqual([]);
});
