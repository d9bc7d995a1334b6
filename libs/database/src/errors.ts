import { types } from 'node:util';

/** Connection-level failures: the statement may be tried again once PostgreSQL is back. */
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'EAI_AGAIN']);

/**
 * Whether PostgreSQL cannot be reached or is going down, as opposed to refusing a statement.
 * SQLSTATE classes from https://www.postgresql.org/docs/18/errcodes-appendix.html:
 * 08 connection exception, 53 insufficient resources, 57P operator intervention.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseUnavailable);
  // Not `instanceof`: errors of Node's own modules belong to another realm in Jest.
  if (!types.isNativeError(error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (NETWORK.has(code) || /^(08|53|57P)/.test(code)) return true;
  if (/Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|connection timeout/i.test(error.message)) return true;
  return error.cause !== undefined && isDatabaseUnavailable(error.cause);
}

/** Whether a statement failed because of the named unique constraint or index (any, when left out). */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!types.isNativeError(error) || !('code' in error) || error.code !== '23505') return false;
  return constraint === undefined || ('constraint' in error && error.constraint === constraint);
}
