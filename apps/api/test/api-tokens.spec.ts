import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { TestApi, type Person, type Role } from './support/api.js';
import { createRule, hello } from './support/rules.js';

let api: TestApi;
let owner: Person & { observatoryId: string };
beforeAll(async () => {
  api = await TestApi.start();
  owner = await api.observatory();
});
afterAll(() => api.stop());

const Token = z.looseObject({ id: z.uuid(), name: z.string(), role: z.string(), lastUsedAt: z.string().nullable() });
const Made = Token.extend({ token: z.string() });
const tokens = (method: 'GET' | 'POST' | 'DELETE', path = '', body?: unknown, token = owner.token) =>
  api.call(method, `/api/v1/api-tokens${path}`, { token, body });
const make = async (role: Role, by = owner.token) =>
  (await tokens('POST', '', { name: `For ${role}`, role }, by)).data(Made);
const list = async (by = owner.token) =>
  z.object({ data: z.array(Token) }).parse((await tokens('GET', '', undefined, by)).body).data;
const importing = (token: string) => api.call('POST', '/api/v1/rules/import', { token, body: { text: hello } });
const rules = (token: string) => api.call('GET', '/api/v1/rules', { token });

describe('a token', () => {
  it('lets a machine do what its role may, and no more', async () => {
    const [operator, viewer] = [await make('operator'), await make('viewer')];
    expect((await importing(operator.token)).status).toBe(201);
    expect((await rules(viewer.token)).status).toBe(200);
    const refused = await importing(viewer.token);
    expect([refused.status, refused.error.code]).toEqual([403, 'forbidden']);
    const me = await api.call('GET', '/api/v1/auth/me', { token: viewer.token });
    expect(me.body).toMatchObject({ data: { role: 'viewer', observatory: { id: owner.observatoryId } } });
  });

  it('is stored as a hash, shown once, listed with its last use, and audited', async () => {
    const { id, token } = await make('viewer');
    expect(JSON.stringify(await api.query('select * from api_tokens where id = $1', [id]))).not.toContain(
      token.slice(8),
    );
    expect((await list()).find((one) => one.id === id)).toMatchObject({ lastUsedAt: null });
    await rules(token);
    const [listed] = (await list()).filter((one) => one.id === id);
    expect(listed?.lastUsedAt).not.toBeNull();
    expect(listed).not.toHaveProperty('token');
    await tokens('DELETE', `/${id}`);
    const actions = await api.query('select action from audit_log where entity_id = $1 order by created_at', [id]);
    expect(actions.map(({ action }) => action)).toEqual(['api-token.made', 'api-token.revoked']);
  });

  it('ends at once when it is ended, runs out, or its person leaves', async () => {
    const ended = await make('operator');
    expect((await rules(ended.token)).status).toBe(200);
    expect((await tokens('DELETE', `/${ended.id}`)).status).toBe(200);
    expect((await rules(ended.token)).status).toBe(401);
    expect((await tokens('DELETE', `/${ended.id}`)).status).toBe(404);

    const old = await make('operator');
    await api.query(`update api_tokens set expires_at = now() where id = $1`, [old.id]);
    expect((await rules(old.token)).status).toBe(401);
    expect((await list()).map(({ id }) => id)).not.toContain(old.id);

    const member = await api.member(owner.observatoryId, 'operator');
    const theirs = await make('operator', member.token);
    await api.query(`update memberships set role = 'viewer' where user_id = $1`, [member.userId]);
    expect((await importing(theirs.token)).status).toBe(403);
    await api.query('delete from memberships where user_id = $1', [member.userId]);
    expect((await rules(theirs.token)).status).toBe(401);
  });

  it('cannot be made for more than one may, nor be seen or ended by others than its person and owners', async () => {
    const [one, other] = [
      await api.member(owner.observatoryId, 'operator'),
      await api.member(owner.observatoryId, 'operator'),
    ];
    const more = await tokens('POST', '', { name: 'x', role: 'owner' }, one.token);
    expect([more.status, more.error.code]).toEqual([403, 'forbidden']);
    const { id } = await make('operator', one.token);
    expect((await list(other.token)).map((token) => token.id)).not.toContain(id);
    expect((await tokens('DELETE', `/${id}`, undefined, other.token)).status).toBe(404);
    expect((await list()).map((token) => token.id)).toContain(id);
    expect((await tokens('DELETE', `/${id}`)).status).toBe(200);
  });

  it('does nothing that is for people: no tokens, no devices, no other observatory, no answers, no refreshing', async () => {
    const { token } = await make('owner');
    const nothing = '00000000-0000-4000-8000-000000000000';
    for (const [method, path, body] of [
      ['POST', '/api-tokens', { name: 'x', role: 'viewer' }],
      ['GET', '/api-tokens', undefined],
      ['GET', '/auth/devices', undefined],
      ['POST', '/auth/observatory', { observatoryId: owner.observatoryId }],
      ['POST', `/approvals/${nothing}/decision`, { decision: 'approved' }],
      ['POST', '/integrations/twitter/connect', {}],
      ['PUT', '/integrations/twitter/client', {}],
      ['DELETE', '/integrations/twitter/client', undefined],
    ] as const) {
      const reply = await api.call(method, `/api/v1${path}`, { token, body });
      expect([path, reply.status, reply.error.code]).toEqual([path, 403, 'people-only']);
    }
    const refreshed = await api.call('POST', '/api/v1/auth/refresh', { body: { refreshToken: token } });
    expect(refreshed.status).toBe(401);
  });

  it('of another observatory reads nothing here', async () => {
    const stranger = await api.observatory();
    const id = await createRule(api, owner.token, hello);
    const { token } = await make('owner', stranger.token);
    expect((await api.call('GET', `/api/v1/rules/${id}/export`, { token })).status).toBe(404);
    expect((await rules('jarvis_wrong')).status).toBe(401);
  });
});
