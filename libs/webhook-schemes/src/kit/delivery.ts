/** A delivery as it came, before anything is believed. */
export interface RawDelivery {
  body: Buffer;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A delivery as a sender would make it. */
export interface SignedDelivery {
  body: string;
  headers: Record<string, string>;
}

/**
 * Whether a delivery comes from who knows a secret. `reason`, `hint`: for the sender's log, without secrets.
 * `about`: whether the signature does not hold, or the delivery has no id to be known by.
 */
export type Verification = { ok: true } | Refusal;
export interface Refusal {
  ok: false;
  about: 'signature' | 'delivery-id';
  reason: string;
  hint: string;
}

export const VERIFIED: Verification = { ok: true };

/** Refused because of its signature. */
export function badSignature(reason: string, hint: string): Refusal {
  return { ok: false, about: 'signature', reason, hint };
}

/** The id of a delivery decides whether it is new, so one without is not taken. @param place such as `header webhook-id` */
export function withoutDeliveryId(place: string): Refusal {
  return {
    ok: false,
    about: 'delivery-id',
    reason: `The ${place}, by which a delivery is known, is missing or malformed.`,
    hint: `Send an id of your own for each delivery in the ${place}: 1 to 200 printable characters without spaces. The same id is never run twice.`,
  };
}

export const COMPARE_SECRETS = 'Compare the secret at the sender with the one of this webhook in Jarvis.';

/** A header that must be there once. */
export function singleHeader({ headers }: RawDelivery, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** What senders use as ids: printable, short enough to index. Undefined for anything else. */
export function deliveryIdIn(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value) ? value : undefined;
}
