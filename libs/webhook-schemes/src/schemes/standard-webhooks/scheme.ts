import { randomBytes, randomUUID } from 'node:crypto';
import { typeOf } from '../../kit/body.js';
import { staleness, unixNow } from '../../kit/clock.js';
import { anyEqual, hmacOf } from '../../kit/compare.js';
import {
  badSignature,
  COMPARE_SECRETS,
  deliveryIdIn,
  singleHeader,
  VERIFIED,
  withoutDeliveryId,
} from '../../kit/delivery.js';
import { jsonDelivery, sampleBody } from '../../kit/sample.js';
import type { Scheme } from '../../scheme.js';

/** Base64 of 32 bytes. */
const SIGNATURE = /^v1,([A-Za-z0-9+/]{43}=)$/;
const SECRET_PREFIX = 'whsec_';
const ID_PLACE = 'header webhook-id';

/**
 * Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks): HMAC-SHA256 of `id.timestamp.body`
 * with the base64 secret behind `whsec_`; `webhook-signature` may hold several, `v1,<base64>` each, while the
 * sender changes its secret. Signatures of other versions are passed over.
 */
export const standardWebhooks: Scheme = {
  verify(delivery, secrets) {
    const id = deliveryIdIn(singleHeader(delivery, 'webhook-id'));
    const timestamp = singleHeader(delivery, 'webhook-timestamp');
    const signatures = singleHeader(delivery, 'webhook-signature');
    if (id === undefined) return withoutDeliveryId(ID_PLACE);
    if (timestamp === undefined || signatures === undefined)
      return badSignature(
        'One of the headers webhook-timestamp, webhook-signature is missing or malformed.',
        'Sign as https://www.standardwebhooks.com describes.',
      );
    const stale = staleness(timestamp, { name: 'webhook-timestamp' });
    if (stale) return stale;
    const given = signatures.split(' ').flatMap((part) => {
      const [, base64] = SIGNATURE.exec(part) ?? [];
      return base64 === undefined ? [] : [Buffer.from(base64, 'base64')];
    });
    const expected = secrets.map((secret) => signatureOf({ id, timestamp, body: delivery.body, secret }));
    return anyEqual(expected, given)
      ? VERIFIED
      : badSignature('None of the signatures matches the body.', COMPARE_SECRETS);
  },
  deliveryId: (delivery) => deliveryIdIn(singleHeader(delivery, 'webhook-id')),
  deliveryIdPlace: ID_PLACE,
  eventName: typeOf,
  summary: (_event, eventName) => (eventName === '' ? 'Signed webhook' : `${eventName} (signed webhook)`),
  keptHeaders: ['webhook-id', 'webhook-timestamp'],
  sampleHeaders: ({ deliveryId, at }) => ({ 'webhook-id': deliveryId, 'webhook-timestamp': at }),
  sign(event, secret) {
    const [id, timestamp, body] = [`msg_${randomUUID()}`, unixNow(), sampleBody(event)];
    const signature = signatureOf({ id, timestamp, body, secret }).toString('base64');
    return jsonDelivery(body, {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    });
  },
  newSecret: () => `${SECRET_PREFIX}${randomBytes(32).toString('base64')}`,
  /** Base64 of 24 to 64 bytes. */
  refuseSecret(text) {
    const bytes = /^[A-Za-z0-9+/]+={0,2}$/.test(withoutPrefix(text)) ? keyOf(text).byteLength : 0;
    return bytes >= 24 && bytes <= 64
      ? undefined
      : {
          message: 'A secret of Standard Webhooks is whsec_ and base64 of 24 to 64 bytes.',
          hint: 'Copy it again from the sender.',
        };
  },
};

function signatureOf(of: { id: string; timestamp: string; body: string | Buffer; secret: string }): Buffer {
  return hmacOf('sha256', keyOf(of.secret), [`${of.id}.${of.timestamp}.`, of.body]);
}

function withoutPrefix(secret: string): string {
  return secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret;
}

function keyOf(secret: string): Buffer {
  return Buffer.from(withoutPrefix(secret), 'base64');
}
