export { createLogger, type Logger, type LoggerSettings } from './create-logger.js';
export { logCrashes } from './log-crashes.js';
