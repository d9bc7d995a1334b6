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

function toSdkLogger(logger: Logger): SdkLogger {
  const log = (level: LogLevel, message: string, meta: LogMetadata = {}): void => {
    switch (level) {
      case 'TRACE':
        return logger.trace(meta, message);
      case 'DEBUG':
      // The SDK's INFO is about its own states, which we tell in our words.
      case 'INFO':
        return logger.debug(meta, message);
      case 'WARN':
        return logger.warn(meta, message);
      case 'ERROR':
        return logger.error(meta, message);
    }
  };
  return {
    log,
    trace: (message, meta) => log('TRACE', message, meta),
    debug: (message, meta) => log('DEBUG', message, meta),
    info: (message, meta) => log('INFO', message, meta),
    warn: (message, meta) => log('WARN', message, meta),
    error: (message, meta) => log('ERROR', message, meta),
  };
}
