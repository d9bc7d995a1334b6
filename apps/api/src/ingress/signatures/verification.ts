import { timingSafeEqual } from 'node:crypto';

/** A delivery as it came, before anything is believed. */
export interface RawDelivery {
  body: Buffer;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * `deliveryId`: the sender's own id of the delivery. `reason`, `hint`: for the sender's log, without secrets.
 * `about`: whether the signature does not hold, or the delivery has no id to be known by.
 */
export type Verification =
  { ok: true; deliveryId: string } | { ok: false; about: 'signature' | 'delivery-id'; reason: string; hint: string };

/** Checks a delivery against any of the secrets (two while one is being changed). */
export type Verify = (delivery: RawDelivery, secrets: readonly string[]) => Verification;

/** Refused because of its signature. */
export function badSignature(reason: string, hint: string): Verification {
  return { ok: false, about: 'signature', reason, hint };
}

/** The id of a delivery decides whether it is new, so one without is not taken. */
export function withoutDeliveryId(header: string): Verification {
  return {
    ok: false,
    about: 'delivery-id',
    reason: `The header ${header}, by which a delivery is known, is missing or malformed.`,
    hint: `Send an id of your own for each delivery in ${header}: 1 to 200 printable characters without spaces. The same id is never run twice.`,
  };
}

export const COMPARE_SECRETS = 'Compare the secret at the sender with the one of this webhook in Jarvis.';

/** Compares without telling by its duration where the difference is. */
export function equalInConstantTime(left: Buffer, right: Buffer): boolean {
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}

/** A header that must be there once. */
export function singleHeader({ headers }: RawDelivery, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** What senders use as ids: printable, short enough to index. */
export function isDeliveryId(value: string | undefined): value is string {
  return value !== undefined && /^[\x21-\x7e]{1,200}$/.test(value);
}
