import { parseDuration } from '@jarvis/steps/language';
import { driftOf, TOLERANCE_SECONDS } from '../../kit/clock.js';
import { anyEqual, hmacOf } from '../../kit/compare.js';
import {
  badSignature,
  COMPARE_SECRETS,
  deliveryIdIn,
  singleHeader,
  VERIFIED,
  withoutDeliveryId,
} from '../../kit/delivery.js';
import { namedHeaders } from '../../kit/named-headers.js';
import { jsonDelivery, sampleBody } from '../../kit/sample.js';
import { newTextSecret, refuseTextSecret } from '../../kit/secret.js';
import type { Scheme } from '../../scheme.js';
import { HmacSettings, PLACEHOLDER } from './settings.js';

/** HMAC as a sender of its own kind does it; the settings say how. */
export function hmac(given: unknown): Scheme {
  const settings = HmacSettings.parse(given);
  const { header, algorithm = 'sha256', encoding = 'hex', prefix = '', timestampHeader, idHeader } = settings;
  const { signs = timestampHeader === undefined ? '{body}' : '{timestamp}.{body}' } = settings;
  const tolerance = (parseDuration(settings.tolerance ?? '') ?? TOLERANCE_SECONDS * 1000) / 1000;
  const named = namedHeaders(settings);

  /** `signs` with the parts of a delivery in their places. */
  const signedParts = (parts: { body: string | Buffer; timestamp: string; id: string }): (string | Buffer)[] =>
    signs.split(PLACEHOLDER).map((part, index) => (index % 2 === 0 ? part : partOf(parts, part)));

  return {
    ...named,
    signsId: idHeader === undefined || signs.includes('{id}'),
    verify(delivery, secrets) {
      const given = singleHeader(delivery, header.toLowerCase());
      const timestamp = timestampHeader && singleHeader(delivery, timestampHeader.toLowerCase());
      const id = idHeader && deliveryIdIn(singleHeader(delivery, idHeader.toLowerCase()));
      if (given === undefined || (timestampHeader !== undefined && timestamp === undefined))
        return badSignature(
          `${timestampHeader === undefined ? `The header ${header}` : `One of the headers ${header}, ${timestampHeader}`} is missing or malformed.`,
          'Compare what the sender signs with the settings of the trigger.',
        );
      if (idHeader !== undefined && id === undefined) return withoutDeliveryId(named.deliveryIdPlace);
      const stale = timestampHeader && timestamp && staleTime(timestamp, { name: timestampHeader, tolerance });
      if (stale) return stale;
      const parts = signedParts({ body: delivery.body, timestamp: timestamp ?? '', id: id ?? '' });
      const expected = secrets.map((secret) => hmacOf(algorithm, secret, parts));
      return anyEqual(expected, signaturesIn(given, { prefix, encoding }))
        ? VERIFIED
        : badSignature(
            'The signature does not match the body.',
            `${COMPARE_SECRETS} Compare the settings of the trigger with what the sender signs, too.`,
          );
    },
    sign(event, secret) {
      const [body, facts] = [sampleBody(event), named.newFacts(event)];
      const parts = signedParts({ body, timestamp: facts.at, id: facts.deliveryId });
      return jsonDelivery(body, {
        ...named.sampleHeaders(facts),
        ...(timestampHeader === undefined ? {} : { [timestampHeader.toLowerCase()]: facts.at }),
        [header.toLowerCase()]: `${prefix}${hmacOf(algorithm, secret, parts).toString(encoding)}`,
      });
    },
    newSecret: newTextSecret,
    refuseSecret: refuseTextSecret,
  };
}

function partOf(parts: { body: string | Buffer; timestamp: string; id: string }, name: string): string | Buffer {
  if (name === 'body') return parts.body;
  return name === 'timestamp' ? parts.timestamp : parts.id;
}

/** A header may hold several, while the sender changes its secret. What is not written as it should be counts as none. */
function signaturesIn(header: string, { prefix, encoding }: { prefix: string; encoding: 'hex' | 'base64' }): Buffer[] {
  const written = encoding === 'hex' ? /^(?:[0-9a-f]{2})+$/i : /^[A-Za-z0-9+/_-]+={0,2}$/;
  return header
    .split(/[,\s]+/)
    .filter((part) => part.startsWith(prefix))
    .map((part) => part.slice(prefix.length))
    .filter((part) => written.test(part))
    .map((part) => Buffer.from(part, encoding));
}

/** Unix seconds or milliseconds, or ISO 8601 with a zone: what senders write. */
function staleTime(text: string, { name, tolerance }: { name: string; tolerance: number }) {
  const seconds = secondsOf(text);
  if (seconds === undefined)
    return badSignature(
      `The header ${name} is no time.`,
      'Send Unix time in seconds or milliseconds, or ISO 8601 with a zone.',
    );
  return driftOf(seconds, { name, tolerance });
}

function secondsOf(text: string): number | undefined {
  if (/^\d{1,11}$/.test(text)) return Number(text);
  if (/^\d{12,14}$/.test(text)) return Number(text) / 1000;
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(ms) ? undefined : ms / 1000;
}
