/** Connection-level failures: the statement may be tried again once PostgreSQL is back. */
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'EAI_AGAIN']);

/** Numeric value, datetime format and field, zone displacement, character, text representation, untranslatable. */
const UNACCEPTABLE = new Set(['22003', '22007', '22008', '22009', '22021', '22P02', '22P05']);

/** What pg says without a code. */
const WORDS =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|connection timeout/i;

/**
 * Whether PostgreSQL cannot be reached or is going down, as opposed to refusing a statement.
 * SQLSTATE classes from https://www.postgresql.org/docs/18/errcodes-appendix.html:
 * 08 connection exception, 53 insufficient resources, 57P operator intervention.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!isErrorLike(error)) return false;
  if ('errors' in error && Array.isArray(error.errors)) return error.errors.some(isDatabaseUnavailable);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (NETWORK.has(code) || /^(08|53|57P)/.test(code)) return true;
  if (WORDS.test(error.message)) return true;
  return 'cause' in error && isDatabaseUnavailable(error.cause);
}

/**
 * Whether PostgreSQL refused a value that a statement was given: out of range, no moment, no such zone, text that
 * cannot be stored. What people send is refused before it comes this far; this is the net below.
 */
export function isUnacceptableValue(error: unknown): boolean {
  return isErrorLike(error) && 'code' in error && typeof error.code === 'string' && UNACCEPTABLE.has(error.code);
}

/** Whether a statement failed because of the named unique constraint or index (any, when left out). */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!isErrorLike(error) || !('code' in error) || error.code !== '23505') return false;
  return constraint === undefined || ('constraint' in error && error.constraint === constraint);
}

/**
 * Why a rule that was called did not run, in words: there is none that can be called, or its chain of events has come to
 * its end.
 * Undefined for every other error.
 */
export function refusedCall(error: unknown): { code: 'not-found' | 'conflict'; message: string } | undefined {
  if (!isErrorLike(error) || !('code' in error)) return undefined;
  if (error.code === 'JV001') return { code: 'not-found', message: error.message };
  return error.code === 'JV002' ? { code: 'conflict', message: error.message } : undefined;
}

/** By shape and not `instanceof`: errors of Node's own modules belong to another realm in Jest. */
function isErrorLike(error: unknown): error is { message: string } {
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
}

/** Not `instanceof`: under Jest, errors of Node's own modules belong to another realm. */
export function isError(value: unknown): value is Error {
  return Object.prototype.toString.call(value) === '[object Error]';
}
