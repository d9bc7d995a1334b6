import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { ConfigurationError } from './configuration-error.js';
import { loadConfig } from './load-config.js';
import { loadSandboxConfig } from './load-sandbox-config.js';

const key = randomBytes(32).toString('base64');
const complete = {
  DATABASE_URL: 'postgresql://jarvis_app:a@127.0.0.1:5433/jarvis',
  DATABASE_SYSTEM_URL: 'postgresql://jarvis_system:b@127.0.0.1:5433/jarvis',
  JARVIS_ENCRYPTION_KEYS: `k2:${key},k1:${key}`,
  JWT_SECRET: 'x'.repeat(32),
};
const production = {
  ...complete,
  JARVIS_MODE: 'production',
  TEMPORAL_ADDRESS: 'temporal:7233',
  TEMPORAL_UI_URL: 'https://temporal.example.org',
  API_PUBLIC_URL: 'https://api.example.org',
  ADMIN_URL: 'https://admin.example.org',
};

function problemsOf(environment: Record<string, string>): Record<string, string> {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return Object.fromEntries(error.problems.map(({ name, problem }) => [name, problem]));
    }
    throw error;
  }
  return {};
}

describe('loadConfig', () => {
  it('groups the values and fills in defaults', () => {
    const config = loadConfig({ ...complete, API_PORT: '4100', SANDBOX_URL: '' });
    expect(config.mode).toBe('embedded');
    expect(config.api.port).toBe(4100);
    expect(config.sandbox.url).toBeUndefined();
    expect(config.temporal.connection).toEqual({ address: '127.0.0.1:7233' });
    expect(config.temporal.rehearsalTaskQueue).toBe('jarvis-rehearsal');
    expect(config.keys.encryption.map(({ id }) => id)).toEqual(['k2', 'k1']);
    expect(config.keys.encryption[0]?.key).toHaveLength(32);
  });

  it('reads registrations at platforms, and never repeats what was given', () => {
    const clientsOf = (text: string) => loadConfig({ ...complete, JARVIS_OAUTH_CLIENTS: text }).oauth.clients;
    expect(clientsOf('')).toEqual({});
    expect(clientsOf('{"gmail":{"clientId":"a","clientSecret":"b"},"twitter":{"clientId":"c"}}')).toEqual({
      gmail: { clientId: 'a', clientSecret: 'b' },
      twitter: { clientId: 'c' },
    });
    for (const wrong of ['gmail:a:very-secret', '{"gmail":{"clientSecret":"very-secret"}}', '["very-secret"]']) {
      const problems = problemsOf({ ...complete, JARVIS_OAUTH_CLIENTS: wrong });
      expect(problems['JARVIS_OAUTH_CLIENTS']).toContain('clientId');
      expect(JSON.stringify(problems)).not.toContain('very-secret');
    }
  });

  it('reads the sender of mails with and without a name', () => {
    const fromOf = (text: string) => loadConfig({ ...complete, JARVIS_MAIL_FROM: text }).mail.from;
    expect(fromOf('jarvis@example.org')).toEqual({ name: '', address: 'jarvis@example.org' });
    expect(fromOf('Jarvis at Acme <jarvis@example.org>')).toEqual({
      name: 'Jarvis at Acme',
      address: 'jarvis@example.org',
    });
    for (const wrong of [
      'Jarvis',
      'Jarvis <jarvis>',
      'Jarvis\r\nBcc: a@b.example <jarvis@example.org>',
      'a@b.example <x',
    ])
      expect(problemsOf({ ...complete, JARVIS_MAIL_FROM: wrong })).toHaveProperty('JARVIS_MAIL_FROM');
  });

  it('wants to know the sender where mails are sent in production, and no other protocol than SMTP', () => {
    expect(problemsOf({ ...production, JARVIS_SMTP_URL: 'smtps://a:b@mail.example.org' })).toEqual({
      JARVIS_MAIL_FROM: 'is not set, but JARVIS_SMTP_URL is',
    });
    expect(problemsOf({ ...complete, JARVIS_SMTP_URL: 'https://mail.example.org' })).toEqual({
      JARVIS_SMTP_URL: 'is not an smtp:// or smtps:// URL',
    });
  });

  it('names every problem at once, each with a remedy', () => {
    const environment = { API_PORT: 'many', JWT_SECRET: 'short', DATABASE_URL: 'mysql://x' };
    expect(problemsOf(environment)).toEqual({
      API_PORT: expect.any(String),
      DATABASE_URL: 'is not a postgresql:// URL',
      DATABASE_SYSTEM_URL: 'is not set',
      JARVIS_ENCRYPTION_KEYS: 'is not set',
      JWT_SECRET: 'is shorter than 32 bytes',
    });
    expect(() => loadConfig(environment)).toThrow(/5 settings are missing or wrong[\s\S]*→/);
  });

  it('never repeats a secret in a message', () => {
    const secret = 'k1:not-a-key-but-still-secret';
    expect(() => loadConfig({ ...complete, JARVIS_ENCRYPTION_KEYS: secret })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('still-secret') }),
    );
  });

  it('lets bare signals decide in embedded mode only, unless told', () => {
    expect(loadConfig(complete).approvals.allowSignalDecisions).toBe(true);
    expect(loadConfig(production).approvals.allowSignalDecisions).toBe(false);
    const told = { ...complete, JARVIS_ALLOW_SIGNAL_DECISIONS: 'false' };
    expect(loadConfig(told).approvals.allowSignalDecisions).toBe(false);
  });

  it('refuses production without explicit addresses and keys, or with development parts', () => {
    expect(Object.keys(problemsOf({ JARVIS_MODE: 'production', SANDBOX_URL: 'http://x' }))).toEqual(
      expect.arrayContaining([
        'DATABASE_URL',
        'DATABASE_SYSTEM_URL',
        'JARVIS_ENCRYPTION_KEYS',
        'JWT_SECRET',
        'TEMPORAL_ADDRESS',
        'API_PUBLIC_URL',
        'ADMIN_URL',
        'SANDBOX_URL',
      ]),
    );
    expect(problemsOf(production)).toEqual({});
  });

  it('believes only the proxies it is told about', () => {
    const proxies = (text: string) => loadConfig({ ...complete, TRUSTED_PROXIES: text }).api.trustedProxies;
    expect(proxies('')).toEqual(['loopback']);
    expect(proxies('10.1.0.0/16, ::1,uniquelocal')).toEqual(['10.1.0.0/16', '::1', 'uniquelocal']);
    expect(proxies('none')).toEqual([]);
    for (const wrong of ['all', '*', '0.0.0.0/0', '10.1.0.0/33', '1.2.3.4/', 'loopback,none']) {
      expect(Object.keys(problemsOf({ ...complete, TRUSTED_PROXIES: wrong }))).toEqual(['TRUSTED_PROXIES']);
    }
  });

  it('takes TLS from a certificate, an API key or the switch', () => {
    const { connection } = loadConfig({ ...complete, TEMPORAL_API_KEY: 'abc' }).temporal;
    expect(connection).toMatchObject({ apiKey: 'abc', tls: true });
    expect(problemsOf({ ...complete, TEMPORAL_TLS_CLIENT_CERT_PATH: '/missing.pem' })).toEqual({
      TEMPORAL_TLS_CLIENT_CERT_PATH: expect.stringContaining('cannot be read'),
      TEMPORAL_TLS_CLIENT_KEY_PATH: 'is not set',
    });
  });
});

describe('loadSandboxConfig', () => {
  it('needs no secrets', () => {
    expect(loadSandboxConfig({ SANDBOX_PORT: '4999' }).port).toBe(4999);
  });

  it('knows where the API is only when it is told', () => {
    expect(loadSandboxConfig({}).apiUrl).toBeUndefined();
    expect(loadSandboxConfig({ API_PUBLIC_URL: 'http://127.0.0.1:4100' }).apiUrl).toBe('http://127.0.0.1:4100');
  });
});
