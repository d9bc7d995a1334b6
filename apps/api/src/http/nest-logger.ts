import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@jarvis/telemetry';

/** Nest's own messages in our log format; its start-up chatter only at debug. */
export function nestLogger(logger: Logger): LoggerService {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error' | 'fatal') =>
    (message: unknown, ...rest: unknown[]): void => {
      const context = rest.at(-1);
      const fields = { context, ...(message instanceof Error ? { err: message } : {}) };
      logger[level](fields, message instanceof Error ? message.message : String(message));
    };
  return {
    log: write('debug'),
    verbose: write('debug'),
    debug: write('debug'),
    warn: write('warn'),
    error: write('error'),
    fatal: write('fatal'),
  };
}
