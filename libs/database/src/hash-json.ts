import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '@jarvis/plan';

/**
 * sha-256 (hex) of the canonical JSON of a value: keys sorted, no white space, as RFC 8785 has it, but
 * whole numbers of any size in digits. Binds an approval to exactly one action.
 */
export function hashJson(value: Json): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
