import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { anyEqual, hmacOf } from '../../kit/compare.js';
import { badSignature, COMPARE_SECRETS, deliveryIdIn, singleHeader, VERIFIED } from '../../kit/delivery.js';
import { jsonDelivery, sampleBody } from '../../kit/sample.js';
import { newTextSecret, refuseTextSecret } from '../../kit/secret.js';
import type { Scheme } from '../../scheme.js';

const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;

const Body = z.looseObject({
  action: z.string().optional().catch(undefined),
  repository: z.looseObject({ full_name: z.string() }).optional().catch(undefined),
});

/** The event's name is in a header, not in the body; the body's main object tells which it is. */
const EVENTS: readonly (readonly [string, string])[] = [
  ['comment', 'issue_comment'],
  ['issue', 'issues'],
  ['review', 'pull_request_review'],
  ['pull_request', 'pull_request'],
  ['release', 'release'],
  ['workflow_run', 'workflow_run'],
  ['check_run', 'check_run'],
  ['commits', 'push'],
  ['zen', 'ping'],
];

function guessEvent(event: unknown): string {
  if (typeof event !== 'object' || event === null) return 'repository_dispatch';
  return EVENTS.find(([key]) => Object.hasOwn(event, key))?.[1] ?? 'repository_dispatch';
}

/**
 * GitHub: HMAC-SHA256 of the raw body in `X-Hub-Signature-256`, the delivery's id in `X-GitHub-Delivery`
 * (https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries). The older SHA-1 header
 * does not count. The id is not signed: whoever has a whole delivery could send it again under another id. An
 * endpoint that must not run one body twice says so (`refuseEqualBodiesSeconds`).
 */
export const github: Scheme = {
  verify(delivery, secrets) {
    const digest = SIGNATURE.exec(singleHeader(delivery, 'x-hub-signature-256') ?? '')?.[1];
    if (digest === undefined)
      return badSignature(
        'The header X-Hub-Signature-256 is missing or malformed.',
        'Set a secret at the sender: GitHub signs only where there is one.',
      );
    const expected = secrets.map((secret) => hmacOf('sha256', secret, [delivery.body]));
    return anyEqual(expected, [Buffer.from(digest, 'hex')])
      ? VERIFIED
      : badSignature('The signature does not match the body.', COMPARE_SECRETS);
  },
  deliveryId: (delivery) => deliveryIdIn(singleHeader(delivery, 'x-github-delivery')),
  deliveryIdPlace: 'header X-GitHub-Delivery',
  eventName: (event, delivery) =>
    delivery === undefined ? guessEvent(event) : (singleHeader(delivery, 'x-github-event') ?? ''),
  summary(event, eventName) {
    const { action = '', repository } = Body.parse(event);
    const what = [eventName, action].filter((part) => part !== '').join('.') || 'delivery';
    return `${what} from ${repository?.full_name ?? 'GitHub'}`;
  },
  keptHeaders: ['x-github-event', 'x-github-delivery', 'x-github-hook-id'],
  sampleHeaders: ({ eventName, deliveryId }) => ({ 'x-github-event': eventName, 'x-github-delivery': deliveryId }),
  sign(event, secret) {
    const body = sampleBody(event);
    return jsonDelivery(body, {
      'x-github-event': guessEvent(event),
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${hmacOf('sha256', secret, [body]).toString('hex')}`,
    });
  },
  newSecret: newTextSecret,
  refuseSecret: refuseTextSecret,
  /** GitHub's question whether anybody is there, when a webhook is set up. */
  ping: (_event, delivery) => (singleHeader(delivery, 'x-github-event') === 'ping' ? {} : undefined),
};
