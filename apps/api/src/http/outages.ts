import { ApiError, refuse } from './api-error.js';

/** Node and PostgreSQL codes that mean: the database cannot be reached now. */
const databaseCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
]);

const databaseWords = /Connection terminated|timeout exceeded when trying to connect|Cannot use a pool after/i;

/** An outage of Postgres as a 503 with its reason; undefined for everything else. */
export function translateOutage(thrown: unknown): ApiError | undefined {
  if (thrown instanceof ApiError) return undefined;
  for (const error of chainOf(thrown)) {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
    if (databaseCodes.has(code) || databaseWords.test(error.message)) return postgresDown(thrown);
  }
  return undefined;
}

export function postgresDown(cause: unknown): ApiError {
  return refuse.unavailable({
    code: 'postgres-unavailable',
    message: 'The database does not answer, so nothing can be read or saved right now.',
    hint: 'Wait a moment and try again; GET /health says when it is back.',
    cause,
  });
}

export function temporalDown(cause: unknown): ApiError {
  return refuse.unavailable({
    code: 'temporal-unavailable',
    message: 'The Temporal server does not answer, so this cannot be done right now.',
    hint: 'Wait a moment and try again; what was already accepted continues when it is back.',
    cause,
  });
}

/** The error, its causes, and the members of aggregates (Node tries several addresses for one host). */
function* chainOf(thrown: unknown, depth = 0): Generator<Error> {
  if (!(thrown instanceof Error) || depth > 4) return;
  yield thrown;
  if (thrown instanceof AggregateError) for (const member of thrown.errors) yield* chainOf(member, depth + 1);
  if ('driverError' in thrown) yield* chainOf(thrown.driverError, depth + 1);
  yield* chainOf(thrown.cause, depth + 1);
}
