import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { typeOf } from '../../kit/body.js';
import { staleness, unixNow } from '../../kit/clock.js';
import { anyEqual, hmacOf } from '../../kit/compare.js';
import { badSignature, COMPARE_SECRETS, deliveryIdIn, singleHeader, VERIFIED } from '../../kit/delivery.js';
import { jsonDelivery, sampleBody } from '../../kit/sample.js';
import { newTextSecret } from '../../kit/secret.js';
import type { Scheme } from '../../scheme.js';

const SIGNATURE = /^[0-9a-f]{64}$/i;

const Body = z.looseObject({ id: z.unknown().optional() });

/**
 * Stripe (https://docs.stripe.com/webhooks#verify-manually): `Stripe-Signature: t=<seconds>,v1=<hex>` with HMAC-SHA256 of
 * `t.body`; several `v1` while Stripe changes a secret. The secret is used as it is written, `whsec_` included. The
 * event's own id is that of the delivery: Stripe may send one event more than once.
 */
export const stripe: Scheme = {
  verify(delivery, secrets) {
    const header = singleHeader(delivery, 'stripe-signature') ?? '';
    const values = (name: string) =>
      header
        .split(',')
        .flatMap((part) => (part.trim().startsWith(`${name}=`) ? [part.trim().slice(name.length + 1)] : []));
    const [timestamp] = values('t');
    if (timestamp === undefined)
      return badSignature(
        'The header Stripe-Signature is missing or malformed.',
        'Let Stripe itself deliver here: it signs every event.',
      );
    const stale = staleness(timestamp, { name: 'time in Stripe-Signature' });
    if (stale) return stale;
    const given = values('v1').flatMap((hex) => (SIGNATURE.test(hex) ? [Buffer.from(hex, 'hex')] : []));
    const expected = secrets.map((secret) => hmacOf('sha256', secret, [`${timestamp}.`, delivery.body]));
    return anyEqual(expected, given)
      ? VERIFIED
      : badSignature('None of the signatures in Stripe-Signature matches the body.', COMPARE_SECRETS);
  },
  deliveryId: (_delivery, event) => deliveryIdIn(Body.safeParse(event).data?.id),
  deliveryIdPlace: 'field id of the event',
  eventName: typeOf,
  summary: (_event, eventName) => `${eventName || 'event'} from Stripe`,
  keptHeaders: [],
  sampleHeaders: () => ({}),
  /** With an id of its own, since an event that was here before does not run again. */
  sign(event, secret) {
    const body = sampleBody({ ...z.looseObject({}).parse(event), id: `evt_sample_${randomBytes(12).toString('hex')}` });
    const at = unixNow();
    const signature = hmacOf('sha256', secret, [`${at}.`, body]).toString('hex');
    return jsonDelivery(body, { 'stripe-signature': `t=${at},v1=${signature}` });
  },
  newSecret: () => `whsec_${newTextSecret()}`,
  refuseSecret: (text) =>
    /^whsec_[\x21-\x7e]{16,200}$/.test(text)
      ? undefined
      : {
          message: 'A signing secret of Stripe begins with whsec_.',
          hint: 'Copy it from the page of the destination in the Stripe Dashboard.',
        },
};
