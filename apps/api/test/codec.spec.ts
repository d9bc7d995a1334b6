import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { TestApi, type Person } from './support/api.js';

let api: TestApi;
let owner: Person & { observatoryId: string };
beforeAll(async () => {
  api = await TestApi.start();
  owner = await api.observatory();
});
afterAll(() => api.stop());

const Payloads = z.object({
  payloads: z.array(z.object({ metadata: z.record(z.string(), z.string()), data: z.string() })),
});
const base64 = (text: string) => Buffer.from(text).toString('base64');
const payloadOf = (value: unknown) => ({
  metadata: { encoding: base64('json/plain') },
  data: base64(JSON.stringify(value)),
});
const send = (
  path: 'encode' | 'decode',
  body: unknown,
  auth: { token?: string; headers?: Record<string, string> } = { token: owner.token },
) => api.call('POST', `/codec/${path}`, { body, ...auth });

describe('the codec endpoint', () => {
  it('decodes what it encoded, and encoding hides it', async () => {
    const plain = { payloads: [payloadOf({ secret: 'plan' })] };
    const encoded = Payloads.parse((await send('encode', plain)).body);
    expect(Buffer.from(encoded.payloads[0]?.data ?? '', 'base64').toString('latin1')).not.toContain('plan');
    expect((await send('decode', encoded)).body).toEqual(plain);
    expect((await send('decode', plain)).body).toEqual(plain);
  });

  it('takes the admin’s cookie, which is all that Temporal UI can send', async () => {
    const headers = {
      cookie: `theme=dark; jarvis_access=${owner.token}`,
      'x-namespace': 'jarvis',
      origin: api.config.temporal.uiUrl,
    };
    const reply = await send('decode', { payloads: [] }, { headers });
    expect(reply.status).toBe(200);
    expect(reply.headers['access-control-allow-origin']).toBe(api.config.temporal.uiUrl);
    expect(reply.headers['access-control-allow-credentials']).toBe('true');
  });

  it('answers the preflight of Temporal UI and of nobody else', async () => {
    const preflight = (origin: string) =>
      api.app.inject({
        method: 'OPTIONS',
        url: '/codec/decode',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type,x-namespace,authorization,authorization-extras',
        },
      });
    const ours = await preflight(api.config.temporal.uiUrl);
    expect(ours.statusCode).toBe(204);
    expect(ours.headers['access-control-allow-headers']).toMatch(
      /content-type.*authorization.*x-namespace.*authorization-extras/,
    );
    expect((await preflight('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined();
  });

  it('is closed to reviewers, viewers and strangers', async () => {
    const reviewer = await api.member(owner.observatoryId, 'reviewer');
    expect((await send('decode', { payloads: [] }, { token: reviewer.token })).status).toBe(403);
    expect((await send('decode', { payloads: [] }, {})).status).toBe(401);
  });

  it('leaves what names another observatory encrypted', async () => {
    const stranger = await api.observatory();
    const encoded = (
      await send('encode', { payloads: [payloadOf({ observatoryId: owner.observatoryId, event: 'ours' })] })
    ).body;
    expect((await send('decode', encoded)).body).not.toEqual(encoded);
    expect((await send('decode', encoded, { token: stranger.token })).body).toEqual(encoded);
  });

  it('says what is wrong with payloads it cannot decode', async () => {
    const encoded = Payloads.parse((await send('encode', { payloads: [payloadOf(1)] })).body);
    const [first] = encoded.payloads;
    const broken = {
      payloads: [{ metadata: first?.metadata, data: base64('tampered with, and long enough to be one') }],
    };
    const reply = await send('decode', broken);
    expect([reply.status, reply.error.code]).toEqual([422, 'not-decodable']);
  });
});
