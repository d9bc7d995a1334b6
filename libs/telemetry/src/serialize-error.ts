import { redact, redactText } from './redaction.js';

/** An error as it is logged: with its causes, without secrets. */
export interface LoggedError {
  type: string;
  message: string;
  stack?: string;
  cause?: unknown;
  details?: unknown;
}

/** Turns anything thrown into something loggable; causes are followed five deep. */
export function serializeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return redact(error);
  const own = Object.fromEntries(
    Object.entries(error).filter(([name]) => !['name', 'message', 'stack', 'cause'].includes(name)),
  );
  const logged: LoggedError = { type: error.name, message: redactText(error.message) };
  if (error.stack !== undefined) logged.stack = redactText(error.stack);
  if (error.cause !== undefined && depth < 5) logged.cause = serializeError(error.cause, depth + 1);
  if (Object.keys(own).length > 0) logged.details = redact(own);
  return logged;
}
