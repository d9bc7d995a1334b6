import { isDatabaseUnavailable } from '@jarvis/database';
import { isTemporalOutage } from '../infrastructure/temporal-errors.js';
import { ApiError, refuse } from './api-error.js';

/** An outage of Postgres or Temporal as a 503 with its reason; undefined for everything else. */
export function translateOutage(thrown: unknown): ApiError | undefined {
  if (thrown instanceof ApiError) return undefined;
  if (isTemporalOutage(thrown)) return temporalDown(thrown);
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
