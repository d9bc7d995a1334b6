import { RE2JS, RE2JSException } from 're2js';
import type { Budget } from '../budget.js';
import { ExpressionError } from '../errors.js';

/** Longest regular expression, in characters. */
const MAX_PATTERN_LENGTH = 256;
/** Largest automaton: each counted repetition multiplies what it repeats. */
const MAX_STATES = 1000;

/**
 * Whether the pattern is found anywhere in the text. RE2 never backtracks: compiling costs about the number of
 * states, matching about text times a little; the budget pays for both beforehand.
 */
export function matches(text: string, pattern: string, budget: Budget): boolean {
  const states = pattern.length > MAX_PATTERN_LENGTH ? Number.POSITIVE_INFINITY : estimateStates(pattern);
  if (states > MAX_STATES) {
    throw new ExpressionError('invalid-argument', 'The regular expression is too large.', {
      hint: 'Shorten it, or repeat less often.',
    });
  }
  budget.spend(200 + states * 50 + ((text.length * (4 + (states >> 4))) >> 3));
  try {
    return RE2JS.compile(pattern).test(text);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new ExpressionError('invalid-argument', `The regular expression cannot be used: ${error.message}.`, {
      hint: 'RE2 syntax; there is no look-around and there are no back references.',
    });
  }
}

/** About how many states a pattern compiles to; never too few for groups and repetitions. */
function estimateStates(pattern: string): number {
  const groups: number[] = [0];
  let last = 0;
  const add = (size: number): void => {
    groups.push((groups.pop() ?? 0) + size);
    last = size;
  };
  // One token: an escape, a class, a group's start or end, a counted repetition, or any character.
  const token = /\\(?:[pP]\{[^}]*\}|.)|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?[^:)>]*[:>])?|\)|\{(\d+)(?:,(\d*))?\}|[^]/gu;
  for (const match of pattern.matchAll(token)) {
    const [whole, least, most] = match;
    if (least !== undefined) {
      const times = Math.max(Number(least), Number(most ?? 0), 1);
      add(last * (times - 1));
      last *= times;
    } else if (whole.startsWith('(')) groups.push(0);
    else if (whole === ')') {
      if (groups.length > 1) add((groups.pop() ?? 0) + 2);
    } else if ('*+?'.includes(whole)) add(1);
    else add(whole.length > 1 ? 4 : 1);
  }
  return groups.reduce((total, size) => total + size, 0);
}
