import type { CodeProblem } from './code-error.js';
import { LINES_BEFORE } from './wrap.js';

/** Memory of an engine: everything that the code makes. */
export const MEMORY_MB = 64;
/** Largest result, in characters: more would not go on anyway. */
export const MAX_RESULT = 4 * 1024 * 1024;

/** What the code threw, as far as it says. */
export interface Thrown {
  name?: unknown;
  message?: unknown;
  stack?: unknown;
}

export function tooLong(limitMs: number): CodeProblem {
  return {
    code: 'code-timeout',
    message: `The code took more than ${String(limitMs / 1000)} s, so it was stopped.`,
    hint: 'Look for a loop that does not end, or give the step a longer `timeout`.',
  };
}

export function tooMuchMemory(): CodeProblem {
  return {
    code: 'code-memory',
    message: `The code took more than ${String(MEMORY_MB)} MB of memory, so it was stopped.`,
    hint: 'Keep less at a time.',
  };
}

export function tooDeep(): CodeProblem {
  return {
    code: 'code-memory',
    message: 'The code goes too deep: functions call each other without an end, or a value holds others too deeply.',
    hint: 'Use a loop, or a flatter value.',
  };
}

export function tooLarge(): CodeProblem {
  return { code: 'code-result', message: 'The result of the code is larger than 4 MB.', hint: 'Return less.' };
}

export function noJson(why: string): CodeProblem {
  return {
    code: 'code-result',
    message: `What the code gives is no JSON: ${why}.`,
    hint: 'Return text, numbers, true, false, null, and lists and objects of them.',
  };
}

export function gavePromise(): CodeProblem {
  return {
    code: 'code-result',
    message: 'The code gives a promise, and nothing waits for it.',
    hint: 'There is nothing to wait for in code: leave out `async` and `await`.',
  };
}

/** What a person reads of what the code threw. */
export function threw({ name, message, stack }: Thrown): CodeProblem {
  const words = [text(name), text(message)].filter((word) => word !== '').join(': ') || 'something without a message';
  const line = Number(/code\.js:(\d+)/.exec(text(stack))?.[1]) - LINES_BEFORE;
  const at = Number.isInteger(line) && line > 0 ? ` in line ${String(line)}` : '';
  const missing = /^'?(\w+)'? is not defined/.exec(text(message))?.[1] ?? '';
  return {
    code: 'code-failed',
    message: `The code failed${at}: ${words.slice(0, 1000)}`,
    ...(OUTSIDE.has(missing) ? { hint: NOTHING_OUTSIDE } : {}),
  };
}

const NOTHING_OUTSIDE =
  'Code has no network, files, timers or packages: it only computes. Let an action step fetch what it needs.';
const OUTSIDE = new Set([
  'Buffer',
  'fetch',
  'process',
  'require',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'window',
  'XMLHttpRequest',
]);

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
