import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createConnectors } from '@jarvis/connectors';
import { printDocument } from '../src/openapi/print-document.js';
import { z } from 'zod';
import { TestApi, type Person } from './support/api.js';
import { committedDocument, routes } from './support/routes.js';

let api: TestApi;
let owner: Person & { observatoryId: string };
let viewer: Person;
let reviewer: Person;
beforeAll(async () => {
  api = await TestApi.start();
  owner = await api.observatory();
  viewer = await api.member(owner.observatoryId, 'viewer');
  reviewer = await api.member(owner.observatoryId, 'reviewer');
});
afterAll(() => api.stop());

const anyId = '0198c0de-0000-7000-8000-000000000000';
const fill = (path: string) =>
  path
    .replace('{version}', '1')
    .replace('{platform}', 'twitter')
    .replaceAll(/\{\w+\}/g, anyId);
const Told = z.object({ content: z.unknown() });
const closed = routes.filter(({ isPublic }) => !isPublic);

describe('the OpenAPI document', () => {
  it('is the committed one (npm run openapi -w @jarvis/api)', async () => {
    expect(await printDocument()).toBe(committedDocument);
  });

  it('names what a route of a platform answers beside 200', () => {
    const { paths } = z
      .object({
        paths: z.record(z.string(), z.record(z.string(), z.object({ responses: z.record(z.string(), Told) }))),
      })
      .parse(JSON.parse(committedDocument));
    const doors = createConnectors()
      .listConnectors()
      .flatMap(({ platform, doors = [] }) => doors.map((door) => ({ ...door, path: `${platform}/${door.path}` })));
    expect(doors.length).toBeGreaterThan(5);
    for (const { method, path } of doors) {
      const route = `/api/v1/integrations/${path.replaceAll(/:(\w+)/g, '{$1}')}`;
      const told = paths[route]?.[method.toLowerCase()]?.responses ?? {};
      expect([route, Object.keys(told)]).toEqual([
        route,
        ['200', '202', '400', '404', '409', '413', '422', '429', '503', 'default'],
      ]);
      expect(told['202']?.content).toEqual(told['200']?.content);
      expect(told['409']?.content).toEqual(told['default']?.content);
    }
  });

  it('is served, with a page to read it', async () => {
    const reply = await api.call('GET', '/api/openapi.json');
    expect(reply.body).toEqual(JSON.parse(committedDocument));
    expect((await api.call('GET', '/api/docs')).body).toContain('swagger-ui');
    expect((await api.call('GET', '/api/docs/swagger-ui-bundle.js')).status).toBe(200);
    expect((await api.call('GET', '/api/docs/package.json')).status).toBe(404);
    expect((await api.call('GET', '/api/docs/..%2Fpackage.json')).status).toBe(404);
  });
});

describe('doors', () => {
  it('are open without a session only where this list says so', () => {
    expect(routes.filter(({ isPublic }) => isPublic).map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/docs',
      'GET /api/docs/{file}',
      'GET /api/openapi.json',
      'POST /api/v1/auth/login',
      'POST /api/v1/auth/refresh',
      'GET /health',
      'GET /health/live',
      'POST /hooks/platforms/{platform}',
      'POST /hooks/platforms/{platform}/{observatoryId}',
      'POST /hooks/{hookId}',
      'GET /hooks/{hookId}/results/{token}',
    ]);
  });

  it.each(closed)('$method $path needs a session', async ({ method, path, hasBody }) => {
    const reply = await api.call(method, fill(path), hasBody ? { body: {} } : {});
    expect([reply.status, reply.error.code]).toEqual([401, 'unauthenticated']);
  });

  it.each([
    '/api/v1/rules.json',
    '/api/v1/rules/',
    '/API/V1/RULES',
    '/api/v1/%72ules',
    '/api//v1/rules',
    '/api/v1/rules;x',
    '/api/v1/auth/../rules',
  ])('%s is no way around it', async (path) => {
    expect([401, 404]).toContain((await api.call('GET', path)).status);
  });

  it.each(closed.filter(({ roles }) => !roles.includes('viewer')))(
    '$method $path is closed to viewers',
    async ({ method, path, hasBody }) => {
      const reply = await api.call(method, fill(path), { token: viewer.token, ...(hasBody ? { body: {} } : {}) });
      expect([reply.status, reply.error.code]).toEqual([403, 'forbidden']);
    },
  );

  it.each(closed.filter(({ roles }) => !roles.includes('reviewer')))(
    '$method $path is closed to reviewers',
    async ({ method, path, hasBody }) => {
      const reply = await api.call(method, fill(path), { token: reviewer.token, ...(hasBody ? { body: {} } : {}) });
      expect(reply.status).toBe(403);
    },
  );

  it('no route changes anything for a mere reader', () => {
    const changing = closed
      .filter(({ method, roles }) => method !== 'GET' && roles.includes('viewer'))
      .map(({ path }) => path);
    expect(changing).toEqual([
      // Tokens of one's own, which may do no more than one may oneself.
      '/api/v1/api-tokens',
      '/api/v1/api-tokens/{id}',
      '/api/v1/auth/devices/{id}',
      '/api/v1/auth/logout',
      '/api/v1/auth/observatory',
      // One's own zone and bell.
      '/api/v1/auth/time-zone',
      '/api/v1/notifications/preferences',
      '/api/v1/notifications/read-all',
      '/api/v1/notifications/{id}/read',
      // These only work something out.
      '/api/v1/rules/next-times',
      '/api/v1/rules/validate',
      '/api/v1/rules/{id}/explain',
      '/api/v1/rules/{id}/scope',
      // One's own views.
      '/api/v1/saved-views',
      '/api/v1/saved-views/{id}',
      '/api/v1/saved-views/{id}',
    ]);
  });
});

