import { Runtime, type Logger as SdkLogger, type LogLevel, type LogMetadata } from '@temporalio/worker';
import type { Logger } from '@jarvis/telemetry';

/** The SDK's own words go through our logger, so that they are redacted like everything else. */
export function installRuntime(logger: Logger): void {
  Runtime.install({
    logger: toSdkLogger(logger.child({ part: 'temporal' })),
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
    // Nest's shutdown hooks stop the workers, after which the rest is closed.
    shutdownSignals: [],
  });
}

/** The SDK's INFO is about its own states, which we tell in our words. */
const levels = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'debug',
  WARN: 'warn',
  ERROR: 'error',
} as const satisfies Record<LogLevel, string>;

function toSdkLogger(logger: Logger): SdkLogger {
  const log = (level: LogLevel, message: string, meta: LogMetadata = {}): void => {
    logger[levels[level]](meta, message);
  };
  const at =
    (level: LogLevel) =>
    (message: string, meta?: LogMetadata): void => {
      log(level, message, meta);
    };
  return {
    log,
    trace: at('TRACE'),
    debug: at('DEBUG'),
    info: at('INFO'),
    warn: at('WARN'),
    error: at('ERROR'),
  };
}
