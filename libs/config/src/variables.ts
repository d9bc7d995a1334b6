import { z } from 'zod';
import { EncryptionKeys } from './encryption-keys.js';
import { MailFrom } from './mail-from.js';
import { OAuthClients } from './oauth-clients.js';
import { TrustedProxies } from './trusted-proxies.js';

/**
 * What the problem list tells a person to do about a variable. `production` marks the
 * ones that have a default for development but must be given explicitly in production.
 */
interface Guidance {
  description: string;
  remedy: string;
  secret?: boolean;
  example?: string;
}

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);

const HttpUrl = z.url({ protocol: /^https?$/, error: 'is not an http(s) URL' });
const PostgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'is not a postgresql:// URL' });
const SmtpUrl = z.url({ protocol: /^smtps?$/, error: 'is not an smtp:// or smtps:// URL' });
const MailDomain = z
  .string()
  .toLowerCase()
  .regex(/^(?=.{1,190}$)[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'is not a domain');
const Flag = z.stringbool({ error: 'is neither true nor false' });

function variable<Schema extends z.ZodType>(schema: Schema, guidance: Guidance): Schema {
  return schema.meta({ ...guidance });
}

const generated = '`npm start` generates it for development; elsewhere set it yourself';

/**
 * Every environment variable the processes read, each with its meaning and the remedy that
 * is printed when it is missing or wrong. `.env.example` is checked against these names.
 */
export const variables = {
  NODE_ENV: variable(z.enum(['development', 'test', 'production']).default('development'), {
    description: 'development, test or production',
    remedy: 'use development, test or production',
  }),
  JARVIS_MODE: variable(z.enum(['embedded', 'production']).default('embedded'), {
    description: 'embedded: one machine, development account, sandbox. production: none of these',
    remedy: 'use embedded or production',
  }),
  JARVIS_HOME: variable(z.string().default('.jarvis'), {
    description: 'where state lives: database, logs, generated secrets, endpoints.json',
    remedy: 'give a folder this user can write to',
  }),
  LOG_LEVEL: variable(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'), {
    description: 'how much is logged',
    remedy: 'use trace, debug, info, warn, error, fatal or silent',
  }),
  DATABASE_URL: variable(PostgresUrl, {
    description: 'PostgreSQL as jarvis_app (row-level security applies)',
    remedy: `${generated}: postgresql://jarvis_app:<password>@<host>:5432/jarvis`,
    secret: true,
  }),
  DATABASE_SYSTEM_URL: variable(PostgresUrl, {
    description: 'PostgreSQL as jarvis_system (sign-in, hook lookup, relays, reconciler)',
    remedy: `${generated}: postgresql://jarvis_system:<password>@<host>:5432/jarvis`,
    secret: true,
  }),
  DATABASE_OWNER_URL: variable(PostgresUrl.optional(), {
    description: 'PostgreSQL as jarvis_owner; only migrations use it',
    remedy: `${generated}: postgresql://jarvis_owner:<password>@<host>:5432/jarvis`,
    secret: true,
  }),
  DATABASE_POOL_SIZE: variable(z.coerce.number().int().min(1).max(200).default(10), {
    description: 'connections per process',
    remedy: 'use a whole number from 1 to 200',
  }),
  TEMPORAL_ADDRESS: variable(z.string().default('127.0.0.1:7233'), {
    description: 'Temporal frontend host:port; set for `npm start`, it uses that cluster and starts none',
    remedy: 'use host:port, for example 127.0.0.1:7233',
    example: '',
  }),
  TEMPORAL_NAMESPACE: variable(z.string().default('jarvis'), {
    description: 'namespace of the runs',
    remedy: 'name an existing namespace',
  }),
  TEMPORAL_REHEARSAL_NAMESPACE: variable(z.string().default('jarvis-rehearsal'), {
    description: 'namespace of rehearsals, the only one where time skipping is on',
    remedy: 'name an existing namespace other than TEMPORAL_NAMESPACE',
  }),
  TEMPORAL_TASK_QUEUE: variable(z.string().default('jarvis'), {
    description: 'task queue of the runs; rehearsals use <queue>-rehearsal',
    remedy: 'give a name',
  }),
  TEMPORAL_API_KEY: variable(z.string().optional(), {
    description: 'API key, for Temporal Cloud',
    remedy: 'create one in Temporal Cloud, or leave it out',
    secret: true,
  }),
  TEMPORAL_TLS: variable(Flag.optional(), {
    description: 'TLS to Temporal; implied by an API key or a certificate',
    remedy: 'use true or false',
  }),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: variable(z.string().optional(), {
    description: 'CA that signed the server certificate',
    remedy: 'give the path of a readable PEM file',
  }),
  TEMPORAL_TLS_CLIENT_CERT_PATH: variable(z.string().optional(), {
    description: 'client certificate (mTLS)',
    remedy: 'give the path of a readable PEM file, together with TEMPORAL_TLS_CLIENT_KEY_PATH',
  }),
  TEMPORAL_TLS_CLIENT_KEY_PATH: variable(z.string().optional(), {
    description: 'key of the client certificate',
    remedy: 'give the path of a readable PEM file, together with TEMPORAL_TLS_CLIENT_CERT_PATH',
  }),
  TEMPORAL_TLS_SERVER_NAME: variable(z.string().optional(), {
    description: 'name the server certificate is checked for',
    remedy: 'give the host name in the server certificate',
  }),
  TEMPORAL_UI_URL: variable(HttpUrl.default('http://127.0.0.1:8233'), {
    description: 'Temporal UI as a browser reaches it; the admin links there',
    remedy: 'give its http(s) address',
  }),
  POSTGRES_PORT: variable(port(5433), {
    description: 'port of the PostgreSQL that `npm start` runs',
    remedy: 'use a free port',
  }),
  TEMPORAL_PORT: variable(port(7233), {
    description: 'port of the Temporal server that `npm start` runs',
    remedy: 'use a free port',
  }),
  TEMPORAL_UI_PORT: variable(port(8233), {
    description: 'port of the Temporal UI that `npm start` runs',
    remedy: 'use a free port',
  }),
  API_PORT: variable(port(4000), {
    description: 'port the API listens on',
    remedy: 'use a free port',
  }),
  API_PUBLIC_URL: variable(HttpUrl.default('http://127.0.0.1:4000'), {
    description: 'the API as vendors and browsers reach it (webhook and codec addresses)',
    remedy: 'give its http(s) address',
  }),
  TRUSTED_PROXIES: variable(TrustedProxies.prefault('loopback'), {
    description: 'who may tell the API a caller’s address (X-Forwarded-For): the admin’s server, a TLS proxy in front',
    remedy: 'list addresses, networks such as 10.1.0.0/16, or loopback, linklocal, uniquelocal; or write none',
  }),
  ALLOWED_HOSTS: variable(
    z
      .string()
      .default('')
      .transform((text) => text.split(',').flatMap((name) => name.trim().toLowerCase() || [])),
    {
      description: 'further names the API answers under, beside API_PUBLIC_URL; comma separated, without ports',
      remedy: 'list host names such as api.internal.example, or leave it empty',
    },
  ),
  ADMIN_PORT: variable(port(3000), {
    description: 'port the admin listens on',
    remedy: 'use a free port',
  }),
  ADMIN_URL: variable(HttpUrl.default('http://127.0.0.1:3000'), {
    description: 'the admin as browsers reach it; the only allowed origin besides Temporal UI',
    remedy: 'give its http(s) address',
  }),
  API_INTERNAL_URL: variable(HttpUrl.optional(), {
    description: 'the API as the admin’s server reaches it; only the admin reads this',
    remedy: 'give its http(s) address',
  }),
  ADMIN_HOST: variable(z.string().default('127.0.0.1'), {
    description: 'interface the admin listens on; only the admin reads this',
    remedy: 'use 127.0.0.1, or 0.0.0.0 in a container',
  }),
  ADMIN_TRUSTED_PROXIES: variable(TrustedProxies.prefault('none'), {
    description:
      'who may tell the admin a browser’s address (X-Forwarded-For): a TLS proxy in front of it; only the admin reads this',
    remedy: 'list addresses, networks such as 10.1.0.0/16, or loopback, linklocal, uniquelocal; or write none',
  }),
  ADMIN_CLIENT_SECRET: variable(
    z
      .string()
      .refine((value) => Buffer.byteLength(value) >= 32, 'is shorter than 32 bytes')
      .optional(),
    {
      description:
        'by which the API knows the admin’s server; without it answers given there are labelled as of the API',
      remedy: `${generated}: openssl rand -base64 48, the same for API and admin; or leave it out`,
      secret: true,
    },
  ),
  WORKER_HEALTH_PORT: variable(port(4020), {
    description: 'port of the worker’s health page',
    remedy: 'use a free port',
  }),
  SANDBOX_PORT: variable(port(4010), {
    description: 'port of the vendors’ stand-ins',
    remedy: 'use a free port',
  }),
  SANDBOX_SMTP_PORT: variable(port(4025), {
    description: 'port where the sandbox takes the mails Jarvis sends to its people',
    remedy: 'use a free port',
  }),
  SANDBOX_URL: variable(HttpUrl.optional(), {
    description: 'where vendors without keys are sent; embedded mode only',
    remedy: 'give the sandbox’s address, or leave it out to talk to the real vendors only',
  }),
  JARVIS_ENCRYPTION_KEYS: variable(EncryptionKeys, {
    description: 'kid:base64 of 32 bytes, comma separated; the first encrypts, all decrypt (payloads, credentials)',
    remedy: `${generated}: printf 'k1:%s\\n' "$(openssl rand -base64 32)"`,
    secret: true,
  }),
  JWT_SECRET: variable(
    z.string().refine((value) => Buffer.byteLength(value) >= 32, 'is shorter than 32 bytes'),
    {
      description: 'signs access tokens; at least 32 bytes',
      remedy: `${generated}: openssl rand -base64 48`,
      secret: true,
    },
  ),
  JARVIS_BACKLOG_ALERT_SECONDS: variable(z.coerce.number().int().min(1).max(86_400).default(60), {
    description: 'an accepted event that has not begun after so many seconds is told on Home and at /health',
    remedy: 'give seconds, 1 to 86400',
  }),
  JARVIS_ALLOW_SIGNAL_DECISIONS: variable(Flag.optional(), {
    description:
      'whether a bare decideApproval signal (Temporal UI, CLI) decides; default true in embedded mode, else false',
    remedy: 'use true or false',
  }),
  JARVIS_SMTP_URL: variable(SmtpUrl.optional(), {
    description: 'mail server for what people are told; without it nobody is told by mail',
    remedy:
      'give smtp://user:password@host:587 (STARTTLS where offered) or smtps://user:password@host:465, or leave it out',
    secret: true,
    example: '',
  }),
  JARVIS_MAIL_FROM: variable(MailFrom.default({ name: 'Jarvis', address: 'jarvis@jarvis.local' }), {
    description: 'sender of these mails',
    remedy: 'give an address, or a name and an address: Jarvis <jarvis@example.org>',
  }),
  JARVIS_MAIL_IN_DOMAIN: variable(MailDomain.optional(), {
    description: 'domain of the addresses that rules take mails at; without it no mails are taken',
    remedy: 'give a domain whose MX record leads to this machine, such as in.example.org, or leave it out',
    example: '',
  }),
  JARVIS_MAIL_IN_PORT: variable(port(4026), {
    description: 'port where these mails are taken; other servers deliver to port 25, so lead that here',
    remedy: 'use a free port',
  }),
  JARVIS_MAIL_IN_CONNECTIONS: variable(z.coerce.number().int().min(1).max(20).default(5), {
    description: 'connections that one network may have open there; more where a relay of yours brings all mails',
    remedy: 'use a whole number from 1 to 20',
  }),
  JARVIS_MAIL_IN_TLS_CERT_PATH: variable(z.string().optional(), {
    description: 'certificate for STARTTLS; without it mails come in the clear',
    remedy: 'give the path of a readable PEM file, together with JARVIS_MAIL_IN_TLS_KEY_PATH',
  }),
  JARVIS_MAIL_IN_TLS_KEY_PATH: variable(z.string().optional(), {
    description: 'key of that certificate',
    remedy: 'give the path of a readable PEM file, together with JARVIS_MAIL_IN_TLS_CERT_PATH',
  }),
  JARVIS_DEV_EMAIL: variable(z.email().default('operator@jarvis.local'), {
    description: 'the account seeded in embedded mode',
    remedy: 'give an e-mail address',
  }),
  JARVIS_DEV_PASSWORD: variable(z.string().min(8, 'is shorter than 8 characters').optional(), {
    description: 'its password; generated when left out',
    remedy: 'use at least 8 characters, or leave it out',
    secret: true,
  }),
  JARVIS_OAUTH_CLIENTS: variable(OAuthClients.prefault(''), {
    description: 'registrations at platforms where accounts are connected by OAuth; an observatory may have its own',
    remedy: 'give JSON such as {"gmail":{"clientId":"…","clientSecret":"…"}}, or leave it out',
    secret: true,
  }),
  ANTHROPIC_API_KEY: variable(z.string().optional(), {
    description: 'without it the sandbox answers for the model',
    remedy: 'create one at console.anthropic.com, or leave it out',
    secret: true,
  }),
  ANTHROPIC_MODEL: variable(z.string().default('claude-sonnet-5-5'), {
    description: 'the model that drafts texts',
    remedy: 'name a model of the Anthropic API',
  }),
} as const;

export type VariableName = keyof typeof variables;

/** Names with what a person needs to know about each: what `.env.example` is checked against. */
export const variableNames = Object.keys(variables) as VariableName[];

/** What to do about a missing or wrong variable, as one sentence. */
export function remedyFor(name: VariableName): string {
  const remedy = variables[name].meta()?.['remedy'];
  return typeof remedy === 'string' ? remedy : '';
}
