import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { typeOf } from '../../kit/body.js';
import { staleness, unixNow } from '../../kit/clock.js';
import { anyEqual, hmacOf, idOfBody } from '../../kit/compare.js';
import { badSignature, COMPARE_SECRETS, deliveryIdIn, singleHeader, VERIFIED } from '../../kit/delivery.js';
import { jsonDelivery, sampleBody } from '../../kit/sample.js';
import type { Scheme } from '../../scheme.js';

const Body = z.looseObject({ event_id: z.unknown().optional(), event: z.unknown().optional() });
const Challenge = z.looseObject({ type: z.literal('url_verification'), challenge: z.string().max(1000) });

/**
 * Slack (https://docs.slack.dev/authentication/verifying-requests-from-slack): `X-Slack-Signature: v0=<hex>` with
 * HMAC-SHA256 of `v0:timestamp:body`. Events have an id, which stays the same when Slack repeats one; what has none
 * (interactions) is known by its bytes.
 */
export const slack: Scheme = {
  verify(delivery, secrets) {
    const [, hex] = /^v0=([0-9a-f]{64})$/i.exec(singleHeader(delivery, 'x-slack-signature') ?? '') ?? [];
    const timestamp = singleHeader(delivery, 'x-slack-request-timestamp');
    if (hex === undefined || timestamp === undefined)
      return badSignature(
        'One of the headers X-Slack-Signature, X-Slack-Request-Timestamp is missing or malformed.',
        'Let Slack itself deliver here: it signs every request.',
      );
    const stale = staleness(timestamp, { name: 'X-Slack-Request-Timestamp' });
    if (stale) return stale;
    const expected = secrets.map((secret) => hmacOf('sha256', secret, [`v0:${timestamp}:`, delivery.body]));
    return anyEqual(expected, [Buffer.from(hex, 'hex')])
      ? VERIFIED
      : badSignature('The signature does not match the body.', COMPARE_SECRETS);
  },
  deliveryId: (delivery, event) => deliveryIdIn(Body.safeParse(event).data?.event_id) ?? idOfBody(delivery),
  deliveryIdPlace: 'field event_id of the body',
  eventName: (event) => typeOf(Body.safeParse(event).data?.event) || typeOf(event),
  summary: (_event, eventName) => `${eventName || 'event'} from Slack`,
  keptHeaders: ['x-slack-request-timestamp', 'x-slack-retry-num', 'x-slack-retry-reason'],
  sampleHeaders: ({ at }) => ({ 'x-slack-request-timestamp': at }),
  /** With an id of its own, since an event that was here before does not run again. */
  sign(event, secret) {
    const id = `EvSAMPLE${randomBytes(8).toString('hex').toUpperCase()}`;
    const [at, body] = [unixNow(), sampleBody({ ...z.looseObject({}).parse(event), event_id: id })];
    const signature = hmacOf('sha256', secret, [`v0:${at}:`, body]).toString('hex');
    return jsonDelivery(body, { 'x-slack-request-timestamp': at, 'x-slack-signature': `v0=${signature}` });
  },
  newSecret: () => randomBytes(16).toString('hex'),
  refuseSecret: (text) =>
    /^[0-9a-f]{32}$/i.test(text)
      ? undefined
      : {
          message: 'A signing secret of Slack has 32 hexadecimal digits.',
          hint: 'Copy it from Basic Information on the page of the app.',
        },
  /** Slack’s question whether the address is ours, when it is entered there. */
  ping(event) {
    const { data } = Challenge.safeParse(event);
    return data === undefined ? undefined : { reply: { challenge: data.challenge } };
  },
};
