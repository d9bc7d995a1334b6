import { createHash } from 'node:crypto';
import { canonicalJson } from '@jarvis/plan';

/** sha-256 (hex) of a value's canonical JSON. */
export function hashJson(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
