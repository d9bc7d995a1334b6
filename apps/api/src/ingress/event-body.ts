import { findForbiddenKey, parseJson } from '@jarvis/json';
import { z } from 'zod';
import { ApiError, refuse } from '../http/api-error.js';
import { forbiddenKey, refuseDeepJson } from '../http/body.js';
import { checkEventSize } from '../infrastructure/event-size.js';
import { singleHeader, type RawDelivery } from './signatures/verification.js';

const JsonObjectBody = z.record(z.string(), z.unknown());
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** How the JSON of a delivery is packed. */
export type EventForm = 'json' | 'form';

/**
 * By its content type: JSON, also one of its kinds such as `application/cloudevents+json`, or a form with the JSON in
 * its field `payload`, which GitHub calls `application/x-www-form-urlencoded`.
 * @throws ApiError 415
 */
export function eventFormOf(delivery: RawDelivery): EventForm {
  const encoding = singleHeader(delivery, 'content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity')
    throw unsupported(
      `A webhook delivery must not be packed; this one says content-encoding: ${encoding.slice(0, 40)}.`,
      'Let the sender deliver it as it is.',
    );
  const type = singleHeader(delivery, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (/^application\/(?:[\w!#$&^.-]+\+)?json$/.test(type)) return 'json';
  if (type === 'application/x-www-form-urlencoded') return 'form';
  throw unsupported(
    'A webhook delivery must be JSON, or a form with the JSON in its field payload.',
    'Set the content type to application/json at the sender.',
  );
}

/** The event in a delivery whose signature holds. @throws ApiError 400, 413 */
export function parseEvent({ body }: RawDelivery, form: EventForm): Record<string, unknown> {
  if (body.byteLength === 0)
    throw notAnEvent('The delivery has no body.', 'Send the event as one JSON object in the body.');
  const text = form === 'json' ? decode(body) : payloadOf(decode(body));
  refuseDeepJson(text);
  const value = readJson(text);
  const forbidden = findForbiddenKey(value);
  if (forbidden) throw forbiddenKey(forbidden);
  const parsed = JsonObjectBody.safeParse(value);
  if (!parsed.success)
    throw notAnEvent('The body of a delivery must be a JSON object.', 'Send the event as one JSON object.');
  checkEventSize(parsed.data);
  return parsed.data;
}

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch (cause) {
    throw notAnEvent('The body of the delivery is not UTF-8.', 'JSON travels as UTF-8 (RFC 8259).', cause);
  }
}

function payloadOf(form: string): string {
  const payload = new URLSearchParams(form).get('payload');
  if (payload !== null) return payload;
  throw notAnEvent(
    'The form has no field "payload".',
    'Put the event as JSON into the field payload, or send it as application/json.',
  );
}

function readJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    throw notAnEvent('The body of a delivery must be JSON.', 'Send the event as one JSON object.', cause);
  }
}

function notAnEvent(message: string, hint: string, cause?: unknown): ApiError {
  return refuse.invalidInput({ message, hint, cause });
}

function unsupported(message: string, hint: string): ApiError {
  return new ApiError({ status: 415, code: 'unsupported-media-type', message, hint });
}
