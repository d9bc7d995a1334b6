const MASK = '•••';

/**
 * Copies `value` with the given paths masked. A path is dot-separated; `*` stands for every key or index.
 * @example redact({ headers: { a: 'x' } }, ['headers.*']) // { headers: { a: '•••' } }
 */
export function redact(value: unknown, paths: readonly string[]): unknown {
  return paths.reduce((result, path) => maskPath(result, path.split('.')), value);
}

function maskPath(value: unknown, path: readonly string[]): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return value === undefined || value === null ? value : MASK;
  if (isList(value))
    return value.map((item, index) => (head === '*' || head === String(index) ? maskPath(item, rest) : item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, head === '*' || head === key ? maskPath(item, rest) : item]),
  );
}

// Array.isArray alone would make the items any.
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
