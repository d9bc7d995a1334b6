import { randomUUID } from 'node:crypto';

interface Problem {
  status: number;
  category: string;
  message: string;
  errors?: readonly { message: string; in?: string; code?: string }[];
  /** Fields that only some errors have, such as `policyName`. */
  more?: Record<string, string>;
  headers?: Record<string, string>;
}

/** Errors as HubSpot words them. */
export function problem({ status, category, message, errors, more = {}, headers = {} }: Problem): Response {
  const body = {
    status: 'error',
    message,
    correlationId: randomUUID(),
    category,
    ...(errors ? { errors } : {}),
    ...more,
  };
  return Response.json(body, { status, headers });
}

export const unauthorized = (): Response =>
  problem({
    status: 401,
    category: 'INVALID_AUTHENTICATION',
    message: 'Authentication credentials not found. This API supports OAuth 2.0 authentication.',
  });

export const notFound = (): Response =>
  problem({ status: 404, category: 'OBJECT_NOT_FOUND', message: 'resource not found' });

/** In the answer to a batch, for the records that are not there. */
export const notFoundOf = (ids: readonly string[]) => ({
  status: 'error',
  category: 'OBJECT_NOT_FOUND',
  message: 'Could not get some objects, they may be deleted or not exist. Check that ids are valid.',
  context: { ids },
  errors: [],
  links: {},
});

export const tooManyHistories = (): Response =>
  invalid(
    'The maximum number of inputs supported in a batch request for property histories is 50. Please reduce the number of items and try again',
  );

export const invalid = (message: string, errors?: Problem['errors']): Response =>
  problem({ status: 400, category: 'VALIDATION_ERROR', message, ...(errors ? { errors } : {}) });

export const rateLimited = (policyName: string, retryAfter?: number): Response =>
  problem({
    status: 429,
    category: 'RATE_LIMITS',
    message: `You have reached your ${policyName.toLowerCase()} limit.`,
    more: { errorType: 'RATE_LIMIT', policyName },
    headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter.toString() },
  });
