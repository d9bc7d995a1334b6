import { resolve } from 'node:path';
import { parseVariables, type Environment } from './parse-variables.js';

/** The sandbox holds no secrets and touches no database, so it is asked for none. */
export interface SandboxConfig {
  port: number;
  smtpPort: number;
  home: string;
  /** Absent means: nobody has said where the API is, and what is guessed might be another instance's. */
  apiUrl: string | undefined;
  logLevel: string;
}

/**
 * Parses what the sandbox needs.
 * @throws ConfigurationError with every wrong variable
 */
export function loadSandboxConfig(environment: Environment): SandboxConfig {
  const values = parseVariables(environment, [
    'SANDBOX_PORT',
    'SANDBOX_SMTP_PORT',
    'JARVIS_HOME',
    'API_PUBLIC_URL',
    'LOG_LEVEL',
  ]);
  return {
    port: values.SANDBOX_PORT,
    smtpPort: values.SANDBOX_SMTP_PORT,
    home: resolve(values.JARVIS_HOME),
    apiUrl: environment['API_PUBLIC_URL']?.trim() ? values.API_PUBLIC_URL : undefined,
    logLevel: values.LOG_LEVEL,
  };
}