describe('wrong input', () => {
  const withBody = routes.filter(({ hasBody }) => hasBody);
  const send = (path: string, method: 'POST' | 'PUT' | 'PATCH', extra: Parameters<TestApi['call']>[2]) =>
    api.call(method, fill(path), { token: owner.token, ...extra });
  const cases = withBody.map(({ method, path }) => ({
    method: z.enum(['POST', 'PUT', 'PATCH']).parse(method),
    path,
  }));

  it.each(cases)('$method $path refuses an unknown field and a body of another type', async ({ method, path }) => {
    const unknown = await send(path, method, { body: { surprise: true, payloads: 7 } });
    expect([400, 404]).toContain(unknown.status);
    if (unknown.status === 400) expect(unknown.error.details).not.toEqual([]);
    expect((await send(path, method, { body: [1] })).status).toBe(400);
  });

  it.each(cases)('$method $path refuses prototypes, broken JSON, NUL and endless nesting', async ({ method, path }) => {
    const hostile = [
      '{"__proto__":{"a":1}}',
      '{"constructor":{"prototype":{"a":1}}}',
      '{"a":[{"constructor":1}]}',
      '{"prototype":""}',
      '{"proto\\u0074ype":""}',
      '{"a":',
      `{"a":"\\u0000"}`,
      `{"a":["\\ud800"]}`,
      `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`,
    ];
    for (const raw of hostile) {
      const reply = await send(path, method, { raw });
      expect([reply.status, raw.slice(0, 20)]).toEqual([400, raw.slice(0, 20)]);
      expect(JSON.stringify(reply.body)).not.toMatch(/node_modules|at .*\.js:/);
    }
  });

  it.each(cases)('$method $path takes JSON only', async ({ method, path }) => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
    ]) {
      const reply = await send(path, method, { raw: '{}', headers: { 'content-type': type } });
      expect([reply.status, reply.error.code, type]).toEqual([415, 'unsupported-media-type', type]);
    }
  });

  const parseable = ['{"a":', `${'['.repeat(500)}${']'.repeat(500)}`, '{"__proto__":1}'];

  it.each(cases.filter(({ path }) => closed.some((route) => route.path === path)))(
    '$method $path does not read a body before it knows whose it is',
    async ({ method, path }) => {
      for (const raw of parseable) {
        const reply = await api.call(method, fill(path), { raw });
        expect([reply.status, reply.error.code]).toEqual([401, 'unauthenticated']);
      }
    },
  );

  it('does not read the body of whoever asks too much', async () => {
    const busy = await api.observatory();
    const decide = `/api/v1/rules/${anyId}/rehearse`;
    const ask = () => api.call('POST', decide, { token: busy.token, raw: '{"a":' });
    const seen = new Set<number>();
    for (let count = 0; count < 200 && !seen.has(429); count += 1) seen.add((await ask()).status);
    expect([...seen]).toEqual([400, 429]);
  });

  it.each(['/api/v1/auth/login', '/api/v1/auth/refresh'])('%s takes little from strangers', async (path) => {
    const large = await api.call('POST', path, { raw: `{"email":"${'x'.repeat(9000)}"}` });
    expect([large.status, large.error.code]).toEqual([413, 'too-large']);
    const deep = await api.call('POST', path, { raw: '{"email":[[[[1]]]]}' });
    expect([deep.status, deep.error.message]).toEqual([400, 'The body nests deeper than 4 levels.']);
  });

  it('refuses a body beyond 1 MiB', async () => {
    const reply = await send('/api/v1/rules', 'POST', { body: { source: 'x'.repeat(1_100_000) } });
    expect([reply.status, reply.error.code]).toEqual([413, 'too-large']);
  });

  it.each([
    '/api/v1/rules/not-an-id',
    '/api/v1/runs?limit=0',
    '/api/v1/runs?limit=10000',
    '/api/v1/runs?status=dancing',
    '/api/v1/runs?cursor=x',
    '/api/v1/activity?from=yesterday',
    '/api/v1/rules?q=%00',
  ])('GET %s names what is wrong', async (url) => {
    const reply = await api.call('GET', url, { token: owner.token });
    expect([reply.status, reply.error.code]).toEqual([400, 'invalid-input']);
  });
});

