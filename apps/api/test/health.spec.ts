import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '@jarvis/config';
import { createLogger } from '@jarvis/telemetry';
import { z } from 'zod';
import { createApp } from '../src/create-app.js';
import { TestApi } from './support/api.js';

describe('with PostgreSQL and without Temporal', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.stop());

  it('says which part is down, and that it lives', async () => {
    const health = await api.call('GET', '/health');
    expect(health.status).toBe(503);
    expect(health.body).toMatchObject({
      status: 'unavailable',
      postgres: { status: 'up' },
      temporal: { status: 'down', reason: 'Temporal does not answer.' },
    });
    expect((await api.call('GET', '/health/live')).body).toEqual({ status: 'ok' });
  });

  it('still signs people in and lists, and says why a rehearsal cannot be', async () => {
    const { token } = await api.observatory();
    const source =
      'format: 1\nname: Hello\ntrigger: { kind: manual }\nsteps:\n  - { id: log, kind: action, uses: core.log, with: { title: Hello } }\n';
    const created = await api.call('POST', '/api/v1/rules', { token, body: { source } });
    const { id } = created.data(z.looseObject({ id: z.uuid() }));
    const reply = await api.call('POST', `/api/v1/rules/${id}/rehearse`, { token, body: {} });
    expect([reply.status, reply.error.code]).toEqual([503, 'temporal-unavailable']);
    expect(reply.headers['retry-after']).toBe('5');
  });
});

describe('without PostgreSQL', () => {
  let app: Awaited<ReturnType<typeof createApp>>;
  beforeAll(async () => {
    // Nobody listens there.
    const url = 'postgresql://jarvis_app:x@127.0.0.1:9/none';
    const config = loadConfig({
      NODE_ENV: 'test',
      DATABASE_URL: url,
      DATABASE_SYSTEM_URL: url,
      TEMPORAL_ADDRESS: '127.0.0.1:9',
      JARVIS_ENCRYPTION_KEYS: `t1:${Buffer.alloc(32).toString('base64')}`,
      JWT_SECRET: 'x'.repeat(48),
    });
    app = await createApp({ config, logger: createLogger({ name: 'api', level: 'silent' }) });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(() => app.close());

  it('starts, and answers 503 with the reason', async () => {
    const health = await app.inject({ method: 'GET', url: '/health' });
    expect(health.statusCode).toBe(503);
    expect(health.json()).toMatchObject({ postgres: { status: 'down', reason: 'PostgreSQL does not answer.' } });
    const login = await app.inject({
      method: 'POST',
      url: '/api/v1/auth/login',
      payload: { email: 'a@example.org', password: 'x' },
    });
    expect(login.statusCode).toBe(503);
    expect(login.json()).toMatchObject({
      success: false,
      error: { code: 'postgres-unavailable', message: expect.stringContaining('database') },
    });
    expect(login.body).not.toContain('127.0.0.1');
  });
});
