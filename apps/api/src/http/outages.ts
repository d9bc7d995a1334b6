import { isDatabaseUnavailable, isError } from '@jarvis/database';
import { ApiError, refuse } from './api-error.js';

/** gRPC status codes of a server that is down or does not answer in time (https://grpc.io/docs/guides/status-codes/). */
const GRPC_DOWN = new Set([4, 14]);

/** An outage of Postgres or Temporal as a 503 with its reason; undefined for everything else. */
export function translateOutage(thrown: unknown): ApiError | undefined {
  if (thrown instanceof ApiError) return undefined;
  if (isTemporalUnavailable(thrown)) return temporalDown(thrown);
  return isDatabaseUnavailable(thrown) ? postgresDown(thrown) : undefined;
}

function postgresDown(cause: unknown): ApiError {
  return refuse.unavailable({
    code: 'postgres-unavailable',
    message: 'The database does not answer in time, so nothing can be read or saved right now.',
    hint: 'Wait a moment and try again; GET /health says when it is back.',
    cause,
  });
}

function temporalDown(cause: unknown): ApiError {
  return refuse.unavailable({
    code: 'temporal-unavailable',
    message: 'The Temporal server does not answer, so this cannot be done right now.',
    hint: 'Wait a moment and try again; what was already accepted continues when it is back.',
    cause,
  });
}

/** By shape and not by class: the SDK is not loaded before it is needed. gRPC errors carry a numeric code and details. */
function isTemporalUnavailable(thrown: unknown, depth = 0): boolean {
  if (!isError(thrown) || depth > 4) return false;
  const grpc = 'code' in thrown && typeof thrown.code === 'number' && 'details' in thrown;
  if (grpc && GRPC_DOWN.has(Number(thrown.code))) return true;
  return isTemporalUnavailable(thrown.cause, depth + 1);
}
