import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { prettyStream } from './pretty-stream.js';
import { redactText } from './redact-text.js';
import { redact } from './redaction.js';

export type { Logger } from 'pino';

export interface LoggerSettings {
  /** The process: api, worker, … */
  name: string;
  level?: string;
  /** JSON lines in production, one readable line elsewhere. */
  environment?: 'development' | 'test' | 'production';
  /** Where lines go; stdout by default. */
  destination?: DestinationStream;
}

/** pino's options with redaction, for libraries that want to build the logger themselves (nestjs-pino). */
function loggerOptions({ name, level = 'info' }: LoggerSettings): LoggerOptions {
  return {
    name,
    level,
    base: { name },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label) => ({ level: label }),
      log: (fields) => redactFields(fields),
    },
    // pino has one of its own for `err`; the fields are ready by then.
    serializers: { err: (entry: unknown) => entry },
    hooks: {
      logMethod(parameters, method) {
        method.apply(
          this,
          parameters.map((entry: unknown) =>
            typeof entry === 'string' ? redactText(entry) : entry,
          ) as typeof parameters,
        );
      },
    },
  };
}

function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  const redacted = redact({ ...fields });
  return typeof redacted === 'object' && redacted !== null ? { ...redacted } : {};
}

/**
 * The logger of a process. Secrets are masked by field name at any depth and by form inside
 * texts (bearer tokens, passwords in connection strings), in messages, fields and errors.
 */
export function createLogger(settings: LoggerSettings): Logger {
  const readable = (settings.environment ?? 'development') !== 'production';
  return pino(loggerOptions(settings), settings.destination ?? standardOutput(readable));
}

/** A log that cannot be written (its disk is full, its reader is gone) is no reason to stop working. */
function standardOutput(readable: boolean): DestinationStream {
  const stream = readable ? process.stdout : pino.destination(1);
  stream.on('error', () => undefined);
  return readable ? prettyStream(stream) : stream;
}
