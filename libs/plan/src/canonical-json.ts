/**
 * JSON with object keys sorted at every level and undefined fields left out, so that equal values give equal text.
 * What hashes are taken of: a plan, and the input of an action that a person approves.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (value === undefined) return 'null';
  if (typeof value === 'number') return digitsOf(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`);
  return `{${fields.join(',')}}`;
}

/**
 * A whole number in digits, never as `1e+21`: PostgreSQL writes it out, and it comes back as a bigint of these digits.
 */
function digitsOf(value: number): string {
  const text = JSON.stringify(value);
  const [, sign, first, rest = '', zeros] = /^(-?)(\d)(?:\.(\d+))?e\+(\d+)$/.exec(text) ?? [];
  return zeros === undefined ? text : `${sign ?? ''}${first ?? ''}${rest.padEnd(Number(zeros), '0')}`;
}
