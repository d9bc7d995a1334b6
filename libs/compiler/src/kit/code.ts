import { checkCode as readCode, isInputName } from '@jarvis/code/check';
import type { Finding } from '@jarvis/rules';

/** Checks the code of a step and the names of what it reads, each problem at its place in the definition. */
export function checkCode({ code, names, path }: { code: string; names: readonly string[]; path: string }): Finding[] {
  const unreadable = names.filter((name) => !isInputName(name));
  const findings = unreadable.map((name): Finding => ({
    path: `${path}.with.${name}`,
    code: 'reserved-name',
    message: `Code cannot read what is called “${name}”.`,
    hint: 'A name has letters, digits and _, begins with no digit, and is no word of JavaScript.',
  }));
  const readable = names.filter((name) => !unreadable.includes(name));
  const problem = code.trim() === '' ? EMPTY : readCode(code, readable);
  if (!problem) return findings;
  const { message, hint, line, column } = problem;
  const place = line === undefined ? '' : `Line ${String(line)}, column ${String(column ?? 1)}: `;
  return [
    ...findings,
    {
      path: `${path}.code`,
      code: 'invalid-code',
      message: `${place}${message}`,
      ...(hint === undefined ? {} : { hint }),
    },
  ];
}

const EMPTY = {
  message: 'There is no code yet.',
  hint: 'Write what stands in a function, such as `return { total: price * count };`.',
  line: undefined,
  column: undefined,
};
