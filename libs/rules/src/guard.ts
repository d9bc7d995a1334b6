import { formatPath, type Problem } from './problem.js';

/** Deepest nesting of a definition. Ten branches inside each other fit. */
const MAX_DEPTH = 48;
/** Most values (objects, lists, scalars) in a definition. */
const MAX_VALUES = 50_000;
/** Most characters of all text in a definition. */
export const MAX_TEXT = 512 * 1024;

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Refuses what would hurt whoever handles the value later: keys that reach prototypes, too deep, too much.
 * Returns every forbidden key, but stops at the first limit.
 */
export function guardValue(root: unknown): Problem[] {
  const problems: Problem[] = [];
  let values = 0;
  let text = 0;

  function visit(value: unknown, path: (string | number)[]): boolean {
    values += 1;
    if (typeof value === 'string') text += value.length;
    if (values > MAX_VALUES || text > MAX_TEXT || path.length > MAX_DEPTH) {
      const what = path.length > MAX_DEPTH ? `nested deeper than ${MAX_DEPTH} levels` : 'too large';
      problems.push({
        path: '',
        code: 'too-large',
        message: `The definition is ${what}.`,
        hint: 'Split it into several rules.',
      });
      return false;
    }
    if (Array.isArray(value)) return value.every((item, index) => visit(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return true;
    return Object.entries(value).every(([key, item]) => {
      text += key.length;
      if (!FORBIDDEN_KEYS.has(key)) return visit(item, [...path, key]);
      problems.push({
        path: formatPath([...path, key]),
        code: 'forbidden-key',
        message: `The key “${key}” is not allowed.`,
        hint: 'Give the field another name.',
      });
      return true;
    });
  }

  visit(root, []);
  return problems;
}
