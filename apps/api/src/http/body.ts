import { findForbiddenKey, findUnstorableText, nestsDeeper, NumberTooLargeError, parseJson } from '@jarvis/json';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuse, type ApiError } from './api-error.js';

/** Largest body in bytes, and deepest nesting: nothing real comes near, and recursion over more would exhaust the stack. */
const LARGEST = 1024 * 1024;
const DEEPEST = 64;
/** The same for whoever is not signed in. */
const LARGEST_OF_STRANGERS = 8 * 1024;
const DEEPEST_OF_STRANGERS = 4;

/** For a route that reads bodies of people who are not signed in. */
export const SmallBody = () => RouteConfig({ smallBody: true });

/** Where any of the checks below might find something; all other text need not be walked. */
const SUSPICIOUS = /\\u|__proto__|constructor|prototype/;

/** Bodies of routes with {@link SmallBody} are cut off early; to be called before routes are added. */
export function limitBodies(fastify: Pick<FastifyInstance, 'addHook'>): void {
  fastify.addHook('onRoute', (route) => {
    route.bodyLimit = isSmall(route.config) ? LARGEST_OF_STRANGERS : LARGEST;
  });
}

/**
 * The JSON in a request's body.
 * @throws ApiError 400 for what is no JSON, nests too deep, has a name that reaches prototypes, or text that cannot be stored
 */
export function readBody(request: Pick<FastifyRequest, 'routeOptions'>, bytes: Buffer): unknown {
  const text = decodeUtf8(bytes);
  refuseDeepJson(text, isSmall(request.routeOptions.config) ? DEEPEST_OF_STRANGERS : DEEPEST);
  const body = readJson(text);
  if (SUSPICIOUS.test(text)) {
    const forbidden = findForbiddenKey(body);
    if (forbidden) throw forbiddenKey(forbidden);
    refuseUnstorable(body);
  }
  return body;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text of a body. @throws ApiError 400 for bytes that are none: read loosely they would become other text */
export function decodeUtf8(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw refuse.invalidInput({
      message: 'The body is not UTF-8.',
      hint: 'JSON travels as UTF-8 (RFC 8259).',
      cause,
    });
  }
}

/** @throws ApiError 400 for a number in the body that is valid JSON and too large to be kept */
export function refuseLargeNumber(cause: unknown): void {
  if (!(cause instanceof NumberTooLargeError)) return;
  throw refuse.invalidInput({ message: cause.message, hint: 'Send it as text, in quotes.', cause });
}

/** @throws ApiError 400 */
export function refuseDeepJson(text: string, deepest = DEEPEST): void {
  if (!nestsDeeper(text, deepest)) return;
  throw refuse.invalidInput({
    message: `The body nests deeper than ${deepest.toString()} levels.`,
    hint: 'Send flatter JSON.',
  });
}

/** @throws ApiError 400 */
export function refuseUnstorable(value: unknown): void {
  const unstorable = findUnstorableText(value);
  if (!unstorable) return;
  const place = unstorable.path.join('.');
  throw refuse.invalidInput({
    message: `The text${place === '' ? '' : ` in ${place}`} ${unstorable.why}.`,
    hint: 'Remove it.',
  });
}

/** A name in a body at which a careless assignment would change what all objects share. */
export function forbiddenKey(path: readonly (string | number)[]): ApiError {
  return refuse.invalidInput({
    message: `The body has the name “${String(path.at(-1))}” (at ${path.join('.')}), which is not allowed anywhere.`,
    hint: 'Give the field another name than __proto__, constructor or prototype.',
  });
}

function readJson(text: string): unknown {
  try {
    // Names that reach prototypes are looked for afterwards, where their place can be told.
    return parseJson(text);
  } catch (cause) {
    refuseLargeNumber(cause);
    throw refuse.invalidInput({
      message: text.trim() === '' ? 'The body is empty.' : 'The body is not valid JSON.',
      hint: 'Send JSON (RFC 8259) in UTF-8.',
      cause,
    });
  }
}

function isSmall(config: unknown): boolean {
  return typeof config === 'object' && config !== null && 'smallBody' in config && config.smallBody === true;
}
