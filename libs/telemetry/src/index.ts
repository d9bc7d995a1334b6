export { createLogger, loggerOptions, type Logger, type LoggerSettings } from './create-logger.js';
export { redact, redactText } from './redaction.js';
export { serializeError, type LoggedError } from './serialize-error.js';
