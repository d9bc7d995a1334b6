import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { appProcess } from './apps.mjs';
import { processEnvironment, variablesOf } from './process-environment.mjs';

const read = (file) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const documented = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);

/** Every variable there is, and some that are none of ours. */
const everything = Object.fromEntries(
  [...documented, 'DATABASE_ADMIN_URL', 'AWS_SECRET_ACCESS_KEY', 'GITHUB_TOKEN', 'PATH'].map((name) => [name, 'set']),
);
const given = (name) =>
  Object.keys(appProcess({ name, build: '/build', ports: {}, environment: everything }).env).sort();
const SECRETS = /DATABASE|PASSWORD|KEY|SECRET|TOKEN|SMTP_URL|OAUTH/;

describe('what each process is given', () => {
  it('the admin: addresses, and the one secret that is its own', () => {
    expect(given('admin')).toEqual([
      'ADMIN_CLIENT_SECRET',
      'ADMIN_HOST',
      'ADMIN_PORT',
      'ADMIN_TRUSTED_PROXIES',
      'ADMIN_URL',
      'API_INTERNAL_URL',
      'API_PORT',
      'NODE_ENV',
      'PATH',
      'TEMPORAL_NAMESPACE',
      'TEMPORAL_UI_URL',
    ]);
  });

  it('the sandbox: its ports, its folder and where it sends webhooks', () => {
    expect(given('sandbox')).toEqual([
      'API_PUBLIC_URL',
      'JARVIS_HOME',
      'LOG_LEVEL',
      'NODE_ENV',
      'PATH',
      'SANDBOX_PORT',
      'SANDBOX_SMTP_PORT',
    ]);
  });

  it.each([
    [
      'api',
      [
        'ADMIN_CLIENT_SECRET',
        'DATABASE_POOL_SIZE',
        'DATABASE_SYSTEM_URL',
        'DATABASE_URL',
        'JARVIS_ENCRYPTION_KEYS',
        'JARVIS_MAIL_IN_TLS_KEY_PATH',
        'JARVIS_OAUTH_CLIENTS',
        'JARVIS_SMTP_URL',
        'JWT_SECRET',
        'TEMPORAL_API_KEY',
        'TEMPORAL_TLS_CLIENT_KEY_PATH',
      ],
    ],
    [
      'worker',
      [
        'ANTHROPIC_API_KEY',
        'DATABASE_POOL_SIZE',
        'DATABASE_SYSTEM_URL',
        'DATABASE_URL',
        'JARVIS_ENCRYPTION_KEYS',
        'JARVIS_OAUTH_CLIENTS',
        'JWT_SECRET',
        'TEMPORAL_API_KEY',
        'TEMPORAL_TLS_CLIENT_KEY_PATH',
      ],
    ],
  ])('%s: these secrets and no others, not the owner of the database', (name, secrets) => {
    expect(given(name).filter((variable) => SECRETS.test(variable))).toEqual(secrets);
  });

  it('every documented variable reaches whoever reads it', () => {
    const reached = new Set(Object.values(variablesOf).flat());
    const others = documented.filter((name) => !reached.has(name) && !processEnvironment(everything)[name]);
    // Read by `npm start` and the migration only.
    expect(others.sort()).toEqual([
      'DATABASE_OWNER_URL',
      'JARVIS_APP_PASSWORD',
      'JARVIS_DEV_EMAIL',
      'JARVIS_DEV_PASSWORD',
      'JARVIS_MAIL_IN_PUBLISH',
      'JARVIS_OWNER_PASSWORD',
      'JARVIS_SYSTEM_PASSWORD',
      'POSTGRES_PASSWORD',
      'POSTGRES_PORT',
      'TEMPORAL_DB_PASSWORD',
      'TEMPORAL_PORT',
      'TEMPORAL_UI_PORT',
    ]);
  });

  it('in containers too', () => {
    const { services } = parse(read('docker-compose.yml'), { merge: true });
    const names = (service) => Object.keys(services[service].environment);
    for (const service of ['admin', 'api', 'worker']) {
      // API and worker share one list there.
      const allowed = [
        ...(service === 'admin' ? variablesOf.admin : [...variablesOf.api, ...variablesOf.worker]),
        'NODE_ENV',
      ];
      expect(names(service).filter((name) => !allowed.includes(name))).toEqual([]);
    }
    expect(names('admin').filter((name) => SECRETS.test(name))).toEqual(['ADMIN_CLIENT_SECRET']);
    for (const service of ['temporal', 'temporal-ui', 'postgres', 'temporal-schema'])
      expect(names(service).filter((name) => /JARVIS|JWT|ANTHROPIC|DATABASE/.test(name))).toEqual([]);
  });
});
