import { createHmac } from 'node:crypto';
import {
  badSignature,
  COMPARE_SECRETS,
  equalInConstantTime,
  isDeliveryId,
  singleHeader,
  withoutDeliveryId,
  type Verify,
} from './verification.js';

/** How far the sender's clock may be from ours, either way. */
const TOLERANCE_SECONDS = 5 * 60;
const SECRET_PREFIX = 'whsec_';

/**
 * Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks): HMAC-SHA256 of `id.timestamp.body`
 * with the base64 secret behind `whsec_`; `webhook-signature` may hold several, `v1,<base64>` each, while the
 * sender changes its secret. Signatures of other versions are passed over.
 */
export const verifyStandardWebhooks: Verify = (delivery, secrets) => {
  const id = singleHeader(delivery, 'webhook-id');
  const timestamp = singleHeader(delivery, 'webhook-timestamp');
  const signatures = singleHeader(delivery, 'webhook-signature');
  if (!isDeliveryId(id)) return withoutDeliveryId('webhook-id');
  if (timestamp === undefined || signatures === undefined) {
    return badSignature(
      'One of the headers webhook-timestamp, webhook-signature is missing or malformed.',
      'Sign as https://www.standardwebhooks.com describes.',
    );
  }
  if (!/^\d{1,12}$/.test(timestamp))
    return badSignature('The header webhook-timestamp is not a number of seconds.', 'Send Unix time in whole seconds.');
  const drift = Math.abs(Date.now() / 1000 - Number(timestamp));
  if (drift > TOLERANCE_SECONDS)
    return badSignature(
      `The webhook-timestamp is ${Math.round(drift).toString()} seconds from this server's time; five minutes are allowed.`,
      'Check the clock of the sender. An old delivery cannot be replayed: let the sender sign it again, with the time of now.',
    );

  const given = signatures
    .split(' ')
    .filter((part) => part.startsWith('v1,'))
    .slice(0, 10)
    .map((part) => Buffer.from(part.slice(3), 'base64'));
  const expected = secrets.map((secret) =>
    createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(delivery.body).digest(),
  );
  const matches = expected.flatMap((digest) => given.map((signature) => equalInConstantTime(digest, signature)));
  return matches.includes(true)
    ? { ok: true, deliveryId: id }
    : badSignature('None of the signatures matches the body.', COMPARE_SECRETS);
};

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret, 'base64');
}
