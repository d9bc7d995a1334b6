import { afterEach, expect, it, jest } from '@jest/globals';
import { printError, Problem } from './words.mjs';

afterEach(() => {
  jest.restoreAllMocks();
});

function printed(error) {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  printError(error);
  return write.mock.calls.map(([text]) => text).join('');
}

const fileError = (code) =>
  Object.assign(new Error(`${code}: mkdir '/state'`), { code, path: '/state', syscall: 'mkdir' });

it.each([
  ['EROFS', 'read-only'],
  ['EACCES', 'may not write'],
  ['ENOSPC', 'full'],
])('says which file could not be written and why, without a stack: %s', (code, reason) => {
  const text = printed(fileError(code));
  expect(text).toContain('/state could not be written');
  expect(text).toContain(reason);
  expect(text).not.toContain('    at ');
});

it('prints a problem as it is, and keeps the stack of anything else', () => {
  expect(printed(new Problem('Port 4000 is taken.'))).toContain('✗ Port 4000 is taken.\n');
  expect(printed(new Error('ours'))).toContain('    at ');
});
