import { freePorts, highestPort, isBlockedPort } from './ports.mjs';
import { postgresUrl } from './postgres-url.mjs';
import { Problem } from './words.mjs';

/** Each part's port: its variable (names and defaults as in libs/config) and what a person calls it. */
const portVariables = {
  postgres: { variable: 'POSTGRES_PORT', fallback: 5433, what: 'PostgreSQL', speaksHttp: false },
  temporal: {
    variable: 'TEMPORAL_PORT',
    fallback: 7233,
    what: 'Temporal',
    highest: highestPort,
    speaksHttp: false,
  },
  temporalUi: { variable: 'TEMPORAL_UI_PORT', fallback: 8233, what: 'Temporal UI' },
  sandbox: { variable: 'SANDBOX_PORT', fallback: 4010, what: 'sandbox' },
  sandboxMail: { variable: 'SANDBOX_SMTP_PORT', fallback: 4025, what: 'sandbox’s mailbox', speaksHttp: false },
  api: { variable: 'API_PORT', fallback: 4000, what: 'API' },
  mailIn: { variable: 'JARVIS_MAIL_IN_PORT', fallback: 4026, what: 'mails to rules', speaksHttp: false },
  worker: { variable: 'WORKER_HEALTH_PORT', fallback: 4020, what: 'worker’s health page' },
  admin: { variable: 'ADMIN_PORT', fallback: 3000, what: 'admin' },
};

/** Ports as the environment names them. */
export function portsFrom(environment) {
  const problems = [];
  const ports = {};
  for (const [part, { variable, fallback, what, highest = 65_535, speaksHttp = true }] of Object.entries(
    portVariables,
  )) {
    const text = environment[variable]?.trim() || String(fallback);
    const port = Number(text);
    if (!Number.isInteger(port) || port <= 0 || port > highest) {
      problems.push(`${variable}=${text} is no port for ${what}: use a number from 1 to ${highest}.`);
    } else if (speaksHttp && isBlockedPort(port)) {
      problems.push(
        `${variable}=${text} cannot be used for ${what}: browsers refuse to open port ${port}, which belongs to another protocol. Choose another, such as ${fallback}.`,
      );
    } else ports[part] = port;
  }
  const used = new Map();
  for (const [part, port] of Object.entries(ports)) {
    const { variable } = portVariables[part];
    if (used.has(port)) problems.push(`${variable} and ${used.get(port)} are both ${port}. Give each its own.`);
    used.set(port, variable);
  }
  if (problems.length > 0) throw new Problem(problems.join('\n  '));
  return ports;
}

/** Ports nobody uses, for an instance beside others. */
export async function unusedPorts() {
  const parts = Object.keys(portVariables);
  const ports = await freePorts(parts.length);
  return Object.fromEntries(parts.map((part, index) => [part, ports[index]]));
}

/** What `requireFreePorts` wants to know about the parts that will be started. */
export function wantedPorts(ports, parts) {
  return Object.fromEntries(
    parts.map((part) => [portVariables[part].variable, { port: ports[part], what: portVariables[part].what }]),
  );
}

export const allParts = ['postgres', 'temporal', 'temporal-ui', 'sandbox', 'api', 'worker', 'admin'];
const portsOf = { 'temporal-ui': ['temporalUi'], sandbox: ['sandbox', 'sandboxMail'], api: ['api', 'mailIn'] };

/** The ports on which these parts will listen on this machine. */
export function listeningPorts(parts, environment) {
  const external = Boolean(environment.TEMPORAL_ADDRESS?.trim());
  const listening = parts.filter((part) => !(external && part.startsWith('temporal')));
  return listening.flatMap((part) => portsOf[part] ?? [part]);
}

/** Addresses as a browser on this machine reaches them. */
export function urlsOf(ports, environment = {}) {
  const local = (port) => `http://127.0.0.1:${port}`;
  return {
    api: environment.API_PUBLIC_URL?.trim() || local(ports.api),
    admin: environment.ADMIN_URL?.trim() || local(ports.admin),
    sandbox: local(ports.sandbox),
    temporalUi: environment.TEMPORAL_UI_URL?.trim() || local(ports.temporalUi),
  };
}

/** Connection strings of the roles; `admin` is the superuser. */
export function databaseUrls(ports, secrets) {
  const as = (role, password) => postgresUrl({ port: ports.postgres, role, password, database: 'jarvis' });
  return {
    app: as('jarvis_app', secrets.jarvis_app),
    system: as('jarvis_system', secrets.jarvis_system),
    owner: as('jarvis_owner', secrets.jarvis_owner),
    admin: postgresUrl({
      port: ports.postgres,
      role: 'postgres',
      password: secrets.postgres,
      database: 'postgres',
    }),
  };
}

/**
 * The environment of the apps: what the person set, then what follows from ports and secrets.
 * Keys and the development password may come from the person; addresses are this instance's.
 */
export function appEnvironment({ environment, home, ports, urls, secrets, temporal, sandbox = true }) {
  const databases = databaseUrls(ports, secrets);
  return {
    ...environment,
    NODE_ENV: environment.NODE_ENV ?? 'development',
    JARVIS_MODE: 'embedded',
    JARVIS_HOME: home,
    DATABASE_URL: databases.app,
    DATABASE_SYSTEM_URL: databases.system,
    DATABASE_OWNER_URL: databases.owner,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    TEMPORAL_REHEARSAL_NAMESPACE: temporal.rehearsalNamespace,
    TEMPORAL_UI_URL: urls.temporalUi,
    API_PORT: String(ports.api),
    API_PUBLIC_URL: urls.api,
    ADMIN_PORT: String(ports.admin),
    ADMIN_URL: urls.admin,
    API_INTERNAL_URL: `http://127.0.0.1:${ports.api}`,
    JARVIS_MAIL_IN_DOMAIN: environment.JARVIS_MAIL_IN_DOMAIN?.trim() || 'jarvis.localhost',
    JARVIS_MAIL_IN_PORT: String(ports.mailIn),
    WORKER_HEALTH_PORT: String(ports.worker),
    SANDBOX_PORT: String(ports.sandbox),
    SANDBOX_URL: sandbox ? urls.sandbox : '',
    SANDBOX_SMTP_PORT: String(ports.sandboxMail),
    JARVIS_SMTP_URL: environment.JARVIS_SMTP_URL?.trim() || (sandbox ? `smtp://127.0.0.1:${ports.sandboxMail}` : ''),
    JARVIS_ENCRYPTION_KEYS: environment.JARVIS_ENCRYPTION_KEYS || secrets.encryptionKeys,
    JWT_SECRET: environment.JWT_SECRET || secrets.jwtSecret,
    ADMIN_CLIENT_SECRET: environment.ADMIN_CLIENT_SECRET || secrets.adminClientSecret,
    JARVIS_DEV_EMAIL: environment.JARVIS_DEV_EMAIL || 'operator@jarvis.local',
    JARVIS_DEV_PASSWORD: environment.JARVIS_DEV_PASSWORD || secrets.devPassword,
  };
}
