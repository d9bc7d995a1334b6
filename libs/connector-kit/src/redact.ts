const MASK = '•••';

/**
 * Copies `value` with the given paths masked. A path is dot-separated; `*` stands for every key or index.
 * @example redact({ headers: { a: 'x' } }, ['headers.*']) // { headers: { a: '•••' } }
 */
export function redact(value: unknown, paths: readonly string[]): unknown {
  return paths.reduce((result, path) => maskPath(result, path.split('.')), value);
}

/**
 * The other way: `shown` was redacted, perhaps edited by a person, and comes back; what is still masked there is
 * taken from `original`.
 */
export function unredact(shown: unknown, original: unknown, paths: readonly string[]): unknown {
  return paths.reduce((result, path) => unmaskPath(result, original, path.split('.')), shown);
}

function unmaskPath(value: unknown, original: unknown, path: readonly string[]): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return value === MASK && original !== undefined ? original : value;
  if (isList(value)) {
    const before = isList(original) ? original : [];
    return value.map((item, index) =>
      head === '*' || head === String(index) ? unmaskPath(item, before[index], rest) : item,
    );
  }
  if (typeof value !== 'object' || value === null) return value;
  const before = new Map(typeof original === 'object' && original !== null ? Object.entries(original) : []);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      head === '*' || head === key ? unmaskPath(item, before.get(key), rest) : item,
    ]),
  );
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
