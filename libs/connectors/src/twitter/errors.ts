import {
  codeOfStatus,
  ConnectorError,
  isAmbiguousStatus,
  parseResetTime,
  parseRetryAfter,
  type ConnectorErrorCode,
} from '@jarvis/connector-kit';
import { z } from 'zod';
import { x } from './platform.js';

// The SDK's error classes, told apart by their `type`; importing them would load the SDK.
const ResponseError = z.object({
  type: z.literal('response'),
  code: z.number(),
  headers: z.record(z.string(), z.unknown()),
  data: z.unknown(),
});
// The public getter `requestError` of SDK 1.29 reads a name that is never set; the cause is here.
const RequestError = z.object({
  type: z.literal('request'),
  _options: z.object({ error: z.unknown() }),
});
const PartialError = z.object({ type: z.literal('partial-response') });
const Problem = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  type: z.string().optional(),
});

/** Maps whatever the SDK throws to a {@link ConnectorError}. */
export function fromTwitterError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const response = ResponseError.safeParse(error);
  if (response.success)
    return fromTwitterReply(
      { status: response.data.code, headers: response.data.headers, body: response.data.data },
      error,
    );
  const request = RequestError.safeParse(error);
  if (request.success) return x.networkError(request.data._options.error);
  if (PartialError.safeParse(error).success) {
    return x.error({
      code: 'unavailable',
      maybeSent: true,
      message: 'X sent an answer that breaks off or cannot be read.',
      hint: 'Whether the request took effect is checked before it is repeated.',
      cause: error,
    });
  }
  return x.networkError(error);
}

/** Maps a reply of the X API v2 (`{title, detail, type}`; limits in `x-rate-limit-*`) to a {@link ConnectorError}. */
export function fromTwitterReply(
  { status, headers, body }: { status: number; headers: Record<string, unknown>; body: unknown },
  cause?: unknown,
): ConnectorError {
  const problem = Problem.safeParse(body).data ?? {};
  const code = codeOf(status, problem.detail);
  const explanation = problem.detail ?? problem.title;
  return x.error({
    code,
    status,
    retryAfterMs:
      code === 'rate-limited'
        ? (parseRetryAfter(header(headers, 'retry-after')) ?? parseResetTime(header(headers, 'x-rate-limit-reset')))
        : parseRetryAfter(header(headers, 'retry-after')),
    maybeSent: isAmbiguousStatus(status),
    message: `X refused the request (${status})${explanation ? `: ${explanation}` : '.'}`,
    hint: hintFor(code),
    cause,
  });
}

function codeOf(status: number, detail: string | undefined): ConnectorErrorCode {
  if (status === 403 && detail && /duplicate/i.test(detail)) return 'conflict';
  if (status === 403 && detail && /too long|character/i.test(detail)) return 'invalid-input';
  return codeOfStatus(status);
}

function hintFor(code: ConnectorErrorCode): string | undefined {
  switch (code) {
    case 'auth':
      return 'Connect the X account again under Connections.';
    case 'permission':
      return 'Check that the connection was granted tweet.write and that the X project allows it.';
    case 'conflict':
      return 'The account has just posted the same text; change it.';
    case 'rate-limited':
      return 'X counts posts in windows of 15 minutes and 24 hours: post less often, or raise the plan of the X project.';
    default:
      return undefined;
  }
}

function header(headers: Record<string, unknown>, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
