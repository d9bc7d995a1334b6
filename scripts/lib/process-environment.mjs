/** What any process needs to run at all. */
const everyProcess = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'NODE_ENV',
  'NODE_OPTIONS',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
];

/** What works with data and runs. */
const engine = [
  'JARVIS_MODE',
  'JARVIS_HOME',
  'LOG_LEVEL',
  'DATABASE_URL',
  'DATABASE_SYSTEM_URL',
  'DATABASE_POOL_SIZE',
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'TEMPORAL_REHEARSAL_NAMESPACE',
  'TEMPORAL_TASK_QUEUE',
  'TEMPORAL_API_KEY',
  'TEMPORAL_TLS',
  'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_KEY_PATH',
  'TEMPORAL_TLS_SERVER_NAME',
  'TEMPORAL_UI_URL',
  'API_PORT',
  'API_PUBLIC_URL',
  'ADMIN_URL',
  'SANDBOX_URL',
  'JARVIS_ENCRYPTION_KEYS',
  'JWT_SECRET',
];

/** What each of our processes is given, by name. A secret that is not here does not reach it. */
export const variablesOf = {
  api: [
    ...engine,
    'ADMIN_CLIENT_SECRET',
    'TRUSTED_PROXIES',
    'ALLOWED_HOSTS',
    'JARVIS_BACKLOG_ALERT_SECONDS',
    'JARVIS_SMTP_URL',
    'JARVIS_MAIL_FROM',
    'JARVIS_MAIL_IN_DOMAIN',
    'JARVIS_MAIL_IN_PORT',
    'JARVIS_MAIL_IN_CONNECTIONS',
    'JARVIS_MAIL_IN_TLS_CERT_PATH',
    'JARVIS_MAIL_IN_TLS_KEY_PATH',
    'JARVIS_OAUTH_CLIENTS',
  ],
  worker: [
    ...engine,
    'WORKER_HEALTH_PORT',
    'JARVIS_ALLOW_SIGNAL_DECISIONS',
    'JARVIS_OAUTH_CLIENTS',
    'ANTHROPIC_API_KEY',
    'ANTHROPIC_MODEL',
  ],
  admin: [
    'ADMIN_PORT',
    'ADMIN_HOST',
    'ADMIN_URL',
    'ADMIN_TRUSTED_PROXIES',
    'ADMIN_CLIENT_SECRET',
    'API_PORT',
    'API_INTERNAL_URL',
    'TEMPORAL_UI_URL',
    'TEMPORAL_NAMESPACE',
  ],
  sandbox: ['SANDBOX_PORT', 'SANDBOX_SMTP_PORT', 'API_PUBLIC_URL', 'JARVIS_HOME', 'LOG_LEVEL'],
};

/**
 * The environment of one process: what every process needs, and what it reads itself. What else a person has set,
 * or `.env` holds, is nobody else's: a process that is broken into gives away what it was given.
 */
export function processEnvironment(environment, names = []) {
  return Object.fromEntries(
    [...everyProcess, ...names].flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  );
}
