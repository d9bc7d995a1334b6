import {
  codeOfStatus,
  ConnectorError,
  fromNetworkError,
  isAmbiguousStatus,
  parseRetryAfter,
  parseRetryAfterMs,
  type ConnectorErrorCode,
} from '@jarvis/connector-kit';
import { z } from 'zod';

// The SDK's APIError by its shape; importing the class would load the SDK.
const ApiError = z.object({
  status: z.number(),
  headers: z.instanceof(Headers).optional(),
  error: z.unknown(),
});
const Body = z.object({ error: z.object({ type: z.string(), message: z.string() }) });

/** Maps whatever the Anthropic SDK throws to a {@link ConnectorError}. Source: https://platform.claude.com/docs/en/api/errors */
export function fromAnthropicError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const reply = ApiError.safeParse(error);
  if (!reply.success) return fromNetworkError(error, { where: 'Anthropic', platform: 'anthropic' });
  const { status, headers } = reply.data;
  const details = Body.safeParse(reply.data.error).data?.error;
  const code = codeOf(status, details?.message);
  return new ConnectorError({
    code,
    platform: 'anthropic',
    status,
    retryAfterMs: retryAfter(headers),
    maybeSent: isAmbiguousStatus(status),
    message: `Anthropic refused the request (${status})${details ? `: ${details.message}` : '.'}`,
    hint: hintFor(code),
    cause: error,
  });
}

function codeOf(status: number, message: string | undefined): ConnectorErrorCode {
  // Sent with status 400, though nothing is wrong with the request.
  if (message && /credit balance is too low/i.test(message)) return 'permission';
  return status < 400 ? 'unavailable' : codeOfStatus(status);
}

/** `retry-after-ms` is Anthropic's own, finer form. */
function retryAfter(headers: Headers | undefined): number | undefined {
  return parseRetryAfterMs(headers?.get('retry-after-ms')) ?? parseRetryAfter(headers?.get('retry-after'));
}

function hintFor(code: ConnectorErrorCode): string | undefined {
  switch (code) {
    case 'auth':
      return 'Check ANTHROPIC_API_KEY.';
    case 'permission':
      return 'Check the credit and the limits of the Anthropic workspace.';
    case 'not-found':
      return 'Check the name of the model.';
    case 'rate-limited':
      return 'Anthropic counts requests and tokens a minute: ask less often, or raise the limit there.';
    default:
      return undefined;
  }
}
