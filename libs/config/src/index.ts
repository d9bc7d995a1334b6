export { ConfigurationError, type ConfigurationProblem } from './configuration-error.js';
export type { EncryptionKey } from './encryption-keys.js';
export { loadConfig, type Config } from './load-config.js';
export { loadSandboxConfig, type SandboxConfig } from './load-sandbox-config.js';
export type { Environment } from './parse-variables.js';
export type { TemporalConnection, TemporalTls } from './temporal-connection.js';
export { variableNames, type VariableName } from './variables.js';
