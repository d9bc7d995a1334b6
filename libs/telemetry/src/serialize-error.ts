import { redactText } from './redact-text.js';

/** An error as it is logged: with its causes, without secrets. */
interface LoggedError {
  type: string;
  message: string;
  /** Of the system, the database or a vendor: ECONNRESET, 57P01, rate-limited. */
  code?: string | number;
  stack?: string;
  cause?: unknown;
  /** What an AggregateError holds. */
  errors?: unknown[];
}

const deepest = 5;
const mostErrors = 10;

/** By shape and not `instanceof`: errors of another realm (vm contexts, Node's own modules under Jest) are errors too. */
export function isErrorLike(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

/**
 * Turns an error into something loggable; causes are followed five deep. Only the listed fields are taken: libraries
 * hang whole clients, configurations, statements and their values on errors, secrets among them.
 */
export function serializeError(error: Error, depth = 0): LoggedError {
  const logged: LoggedError = { type: error.name, message: redactText(error.message) };
  if ('code' in error && (typeof error.code === 'string' || typeof error.code === 'number')) logged.code = error.code;
  if (error.stack !== undefined) logged.stack = redactText(error.stack);
  if (depth >= deepest) return logged;
  if (error.cause !== undefined) logged.cause = serializeCause(error.cause, depth + 1);
  if ('errors' in error && Array.isArray(error.errors)) {
    logged.errors = error.errors.slice(0, mostErrors).map((entry: unknown) => serializeCause(entry, depth + 1));
  }
  return logged;
}

/** A cause may be anything that was thrown; what is no error and no text says nothing that is safe to keep. */
function serializeCause(cause: unknown, depth: number): unknown {
  if (isErrorLike(cause)) return serializeError(cause, depth);
  return typeof cause === 'object' && cause !== null ? '[object]' : redactText(String(cause));
}
