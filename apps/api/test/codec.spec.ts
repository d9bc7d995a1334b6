import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EncryptionCodec } from '@jarvis/payload-codec';
import { workflowIdOfRun } from '@jarvis/plan';
import { defaultPayloadConverter } from '@temporalio/common';
import { z } from 'zod';
import { TestApi, type Person } from './support/api.js';
import { hello, publishRule } from './support/rules.js';

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
    // What was plain anyway was not decrypted.
    expect(
      await api.query(
        `select actor_id, entity_type, metadata->'payloads' as payloads from audit_log where action = 'payloads.decrypted'`,
      ),
    ).toEqual([{ actor_id: owner.userId, entity_type: 'workflow', payloads: 1 }]);
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

  it.each(['%', '', 'x', '%E0%A4%A'])('refuses the cookie %j', async (value) => {
    const reply = await send('decode', { payloads: [] }, { headers: { cookie: `jarvis_access=${value}` } });
    expect([reply.status, reply.error.code]).toEqual([401, 'unauthenticated']);
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

  it('decrypts what belongs to the caller’s observatory, and leaves the rest as it was', async () => {
    const stranger = await api.observatory();
    const { ruleId } = await publishRule(api, owner.token, hello);
    const { runId } = (await api.call('POST', `/api/v1/rules/${ruleId}/run`, { token: owner.token })).data(
      z.object({ runId: z.uuid() }),
    );
    // As worker and client encrypt: arguments, results, signals and failures carry the same owner.
    const encrypt = async (workflowId?: string) => {
      const context =
        workflowId === undefined ? undefined : { type: 'workflow' as const, namespace: 'jarvis', workflowId };
      const [payload] = await new EncryptionCodec(api.config.keys.encryption).encode(
        [defaultPayloadConverter.toPayload({ text: 'the marker' })],
        context,
      );
      const { metadata, data } = payload!;
      const entries = Object.entries(metadata ?? {}).map(([name, bytes]) => [
        name,
        Buffer.from(bytes).toString('base64'),
      ]);
      return {
        metadata: Object.fromEntries(entries) as Record<string, string>,
        data: Buffer.from(data ?? []).toString('base64'),
      };
    };
    const read = async (payload: unknown, { token }: Person) =>
      Payloads.parse((await send('decode', { payloads: [payload] }, { token })).body).payloads[0];
    const plain = payloadOf({ text: 'the marker' });

    for (const id of [workflowIdOfRun(runId), `scheduled-${ruleId}`, `scheduled-${ruleId}-2026-11-21T15:00:00Z`]) {
      const payload = await encrypt(id);
      expect(await read(payload, owner)).toEqual(plain);
      expect(await read(payload, stranger)).toEqual(payload);
    }
    for (const id of [undefined, 'rehearsal-1', workflowIdOfRun(ruleId), `${workflowIdOfRun(runId)}-x`]) {
      const payload = await encrypt(id);
      for (const person of [owner, stranger]) expect(await read(payload, person)).toEqual(payload);
    }
    const encoded = Payloads.parse((await send('encode', { payloads: [plain] })).body).payloads[0];
    expect(await read(encoded, stranger)).toEqual(encoded);
    // In one request with readable ones as well, and not by naming another owner.
    const own = await encrypt(workflowIdOfRun(runId));
    const both = (await send('decode', { payloads: [encoded, own, plain] }, { token: stranger.token })).body;
    expect(both).toEqual({ payloads: [encoded, own, plain] });
    const claimed = { ...own, metadata: { ...own.metadata, owner: base64(`observatory:${stranger.observatoryId}`) } };
    expect((await send('decode', { payloads: [claimed] }, { token: stranger.token })).status).toBe(422);
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
