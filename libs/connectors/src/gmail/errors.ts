import {
  codeOfStatus,
  ConnectorError,
  isAmbiguousStatus,
  parseRetryAfter,
  type ConnectorErrorCode,
} from '@jarvis/connector-kit';
import { z } from 'zod';
import { google } from './platform.js';

// GaxiosError by its shape; importing the class would load the SDK.
const GaxiosError = z.object({
  response: z.object({ status: z.number(), headers: z.instanceof(Headers), data: z.unknown() }),
});
const Body = z.object({
  error: z.object({
    message: z.string().optional(),
    status: z.string().optional(),
    errors: z.array(z.object({ reason: z.string().optional() })).optional(),
  }),
});
/** Reasons behind a 403 that mean "slow down". Source: https://developers.google.com/workspace/gmail/api/guides/handle-errors */
const RATE_REASONS = new Set(['rateLimitExceeded', 'userRateLimitExceeded', 'dailyLimitExceeded', 'quotaExceeded']);

/** Maps whatever googleapis throws to a {@link ConnectorError}. */
export function fromGmailError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const reply = GaxiosError.safeParse(error);
  if (!reply.success) return google.networkError(error);
  const { status, headers, data } = reply.data.response;
  return fromGmailReply({ status, body: data, retryAfter: headers.get('retry-after') }, error);
}

/** Maps a reply of the Gmail API (`{error: {code, message, status, errors[]}}`) to a {@link ConnectorError}. */
export function fromGmailReply(
  { status, body, retryAfter }: { status: number; body: unknown; retryAfter?: string | null },
  cause?: unknown,
): ConnectorError {
  const details = Body.safeParse(body).data?.error;
  const isRateLimit = details?.errors?.some(({ reason }) => reason !== undefined && RATE_REASONS.has(reason)) ?? false;
  const code: ConnectorErrorCode = status === 403 && isRateLimit ? 'rate-limited' : codeOf(status);
  return google.error({
    code,
    status,
    retryAfterMs: parseRetryAfter(retryAfter),
    maybeSent: isAmbiguousStatus(status) || status < 400,
    message: `Gmail refused the request (${status})${details?.message ? `: ${details.message}` : '.'}`,
    hint: hintFor(code),
    cause,
  });
}

/** A 2xx inside an error is a reply the SDK could not parse. */
const codeOf = (status: number): ConnectorErrorCode => (status < 400 ? 'unavailable' : codeOfStatus(status));

function hintFor(code: ConnectorErrorCode): string | undefined {
  switch (code) {
    case 'auth':
      return 'Connect the Google account again under Connections.';
    case 'permission':
      return 'Check that the connection was granted sending and reading mail.';
    case 'rate-limited':
      return 'Google counts requests a minute and mails a day: send less often, or wait for the next day.';
    case 'invalid-input':
      return 'Check the recipients and the content of the mail.';
    default:
      return undefined;
  }
}
