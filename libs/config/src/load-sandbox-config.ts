import { resolve } from 'node:path';
import { parseVariables, type Environment } from './parse-variables.js';

/** The sandbox holds no secrets and touches no database, so it is asked for none. */
export interface SandboxConfig {
  port: number;
  smtpPort: number;
  home: string;
  logLevel: string;
}

/**
 * Parses what the sandbox needs.
 * @throws ConfigurationError with every wrong variable
 */
export function loadSandboxConfig(environment: Environment): SandboxConfig {
  const values = parseVariables(environment, ['SANDBOX_PORT', 'SANDBOX_SMTP_PORT', 'JARVIS_HOME', 'LOG_LEVEL']);
  return {
    port: values.SANDBOX_PORT,
    smtpPort: values.SANDBOX_SMTP_PORT,
    home: resolve(values.JARVIS_HOME),
    logLevel: values.LOG_LEVEL,
  };
}
