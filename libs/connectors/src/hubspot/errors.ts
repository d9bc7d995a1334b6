import {
  codeOfStatus,
  ConnectorError,
  isAmbiguousStatus,
  parseRetryAfter,
  type ConnectorErrorCode,
} from '@jarvis/connector-kit';
import { z } from 'zod';
import { hub } from './platform.js';

/** Source: https://developers.hubspot.com/docs/api-reference/error-handling */
const Problem = z.object({
  message: z.string().optional(),
  category: z.string().optional(),
  correlationId: z.string().optional(),
  /** Of a 429: which limit was reached. */
  policyName: z.string().optional(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

/** Waits that a limit implies; HubSpot's 429 need not name one. A day's limit ends at midnight of the portal's zone, which is not known. */
const POLICY_WAIT_MS: Readonly<Record<string, number>> = { SECONDLY: 1_000, TEN_SECONDLY_ROLLING: 10_000 };
const MAX_DETAILS = 3;

/** What the SDK or the network threw. */
export function fromHubSpotError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  // What is not JSON breaks the SDK's parser.
  if (!(error instanceof SyntaxError)) return hub.networkError(error);
  return hub.error({
    code: 'unavailable',
    maybeSent: true,
    message: 'HubSpot sent an answer that breaks off or cannot be read.',
    hint: 'Whether the request took effect is checked before it is repeated.',
    cause: error,
  });
}

/** Maps a reply (`{category, correlationId, message, errors}`) to a {@link ConnectorError}. */
export function fromHubSpotReply({
  status,
  headers,
  body,
}: {
  status: number;
  headers: Headers;
  body: unknown;
}): ConnectorError {
  const { message, category, correlationId, policyName, errors = [] } = Problem.safeParse(body).data ?? {};
  const code = category === 'RATE_LIMITS' ? 'rate-limited' : codeOfStatus(status);
  const details = errors
    .slice(0, MAX_DETAILS)
    .map((item) => item.message)
    .filter((text) => !message?.includes(text));
  const explanation = [message, ...details]
    .filter((text) => text !== undefined)
    .map(asSentence)
    .join(' ');
  return hub.error({
    code,
    status,
    retryAfterMs: parseRetryAfter(headers.get('retry-after')) ?? POLICY_WAIT_MS[policyName ?? ''],
    maybeSent: isAmbiguousStatus(status),
    message: `HubSpot refused the request (${status.toString()})${explanation ? `: ${explanation}` : '.'}${correlationId ? ` HubSpot’s id of the request is ${correlationId}.` : ''}`,
    hint: hintFor(code, policyName),
  });
}

const asSentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** The record that stands in the way of a new one: “Contact already exists. Existing ID: 123”. */
export function existingIdIn(error: unknown): string | undefined {
  if (!(error instanceof ConnectorError) || error.code !== 'conflict') return undefined;
  return /Existing ID: (?<id>\d+)/.exec(error.message)?.groups?.['id'];
}

function hintFor(code: ConnectorErrorCode, policyName: string | undefined): string | undefined {
  switch (code) {
    case 'auth':
      return 'Connect the HubSpot account again under Connections.';
    case 'permission':
      return 'Check that the connection was granted the scopes that the catalogue names.';
    case 'not-found':
      return 'Check the id: the record may be deleted, or be in another portal.';
    case 'conflict':
      return 'Change the record that is there, or use an action that creates or updates.';
    case 'rate-limited':
      return policyName === 'DAILY'
        ? 'The account has used up its calls of today: call less often, or wait for the next day.'
        : 'HubSpot counts calls a second: call less often.';
    case 'invalid-input':
      return 'Check the names of the properties and their values in HubSpot’s settings.';
    default:
      return undefined;
  }
}
