import { resolve } from 'node:path';
import type { ConfigurationProblem } from './configuration-error.js';
import type { EncryptionKey } from './encryption-keys.js';
import type { OAuthClientSettings } from './oauth-clients.js';
import { parseVariables, type Environment } from './parse-variables.js';
import { checkTemporalTls, temporalConnection, type TemporalConnection } from './temporal-connection.js';
import { remedyFor, variableNames, type VariableName } from './variables.js';

/** What an app works with: parsed once at its start, grouped by what it configures. */
export interface Config {
  environment: 'development' | 'test' | 'production';
  mode: 'embedded' | 'production';
  /** Absolute path of the state folder. */
  home: string;
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  database: { url: string; systemUrl: string; ownerUrl: string | undefined; poolSize: number };
  temporal: {
    connection: TemporalConnection;
    namespace: string;
    rehearsalNamespace: string;
    taskQueue: string;
    rehearsalTaskQueue: string;
    uiUrl: string;
  };
  /** Only `trustedProxies` are believed about a caller's address. */
  api: { port: number; publicUrl: string; trustedProxies: string[]; allowedHosts: string[] };
  /** `clientSecret` absent means: the admin is a client like any other. */
  admin: { port: number; url: string; clientSecret: string | undefined };
  worker: { healthPort: number };
  /** `url` present means: vendors without keys are sent there. */
  sandbox: { port: number; url: string | undefined };
  keys: { encryption: EncryptionKey[]; jwtSecret: string };
  /** `smtpUrl` absent means: nobody is told by mail. */
  mail: { smtpUrl: string | undefined; from: { name: string; address: string } };
  /** Where mails for rules are taken; absent: nowhere. `tls` absent: in the clear only. */
  /** `connections`: of one network at a time. */
  mailIn:
    | { domain: string; port: number; connections: number; tls: { certPath: string; keyPath: string } | undefined }
    | undefined;
  /** Accepted events that wait longer than this to begin are told. */
  backlog: { alertSeconds: number };
  approvals: { allowSignalDecisions: boolean };
  /** The installation's registrations, by platform. */
  oauth: { clients: Readonly<Record<string, OAuthClientSettings>> };
  models: { anthropicApiKey: string | undefined; anthropicModel: string };
  /** Present in embedded mode when a password is known. */
  devAccount: { email: string; password: string } | undefined;
}

/** Defaults that are right on one machine and dangerous to guess elsewhere. */
const explicitInProduction = [
  'TEMPORAL_ADDRESS',
  'API_PUBLIC_URL',
  'ADMIN_URL',
  'TEMPORAL_UI_URL',
] as const satisfies readonly VariableName[];

const MAIL_TLS = [
  ['JARVIS_MAIL_IN_TLS_CERT_PATH', 'JARVIS_MAIL_IN_TLS_KEY_PATH'],
  ['JARVIS_MAIL_IN_TLS_KEY_PATH', 'JARVIS_MAIL_IN_TLS_CERT_PATH'],
] as const;

function checkProduction(environment: Environment): ConfigurationProblem[] {
  if (environment['JARVIS_MODE'] !== 'production') return [];
  const problems: ConfigurationProblem[] = [];
  for (const name of explicitInProduction) {
    if (!environment[name]?.trim()) {
      problems.push({ name, problem: 'is not set', remedy: remedyFor(name) });
    }
  }
  if (environment['JARVIS_SMTP_URL']?.trim() && !environment['JARVIS_MAIL_FROM']?.trim()) {
    problems.push({
      name: 'JARVIS_MAIL_FROM',
      problem: 'is not set, but JARVIS_SMTP_URL is',
      remedy: remedyFor('JARVIS_MAIL_FROM'),
    });
  }
  for (const [name, other] of MAIL_TLS) {
    if (!environment[name]?.trim() && environment[other]?.trim())
      problems.push({ name, problem: `is not set, but ${other} is`, remedy: remedyFor(name) });
  }
  for (const name of ['SANDBOX_URL', 'JARVIS_DEV_PASSWORD'] as const) {
    if (environment[name]?.trim()) {
      problems.push({
        name,
        problem: 'is set, but it belongs to embedded mode only',
        remedy: 'remove it, or set JARVIS_MODE=embedded',
      });
    }
  }
  return problems;
}

