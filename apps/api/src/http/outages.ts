import { isDatabaseUnavailable, isUnacceptableValue } from '@jarvis/database';
import { isTemporalOutage } from '../infrastructure/temporal-errors.js';
import { ApiError, refuse } from './api-error.js';

/** An outage of Postgres or Temporal as a 503 with its reason, a value that Postgres refuses as a 400; undefined for everything else. */
export function translateOutage(thrown: unknown): ApiError | undefined {
  if (thrown instanceof ApiError) return undefined;
  if (isTemporalOutage(thrown)) return temporalDown(thrown);
  if (isDatabaseUnavailable(thrown)) return postgresDown(thrown);
  return isUnacceptableValue(thrown) ? unacceptable(thrown) : undefined;
}

function unacceptable(cause: unknown): ApiError {
  return refuse.invalidInput({
    message: 'A value of this request is outside of what can be stored, so nothing was done.',
    hint: 'Look for a number that is too large, a date that does not exist, or a text with unreadable characters.',
    cause,
  });
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
