/** Names through which a careless assignment would reach what all objects share. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Where a name stands that reaches prototypes: keys and positions from the root, the name last.
 * @param value of bounded depth
 */
export function findForbiddenKey(value: unknown): readonly (string | number)[] | undefined {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return undefined;
  for (const [key, item] of Object.entries(value)) {
    if (FORBIDDEN_KEYS.has(key)) return [key];
    const found = findForbiddenKey(item);
    if (found) return [Array.isArray(value) ? Number(key) : key, ...found];
  }
  return undefined;
}
