import { randomBytes } from 'node:crypto';
import type { SignedDelivery } from './delivery.js';

/**
 * The body of a sample. A delivery may be known by its bytes, and an endpoint may refuse bytes it has seen before, so
 * white space that means nothing to JSON makes every sample different bytes of the same event.
 */
export function sampleBody(event: unknown): string {
  const whiteSpace = [...randomBytes(16)]
    .map((byte) => byte.toString(2).padStart(8, '0').replaceAll('0', ' ').replaceAll('1', '\t'))
    .join('');
  return `${JSON.stringify(event)}${whiteSpace}`;
}

export function jsonDelivery(body: string, headers: Record<string, string>): SignedDelivery {
  return { body, headers: { 'content-type': 'application/json', ...headers } };
}
