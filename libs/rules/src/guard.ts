import { formatPath } from '@jarvis/issues/path';
import { FORBIDDEN_KEYS, whyUnstorable } from '@jarvis/json';
import { MAX_PROBLEMS, type Finding } from './problem.js';

/** Deepest nesting of a definition. Ten branches inside each other fit. */
const MAX_DEPTH = 48;
/** Most values (objects, lists, scalars) in a definition. */
const MAX_VALUES = 20_000;
/** Most characters of all text in a definition, aliases written out. */
const MAX_TEXT = 512 * 1024;

/**
 * Refuses what would hurt whoever handles the value later: keys that reach prototypes, text that cannot be stored, too deep, too much,
 * or holds itself. Returns every forbidden key, but stops at the first limit.
 */
export function guardValue(root: unknown): Finding[] {
  const problems: Finding[] = [];
  const path: (string | number)[] = [];
  const around = new Set<object>();
  let values = 0;
  let text = 0;

  function visit(value: unknown): boolean {
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
    if (typeof value === 'string') return storable(value);
    if (typeof value !== 'object' || value === null) return true;
    if (around.has(value)) {
      problems.push({
        path: formatPath(path),
        code: 'invalid-yaml',
        message: 'An anchor holds itself, so the definition never ends.',
        hint: 'Write the value out instead of naming the anchor inside itself.',
      });
      return false;
    }
    around.add(value);
    const done = Array.isArray(value) ? value.every((item, index) => below(index, item)) : visitFields(value);
    around.delete(value);
    return done;
  }

  function visitFields(value: object): boolean {
    return Object.entries(value).every(([key, item]) => {
      text += key.length;
      if (!storable(key)) return false;
      if (!FORBIDDEN_KEYS.has(key)) return below(key, item);
      problems.push({
        path: formatPath([...path, key]),
        code: 'forbidden-key',
        message: `The key “${key}” is not allowed.`,
        hint: 'Give the field another name.',
      });
      return problems.length < MAX_PROBLEMS;
    });
  }

  function storable(written: string): boolean {
    const why = whyUnstorable(written);
    if (why === undefined) return true;
    problems.push({
      path: formatPath(path),
      code: 'unstorable-text',
      message: `The text ${why}.`,
      hint: 'Remove it. In YAML it may hide in an escape such as \\0 or \\ud800.',
    });
    return problems.length < MAX_PROBLEMS;
  }

  function below(key: string | number, value: unknown): boolean {
    path.push(key);
    const done = visit(value);
    path.pop();
    return done;
  }

  visit(root);
  return problems;
}
