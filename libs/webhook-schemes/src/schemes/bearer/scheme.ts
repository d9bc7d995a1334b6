import { createHash } from 'node:crypto';
import { anyEqual } from '../../kit/compare.js';
import { badSignature, COMPARE_SECRETS, singleHeader, VERIFIED } from '../../kit/delivery.js';
import { namedHeaders } from '../../kit/named-headers.js';
import { jsonDelivery, sampleBody } from '../../kit/sample.js';
import { newTextSecret, refuseTextSecret } from '../../kit/secret.js';
import type { Scheme } from '../../scheme.js';
import { BearerSettings } from './settings.js';

/**
 * A token that the sender shows (RFC 6750), for senders that sign nothing. It proves who sends, not what was sent.
 * Digests are compared, so that not even the length of the token shows.
 */
export function bearer(given: unknown): Scheme {
  const { header = 'Authorization', ...names } = BearerSettings.parse(given);
  const alone = header.toLowerCase() !== 'authorization';
  const named = namedHeaders(names);
  return {
    ...named,
    verify(delivery, secrets) {
      const value = singleHeader(delivery, header.toLowerCase()) ?? '';
      const token = alone ? value : /^Bearer +(\S+)$/i.exec(value)?.[1];
      if (token === undefined || token === '')
        return badSignature(
          `The header ${header} is missing or malformed.`,
          alone ? `Send the token in ${header}.` : 'Send “Authorization: Bearer ” and the token.',
        );
      return anyEqual(secrets.map(digestOf), [digestOf(token)])
        ? VERIFIED
        : badSignature('The token is not the one of this webhook.', COMPARE_SECRETS);
    },
    sign: (event, secret) =>
      jsonDelivery(sampleBody(event), {
        ...named.sampleHeaders(named.newFacts(event)),
        [header.toLowerCase()]: alone ? secret : `Bearer ${secret}`,
      }),
    newSecret: newTextSecret,
    refuseSecret: refuseTextSecret,
  };
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
