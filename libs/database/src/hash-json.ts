import { createHash } from 'node:crypto';
import type { Json } from '@jarvis/plan';

/**
 * sha-256 (hex) of the canonical JSON of a value: keys sorted, no white space, as RFC 8785 has it for the
 * values JSON.parse gives. Binds an approval to exactly one action.
 */
export function hashJson(value: Json): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** Canonical JSON: equal values give equal text. */
function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.keys(value)
      .sort()
      .flatMap((key) => {
        const field = value[key];
        return field === undefined ? [] : [`${JSON.stringify(key)}:${canonicalJson(field)}`];
      });
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value);
}
