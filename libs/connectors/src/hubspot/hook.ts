import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Hook } from '@jarvis/connector-kit';
import { z } from 'zod';

const MAX_AGE_MS = 5 * 60_000;
/** HubSpot signs the address with these in the clear. */
const DECODED: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
};
const Events = z.array(z.looseObject({ portalId: z.int() }));

/**
 * Webhooks of an app, signature v3: HMAC-SHA256 in base64 over method, address, body and time; older than five minutes is
 * refused. A body is a list of events of one or more portals.
 * Source: https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
 */
export const hubspotHook: Hook = {
  setUp:
    'In the app’s settings at HubSpot, under Webhooks, enter this address and subscribe to contact.creation, deal.creation and deal.propertyChange.',
  lagMs: 10_000,
  verify({ method, url, headers, body }, { clientSecret, now }) {
    const [signature, timestamp] = [headers['x-hubspot-signature-v3'], headers['x-hubspot-request-timestamp']];
    if (typeof signature !== 'string' || typeof timestamp !== 'string' || !/^\d{1,15}$/.test(timestamp)) return false;
    if (Math.abs(now.getTime() - Number(timestamp)) > MAX_AGE_MS) return false;
    const address = url.replaceAll(/%[0-9A-F]{2}/gi, (code) => DECODED[code.toUpperCase()] ?? code);
    const wanted = createHmac('sha256', clientSecret).update(`${method}${address}`).update(body).update(timestamp);
    const given = Buffer.from(signature, 'base64');
    const digest = wanted.digest();
    return given.length === digest.length && timingSafeEqual(given, digest);
  },
  accounts(body) {
    const { data = [] } = Events.safeParse(readJson(body));
    return [...new Set(data.map(({ portalId }) => portalId.toString()))];
  },
};

function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
