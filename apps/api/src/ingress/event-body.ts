import { findForbiddenKey, parseJson } from '@jarvis/json';
import { singleHeader, type RawDelivery } from '@jarvis/webhook-schemes';
import { z } from 'zod';
import { ApiError, refuse } from '../http/api-error.js';
import { decodeUtf8, forbiddenKey, refuseDeepJson, refuseLargeNumber } from '../http/body.js';
import { checkEventSize } from '../infrastructure/event-size.js';

const JsonObjectBody = z.record(z.string(), z.unknown());

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
  const text = form === 'json' ? decodeUtf8(body) : payloadOf(decodeUtf8(body));
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

/**
 * The form begins with it. The content type is not signed: further back it could as well be text inside the JSON of a
 * signed delivery, which somebody else sends again as a form.
 */
function payloadOf(form: string): string {
  const [field = ''] = form.split('&', 1);
  if (!field.startsWith('payload='))
    throw notAnEvent(
      'The form does not begin with the field "payload".',
      'Put the event as JSON into the field payload, or send it as application/json.',
    );
  try {
    // Stricter than URLSearchParams, which turns bytes that are no UTF-8 into other text.
    return decodeURIComponent(field.slice('payload='.length).replaceAll('+', ' '));
  } catch (cause) {
    throw notAnEvent(
      'The field "payload" of the form is not percent-encoded UTF-8.',
      'Encode it as HTML forms do, or send the event as application/json.',
      cause,
    );
  }
}

function readJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    refuseLargeNumber(cause);
    throw notAnEvent('The body of a delivery must be JSON.', 'Send the event as one JSON object.', cause);
  }
}

function notAnEvent(message: string, hint: string, cause?: unknown): ApiError {
  return refuse.invalidInput({ message, hint, cause });
}

function unsupported(message: string, hint: string): ApiError {
  return new ApiError({ status: 415, code: 'unsupported-media-type', message, hint });
}