/**
 * Parses the environment of an app (API, worker).
 * @throws ConfigurationError with every missing or wrong variable and what to do about each;
 *   nothing secret is generated or guessed here, so production stops without its keys
 */
export function loadConfig(environment: Environment): Config {
  const values = parseVariables(environment, variableNames, (partial) => [
    ...checkTemporalTls(partial),
    ...checkProduction(environment),
  ]);
  const embedded = values.JARVIS_MODE === 'embedded';
  const password = values.JARVIS_DEV_PASSWORD;
  return {
    environment: values.NODE_ENV,
    mode: values.JARVIS_MODE,
    home: resolve(values.JARVIS_HOME),
    logLevel: values.LOG_LEVEL,
    database: {
      url: values.DATABASE_URL,
      systemUrl: values.DATABASE_SYSTEM_URL,
      ownerUrl: values.DATABASE_OWNER_URL,
      poolSize: values.DATABASE_POOL_SIZE,
    },
    temporal: {
      connection: temporalConnection(values),
      namespace: values.TEMPORAL_NAMESPACE,
      rehearsalNamespace: values.TEMPORAL_REHEARSAL_NAMESPACE,
      taskQueue: values.TEMPORAL_TASK_QUEUE,
      rehearsalTaskQueue: `${values.TEMPORAL_TASK_QUEUE}-rehearsal`,
      uiUrl: values.TEMPORAL_UI_URL,
    },
    api: {
      port: values.API_PORT,
      publicUrl: values.API_PUBLIC_URL,
      trustedProxies: values.TRUSTED_PROXIES,
      allowedHosts: values.ALLOWED_HOSTS,
    },
    admin: { port: values.ADMIN_PORT, url: values.ADMIN_URL, clientSecret: values.ADMIN_CLIENT_SECRET },
    worker: { healthPort: values.WORKER_HEALTH_PORT },
    sandbox: { port: values.SANDBOX_PORT, url: values.SANDBOX_URL },
    keys: { encryption: values.JARVIS_ENCRYPTION_KEYS, jwtSecret: values.JWT_SECRET },
    mail: { smtpUrl: values.JARVIS_SMTP_URL, from: values.JARVIS_MAIL_FROM },
    mailIn: mailInOf(values),
    backlog: { alertSeconds: values.JARVIS_BACKLOG_ALERT_SECONDS },
    approvals: { allowSignalDecisions: values.JARVIS_ALLOW_SIGNAL_DECISIONS ?? embedded },
    oauth: { clients: values.JARVIS_OAUTH_CLIENTS },
    models: {
      anthropicApiKey: values.ANTHROPIC_API_KEY,
      anthropicModel: values.ANTHROPIC_MODEL,
    },
    devAccount: embedded && password !== undefined ? { email: values.JARVIS_DEV_EMAIL, password } : undefined,
  };
}

function mailInOf({
  JARVIS_MAIL_IN_DOMAIN: domain,
  JARVIS_MAIL_IN_PORT: port,
  JARVIS_MAIL_IN_CONNECTIONS: connections,
  JARVIS_MAIL_IN_TLS_CERT_PATH: certPath,
  JARVIS_MAIL_IN_TLS_KEY_PATH: keyPath,
}: {
  JARVIS_MAIL_IN_DOMAIN?: string | undefined;
  JARVIS_MAIL_IN_PORT: number;
  JARVIS_MAIL_IN_CONNECTIONS: number;
  JARVIS_MAIL_IN_TLS_CERT_PATH?: string | undefined;
  JARVIS_MAIL_IN_TLS_KEY_PATH?: string | undefined;
}): Config['mailIn'] {
  if (domain === undefined) return undefined;
  return { domain, port, connections, tls: certPath && keyPath ? { certPath, keyPath } : undefined };
}
