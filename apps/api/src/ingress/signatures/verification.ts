import { timingSafeEqual } from 'node:crypto';

/** A delivery as it came, before anything is believed. */
export interface RawDelivery {
  body: Buffer;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** `deliveryId`: the sender's own id of the delivery. `reason`, `hint`: for the sender's log, without secrets. */
export type Verification = { ok: true; deliveryId: string } | { ok: false; reason: string; hint: string };

/** Checks a delivery against any of the secrets (two while one is being changed). */
export type Verify = (delivery: RawDelivery, secrets: readonly string[]) => Verification;

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