describe('every answer', () => {
  it('comes in the envelope', async () => {
    const reply = await api.call('GET', '/api/v1/rules', { token: owner.token });
    expect(reply.body).toEqual({
      success: true,
      data: [],
      meta: { timestamp: expect.stringMatching(/^\d{4}-.*Z$/), pagination: { limit: 50, nextCursor: null } },
    });
  });

  it('names the request, also when it is refused', async () => {
    const reply = await api.call('GET', '/nowhere', { headers: { 'x-request-id': 'from-the-caller' } });
    expect(reply.headers['x-request-id']).toBe('from-the-caller');
    expect(reply.body).toEqual({
      success: false,
      error: { code: 'not-found', message: expect.any(String), hint: expect.any(String), details: [] },
      meta: { timestamp: expect.any(String), requestId: 'from-the-caller' },
    });
    const hostile = await api.call('GET', '/nowhere', { headers: { 'x-request-id': 'a b"}' } });
    expect(hostile.headers['x-request-id']).not.toContain('"');
  });

  it('comes in the envelope where the address itself is broken', async () => {
    const reply = await api.call('GET', '/api/v1/rules/%E0%A4%A', { headers: { 'x-request-id': 'from-the-caller' } });
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({
      success: false,
      error: { code: 'invalid-input', message: expect.any(String), details: [] },
      meta: { requestId: 'from-the-caller' },
    });
  });

  it('says how many requests are left', async () => {
    const first = await api.call('GET', '/api/v1/actions', { token: owner.token });
    const second = await api.call('GET', '/api/v1/actions', { token: owner.token });
    expect(Number(first.headers['ratelimit-remaining']) - Number(second.headers['ratelimit-remaining'])).toBe(1);
    expect(Number(first.headers['ratelimit-limit'])).toBeGreaterThanOrEqual(6000);
    expect(Number(first.headers['ratelimit-reset'])).toBeGreaterThan(0);
  });

  it('stops whoever asks too much, and says until when', async () => {
    const busy = await api.observatory();
    const ask = () => api.call('POST', `/api/v1/rules/${anyId}/webhook/rotate-secret`, { token: busy.token });
    for (let count = 0; count < 30; count += 1) expect((await ask()).status).toBe(404);
    const refused = await ask();
    expect([refused.status, refused.error.code]).toEqual([429, 'rate-limited']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(
      (await api.call('POST', `/api/v1/rules/${anyId}/webhook/rotate-secret`, { token: owner.token })).status,
    ).toBe(404);
  });

  it('carries security headers and lets in only the configured origins', async () => {
    const reply = await api.call('GET', '/health/live', { headers: { origin: api.config.admin.url } });
    expect(reply.headers['access-control-allow-origin']).toBe(api.config.admin.url);
    expect(reply.headers['access-control-allow-credentials']).toBe('true');
    expect(reply.headers['x-content-type-options']).toBe('nosniff');
    expect(reply.headers['content-security-policy']).toContain("default-src 'self'");
    const stranger = await api.call('GET', '/health/live', { headers: { origin: 'https://evil.example' } });
    expect(stranger.headers['access-control-allow-origin']).toBeUndefined();
  });
});
