type ErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'not_found_error'
  | 'rate_limit_error'
  | 'api_error'
  | 'overloaded_error';

const STATUS: Readonly<Record<ErrorType, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  not_found_error: 404,
  rate_limit_error: 429,
  api_error: 500,
  overloaded_error: 529,
};

/** Errors as the Anthropic API words them. */
export function anthropicError(type: ErrorType, message: string, headers: Record<string, string> = {}): Response {
  const requestId = newRequestId();
  return Response.json(
    { type: 'error', error: { type, message }, request_id: requestId },
    { status: STATUS[type], headers: { ...headers, 'request-id': requestId } },
  );
}

export const newRequestId = (): string => `req_${crypto.randomUUID().replaceAll('-', '')}`;
