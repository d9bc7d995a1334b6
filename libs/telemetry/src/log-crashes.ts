import type { Logger } from './create-logger.js';

/**
 * What nobody caught ends the process, as ever (its supervisor starts it again), but is told by the logger: Node itself
 * would print the error with everything that hangs on it, open connections and their keys among it.
 */
export function logCrashes(
  logger: Pick<Logger, 'fatal'>,
  exit: (code: number) => void = (code) => process.exit(code),
): void {
  process.on('uncaughtException', (error, origin) => {
    logger.fatal({ err: error, origin }, 'nobody caught this error; the process ends');
    exit(1);
  });
}
