import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RawDelivery } from './delivery.js';

/** Compares without telling by its duration where the difference is. */
function equalInConstantTime(left: Buffer, right: Buffer): boolean {
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}

/** Most signatures of one delivery that are looked at. */
const MAX_SIGNATURES = 10;

/** Whether one of the given is one of the expected. Every pair is compared, so that the duration tells nothing. */
export function anyEqual(expected: readonly Buffer[], given: readonly Buffer[]): boolean {
  return expected
    .flatMap((one) => given.slice(0, MAX_SIGNATURES).map((other) => equalInConstantTime(one, other)))
    .includes(true);
}

export function hmacOf(algorithm: string, key: string | Buffer, parts: readonly (string | Buffer)[]): Buffer {
  const hmac = createHmac(algorithm, key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** What a delivery is known by whose sender gives it no id: the same bytes are the same delivery. */
export function idOfBody({ body }: RawDelivery): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}
