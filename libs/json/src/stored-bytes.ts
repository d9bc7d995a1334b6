/**
 * Bytes of a value's JSON as PostgreSQL writes it out. It can be far more than what came: `1e300` is five characters, and
 * is kept as a number of 301 digits.
 * @param value JSON whose nesting was checked, so that the recursion is bounded
 */
export function storedBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value)) + digitsOfExponents(value);
}

function digitsOfExponents(value: unknown): number {
  if (typeof value === 'number') return Math.abs(Number(/e([+-]\d+)$/.exec(String(value))?.[1] ?? 0));
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, item) => sum + digitsOfExponents(item), 0);
}
