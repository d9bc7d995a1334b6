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

const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;

/**
 * GitHub: HMAC-SHA256 of the raw body in `X-Hub-Signature-256`, the delivery's id in `X-GitHub-Delivery`
 * (https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries). The older SHA-1 header
 * does not count. The id is not signed: whoever has a whole delivery could send it again under another id. An
 * endpoint that must not run one body twice says so (`refuseEqualBodiesSeconds`).
 */
export const verifyGithub: Verify = (delivery, secrets) => {
  const digest = SIGNATURE.exec(singleHeader(delivery, 'x-hub-signature-256') ?? '')?.[1];
  if (digest === undefined)
    return badSignature(
      'The header X-Hub-Signature-256 is missing or malformed.',
      'Set a secret at the sender: GitHub signs only where there is one.',
    );
  const given = Buffer.from(digest, 'hex');
  const matches = secrets.map((secret) =>
    equalInConstantTime(createHmac('sha256', secret).update(delivery.body).digest(), given),
  );
  if (!matches.includes(true)) return badSignature('The signature does not match the body.', COMPARE_SECRETS);
  const deliveryId = singleHeader(delivery, 'x-github-delivery');
  return isDeliveryId(deliveryId) ? { ok: true, deliveryId } : withoutDeliveryId('X-GitHub-Delivery');
};
