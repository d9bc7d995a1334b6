import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCredentialSealer, connectionContext } from '@jarvis/payload-codec/credentials';
import { until } from '@jarvis/testing';
import { z } from 'zod';
import { TestApi, type Person } from './support/api.js';
import { asking, Id, publishRule } from './support/rules.js';

let api: TestApi;
let owner: Person & { observatoryId: string };
let vendor: Server;
/** What the vendor answers to "who am I", once it may. */
let answer: { status: number; body: unknown };
let mayAnswer: Promise<unknown> = Promise.resolve();
const tokensSeen: string[] = [];
beforeAll(async () => {
  vendor = createServer((request, response) => {
    tokensSeen.push(request.headers.authorization ?? '');
    const isToken = request.url?.endsWith('/oauth2/token');
    void mayAnswer.then(() => {
      const { status, body } = isToken ? granted : answer;
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  const { port } = vendor.address() as AddressInfo;
  api = await TestApi.start({ SANDBOX_URL: `http://127.0.0.1:${port.toString()}` });
  owner = await api.observatory();
});
afterAll(async () => {
  await api.stop();
  vendor.close();
});

/** What it answers to a code. */
const granted = { status: 200, body: { access_token: 'granted', token_type: 'bearer', expires_in: 7200 } };
const me = { status: 200, body: { data: { id: '77', name: 'Acme', username: 'acme' } } };
const secret = 'a-very-secret-access-token';
const call = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) =>
  api.call(method, `/api/v1/integrations${path}`, { token: owner.token, ...(body === undefined ? {} : { body }) });
const connect = (
  platform: string,
  credentials: unknown = { accessToken: secret },
  more: Record<string, unknown> = {},
) => call('POST', `/${platform}/connect`, { accountName: 'Acme on X', credentials, ...more });
/** The account of these tests, whether or not an earlier one connected it. */
const connected = async () => {
  const reply = await connect('twitter');
  if (reply.status !== 409) return reply;
  const { connection } = z.object({ connection: Id }).parse(reply.error.details);
  return connect('twitter', { accessToken: secret }, { replace: connection.id });
};

describe('connecting', () => {
  it('asks the platform, seals the credentials and never shows them again', async () => {
    answer = me;
    const reply = await connect('twitter');
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({
      data: {
        platform: 'twitter',
        accountName: 'Acme on X',
        accountId: '77',
        status: 'connected',
        health: 'healthy',
        errorMessage: null,
      },
    });
    expect(tokensSeen).toContain(`Bearer ${secret}`);
    const { id } = reply.data(Id);
    const [row] = await api.query('select credentials from integrations where id = $1', [id]);
    const sealed = z.string().parse(row?.['credentials']);
    expect(sealed).not.toContain(secret);
    expect(createCredentialSealer(api.config.keys.encryption).openCredentials(sealed, connectionContext(id))).toEqual({
      accessToken: secret,
    });
    const shown = JSON.stringify([
      reply.body,
      (await call('GET', '')).body,
      (await call('GET', '/connected')).body,
      (await call('GET', `/${id}/health`)).body,
    ]);
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain('jarvis.v1.');
  });

  it('replaces the keys of a connected account only when asked to, and nothing of another account', async () => {
    answer = me;
    const { id } = (await connected()).data(Id);
    const stored = () =>
      api.query(`select id, account_id, account_name, credentials from integrations where id = $1`, [id]);
    const before = await stored();

    const again = await connect('twitter', { accessToken: 'another-token' }, { accountName: 'Acme again' });
    expect([again.status, again.error.code]).toEqual([409, 'account-connected']);
    expect(again.error.message).toContain('the same account');
    expect(again.error.message).toContain('Acme on X');
    expect(again.error.details).toEqual({
      connection: { id, accountId: '77', accountName: 'Acme on X', status: 'connected' },
    });
    expect(await stored()).toEqual(before);

    // The token turns out to be somebody else's: that is not what was asked for.
    answer = { status: 200, body: { data: { id: '78', name: 'Other', username: 'other' } } };
    const other = await connect('twitter', { accessToken: 'of-another' }, { replace: id });
    expect([other.status, other.error.code]).toEqual([409, 'another-account']);
    expect(await stored()).toEqual(before);
    const sameName = await connect('twitter', { accessToken: 'of-another' }, { accountName: 'ACME on X' });
    expect([sameName.status, sameName.error.code]).toEqual([422, 'name-taken']);
    expect(sameName.error.details).toMatchObject([{ path: 'accountName' }]);
    const second = (await connect('twitter', { accessToken: 'of-another' }, { accountName: 'Other' })).data(Id);
    expect(second.id).not.toBe(id);

    answer = me;
    const replaced = await connect('twitter', { accessToken: 'another-token' }, { accountName: 'X', replace: id });
    // It keeps the name that rules know it by.
    expect(replaced.body).toMatchObject({ data: { id, accountName: 'Acme on X', status: 'connected' } });
    const [row] = await stored();
    const sealed = z.string().parse(row?.['credentials']);
    expect(createCredentialSealer(api.config.keys.encryption).openCredentials(sealed, connectionContext(id))).toEqual({
      accessToken: 'another-token',
    });
    await call('DELETE', `/${second.id}`);
  });

  it('makes two that connect the same account at once one connection and one question', async () => {
    answer = me;
    const { token } = await api.observatory();
    const both = await Promise.all(
      ['One', 'Two'].map((accountName) =>
        api.call('POST', '/api/v1/integrations/twitter/connect', {
          token,
          body: { accountName, credentials: { accessToken: secret } },
        }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('refuses keys the platform refuses, in its words, and stores nothing', async () => {
    answer = { status: 401, body: { title: 'Unauthorized', status: 401 } };
    const reply = await connect('twitter', { accessToken: 'wrong' });
    expect([reply.status, reply.error.code]).toEqual([422, 'credentials-refused']);
    expect(reply.error.message).toContain('X (Twitter) does not accept these credentials');
    expect(JSON.stringify(reply.body)).not.toContain('wrong"');
  });

  it('keeps nothing of a consent when the platform lets us in and refuses the first call, and says that', async () => {
    const { token, observatoryId } = await api.observatory();
    const begun = await api.call('POST', '/api/v1/integrations/twitter/connect', { token, body: {} });
    const { authorizeUrl } = begun.data(z.object({ authorizeUrl: z.url() }));
    const state = String(new URL(authorizeUrl).searchParams.get('state'));
    answer = { status: 403, body: { title: 'Forbidden', detail: 'Not switched on for this client.' } };
    const query = new URLSearchParams({ state, code: 'any' }).toString();
    const reply = await api.call('GET', `/api/v1/integrations/twitter/callback?${query}`, { token });
    const to = new URL(String(reply.headers['location']));
    expect(Object.fromEntries(to.searchParams)).toEqual({ open: 'twitter', outcome: 'first-call-refused' });
    expect(await api.query('select 1 from integrations where observatory_id = $1', [observatoryId])).toEqual([]);
  });

  it('keeps them as pending when the platform is down', async () => {
    answer = { status: 503, body: { title: 'Unavailable' } };
    const other = await api.observatory();
    const reply = await api.call('POST', '/api/v1/integrations/twitter/connect', {
      token: other.token,
      body: { accountName: 'Later', credentials: { accessToken: secret } },
    });
    expect(reply.body).toMatchObject({ data: { status: 'pending', health: 'degraded', accountId: 'later' } });
    const { id } = reply.data(Id);
    // Once the platform says whose they are, it is the one that waited, and not a second one of its name.
    answer = me;
    const later = (replace?: string) =>
      api.call('POST', '/api/v1/integrations/twitter/connect', {
        token: other.token,
        body: { accountName: 'Later', credentials: { accessToken: secret }, ...(replace ? { replace } : {}) },
      });
    expect((await later()).error.code).toBe('account-connected');
    expect((await later(id)).body).toMatchObject({ data: { id, status: 'connected', accountId: '77' } });
  });

  it('takes a real account past the sandbox when told so', async () => {
    answer = me;
    const before = tokensSeen.length;
    const { token } = await api.observatory();
    const reply = await api.call('POST', '/api/v1/integrations/twitter/connect', {
      token,
      body: { accountName: 'The real one', credentials: { accessToken: 'a-real-token' }, live: true },
    });
    // Without a network X is out of reach and the account stays pending; with one, X refuses this token.
    expect([201, 422]).toContain(reply.status);
    if (reply.status === 201) expect(reply.body).toMatchObject({ data: { sandbox: false, status: 'pending' } });
    expect(tokensSeen.slice(before)).toEqual([]);
    expect((await connected()).body).toMatchObject({ data: { sandbox: true } });
  });

  it('names wrong fields and unknown platforms', async () => {
    const wrong = await connect('twitter', { accessToken: '' });
    expect([wrong.status, wrong.error.code]).toEqual([422, 'invalid-credentials']);
    expect(wrong.error.details).toMatchObject([{ path: 'credentials.accessToken' }]);
    expect((await connect('myspace')).status).toBe(404);
    expect((await connect('core')).error.code).toBe('no-connection-needed');
  });
});

describe('a key for any HTTP service', () => {
  const calling = (more: string) => `format: 1
name: Tell the partner
trigger: { kind: manual }
steps:
  - id: tell
    kind: action
    uses: http.request${more}
`;
  const value = 'Bearer a-key-of-a-partner';

  it('is kept by a connection, used by the step that names it, and in no rule', async () => {
    const { observatoryId, token } = await api.observatory();
    const reply = await api.call('POST', '/api/v1/integrations/http/connect', {
      token,
      body: { accountName: 'Partner', credentials: { address: 'https://partner.example', value } },
    });
    expect(reply.body).toMatchObject({
      data: {
        accountName: 'Partner',
        status: 'connected',
        // Nobody asked the service yet.
        health: 'unknown',
        healthCheckedAt: null,
        errorMessage: null,
        accountId: 'Partner at https://partner.example',
      },
    });
    const { id } = reply.data(Id);
    const health = () => api.call('GET', `/api/v1/integrations/${id}/health`, { token });
    expect((await health()).body).toMatchObject({ data: { health: 'unknown', checkedAt: null } });
    // What a call showed is not forgotten by a check that can show nothing.
    await api.query(`update integrations set health = 'unhealthy', error_message = 'Refused.' where id = $1`, [id]);
    expect((await health()).body).toMatchObject({ data: { health: 'unhealthy', message: 'Refused.' } });
    const named = calling(`
    connection: Partner
    with: { url: https://partner.example/a }`);
    const { ruleId } = await publishRule(api, token, named);
    const plans = async () =>
      JSON.stringify(await api.query('select plan from rule_versions where observatory_id = $1', [observatoryId]));
    expect(await plans()).toContain(id);
    // Without the name it is called without a key, although there is one.
    await publishRule(
      api,
      token,
      calling(`
    with: { url: https://partner.example/a }`),
    );
    const rows = await api.query('select plan from rule_versions where rule_id <> $1 and observatory_id = $2', [
      ruleId,
      observatoryId,
    ]);
    expect(JSON.stringify(rows)).not.toContain(id);
    expect(
      JSON.stringify(await api.query('select * from integrations where observatory_id = $1', [observatoryId])),
    ).not.toContain('a-key-of-a-partner');
  });

  it('is not made for an address that every call would be refused at, nor led there later', async () => {
    const { token } = await api.observatory();
    const take = (address: string, more: Record<string, unknown> = {}) =>
      api.call('POST', '/api/v1/integrations/http/connect', {
        token,
        body: { accountName: 'Inside', credentials: { address, value }, ...more },
      });
    for (const [address, where] of [
      ['http://10.0.0.7:8080/api', '10.0.0.7'],
      ['http://localhost', '127.0.0.1'],
      ['http://[::ffff:192.168.1.1]', '::ffff:c0a8:101'],
    ] as const) {
      for (const live of [true, false]) {
        const reply = await take(address, { live });
        expect([reply.status, reply.error.code]).toEqual([422, 'credentials-refused']);
        expect(reply.error.details).toEqual([
          {
            path: 'credentials.address',
            code: 'credentials-refused',
            message: `Every request to ${where} would be refused: it leads into a private network.`,
            hint: 'Use an address on the public internet that this installation allows.',
          },
        ]);
      }
    }
    const { id } = (await take('https://partner.example')).data(Id);
    expect((await take('http://10.0.0.7', { replace: id })).error.code).toBe('credentials-refused');
    // One of before this check says so when it is looked at.
    const sealer = createCredentialSealer(api.config.keys.encryption);
    const credentials = sealer.sealCredentials(
      { address: 'http://10.0.0.7', header: 'Authorization', value },
      connectionContext(id),
    );
    await api.query('update integrations set credentials = $2 where id = $1', [id, credentials]);
    expect((await api.call('GET', `/api/v1/integrations/${id}/health`, { token })).body).toMatchObject({
      data: { health: 'unhealthy', message: expect.stringContaining('a private network') },
    });
  });

  it('is made with a warning when the name of its address is not known now', async () => {
    const { token } = await api.observatory();
    const reply = await api.call('POST', '/api/v1/integrations/http/connect', {
      token,
      body: { accountName: 'Typo', credentials: { address: 'https://partner.invalid', value }, live: true },
    });
    expect(reply.body).toMatchObject({
      data: {
        status: 'connected',
        health: 'unknown',
        errorMessage: 'The name partner.invalid has no address at the moment. Check how it is spelt.',
      },
    });
  });

  it('is refused in a rule, literal or not, with words on where it belongs', async () => {
    const { token } = await api.observatory();
    for (const header of [value, '"Bearer ${{ event.token }}"']) {
      const source = calling(`
    with: { url: https://partner.example/a, headers: { Authorization: ${header} } }`);
      const reply = await api.call('POST', '/api/v1/rules', { token, body: { source } });
      expect(reply.status).toBe(422);
      expect(reply.error.details).toMatchObject([
        {
          path: 'steps[0].with.headers.Authorization',
          code: 'invalid-input',
          message: expect.stringContaining('connect HTTP'),
        },
      ]);
    }
  });
});

describe('living with a connection', () => {
  it('checks it for real and remembers what was found', async () => {
    answer = me;
    const { id } = (await connected()).data(Id);
    answer = { status: 401, body: { title: 'Unauthorized', status: 401 } };
    expect((await call('GET', `/${id}/health`)).body).toMatchObject({ data: { id, health: 'unhealthy' } });
    expect((await call('GET', '/connected')).body).toMatchObject({
      data: [{ id, status: 'error', health: 'unhealthy', errorMessage: expect.any(String) }],
    });
    expect(
      await api.query(`select action from audit_log where action = 'credentials.opened' and entity_id = $1`, [id]),
    ).not.toEqual([]);
  });

  it('stays connected while its platform is down, and stays the account it is', async () => {
    const other = await api.observatory();
    const as = (method: 'GET' | 'POST', path: string, body?: object) =>
      api.call(method, `/api/v1/integrations${path}`, { token: other.token, ...(body ? { body } : {}) });
    // At Gmail an account's id is its name.
    const mailbox = (emailAddress: string) => ({ status: 200, body: { emailAddress } });
    const credentials = { accessToken: secret };
    answer = mailbox('a@acme.example');
    const { id } = (await as('POST', '/gmail/connect', { accountName: 'a@acme.example', credentials })).data(Id);
    answer = { status: 503, body: {} };
    expect((await as('GET', `/${id}/health`)).body).toMatchObject({ data: { health: 'degraded' } });
    const stored = () => api.query('select status, health, account_id from integrations where id = $1', [id]);
    expect(await stored()).toEqual([{ status: 'connected', health: 'degraded', account_id: 'a@acme.example' }]);
    answer = mailbox('b@acme.example');
    const reply = await as('POST', '/gmail/connect', { accountName: 'a@acme.example', credentials, replace: id });
    expect([reply.status, reply.error.code]).toEqual([409, 'another-account']);
    expect(await stored()).toMatchObject([{ account_id: 'a@acme.example' }]);
  });

  it('is not checked for those who may only look, since that opens its credentials', async () => {
    answer = me;
    const { id } = (await connected()).data(Id);
    const { token: viewer } = await api.member(owner.observatoryId, 'viewer');
    const before = await api.query(`select from audit_log where action = 'credentials.opened'`);
    const refused = await api.call('GET', `/api/v1/integrations/${id}/health`, { token: viewer });
    expect([refused.status, refused.error.code]).toEqual([403, 'forbidden']);
    expect(await api.query(`select from audit_log where action = 'credentials.opened'`)).toHaveLength(before.length);
  });

  it('is in the marketplace, found by words', async () => {
    answer = me;
    await connected();
    const all = await call('GET', '');
    expect(all.body).toMatchObject({
      data: expect.arrayContaining([
        expect.objectContaining({
          platform: 'twitter',
          connected: true,
          icon: expect.objectContaining({ drawn: 'filled' }),
          auth: expect.objectContaining({ kind: 'oauth2', form: expect.objectContaining({ type: 'object' }) }),
        }),
        expect.objectContaining({ platform: 'core', connected: true }),
      ]),
    });
    const found = await call('GET', '?q=mail&category=email');
    expect(found.body).toMatchObject({ data: [{ platform: 'gmail', connected: false, accounts: [] }] });
  });

  it('is forgotten when nothing uses it', async () => {
    answer = me;
    const { id } = (await connected()).data(Id);
    expect((await call('DELETE', `/${id}`)).body).toMatchObject({ data: { deleted: true, usedByRules: [] } });
    expect((await call('GET', `/${id}/health`)).status).toBe(404);
    expect(await api.query('select 1 from integrations where id = $1', [id])).toEqual([]);
  });

  it('is erased also when the platform does not take its access back, and says so', async () => {
    answer = me;
    const { id } = (await connected()).data(Id);
    await api.query(`update integrations set config = '{"clientId":"jarvis"}' where id = $1`, [id]);
    answer = { status: 503, body: {} };
    expect((await call('DELETE', `/${id}`)).body).toMatchObject({
      data: { deleted: true, access: 'failed', problem: expect.stringContaining('HTTP 503') },
    });
    expect(await api.query('select 1 from integrations where id = $1', [id])).toEqual([]);
  });

  it('can be disconnected to the end after a crash in the middle of it', async () => {
    answer = me;
    const { id } = (await connected()).data(Id);
    await publishRule(api, owner.token, asking);
    // As it is after the first of its steps: nobody can use it, and what gives the access back is there.
    await api.query(`update integrations set status = 'disconnected' where id = $1`, [id]);
    expect((await call('DELETE', `/${id}`)).body).toMatchObject({ data: { deleted: false, access: 'not-ours' } });
    // Rules name it, so it stays: it was not disconnected before.
    expect(await api.query('select status, credentials from integrations where id = $1', [id])).toEqual([
      { status: 'disconnected', credentials: null },
    ]);
    expect((await call('DELETE', `/${id}`)).body).toMatchObject({ data: { deleted: true } });
  });

  it('is disconnected once by two at the same time', async () => {
    answer = me;
    const { id } = (await connected()).data(Id);
    await publishRule(api, owner.token, asking);
    await api.query(`update integrations set config = '{"clientId":"jarvis"}' where id = $1`, [id]);
    const hang = Promise.withResolvers<null>();
    mayAnswer = hang.promise;
    const before = tokensSeen.length;
    const both = [call('DELETE', `/${id}`), call('DELETE', `/${id}`)];
    // Both have made it unusable and ask the platform to take its access back.
    await until(() => tokensSeen.length === before + 2);
    hang.resolve(null);
    for (const reply of await Promise.all(both)) expect(reply.body).toMatchObject({ data: { deleted: false } });
    expect(await api.query('select status, credentials from integrations where id = $1', [id])).toEqual([
      { status: 'disconnected', credentials: null },
    ]);
    const told = await api.query(`select action from audit_log where entity_id = $1 and action like 'connection.d%'`, [
      id,
    ]);
    expect(told).toEqual([{ action: 'connection.disconnected' }]);
    await call('DELETE', `/${id}`);
  });

  it('says which rules use it when it goes, and serves them again when the same account comes back', async () => {
    answer = me;
    const { id } = (await connected()).data(Id);
    const { ruleId } = await publishRule(api, owner.token, asking);
    expect((await call('GET', '/connected')).body).toMatchObject({
      data: [{ id, usedByRules: [{ id: ruleId, name: 'Ask, then post' }] }],
    });
    const gone = { data: { deleted: false, usedByRules: [{ id: ruleId }] } };
    expect((await call('DELETE', `/${id}`)).body).toMatchObject(gone);
    expect(await api.query('select status, credentials from integrations where id = $1', [id])).toEqual([
      { status: 'disconnected', credentials: null },
    ]);
    expect((await call('GET', `/${id}/health`)).body).toMatchObject({ data: { health: 'unhealthy' } });

    expect((await connect('twitter')).data(Id)).toMatchObject({ id });
    expect((await call('GET', '/connected')).body).toMatchObject({
      data: [{ id, status: 'connected', usedByRules: [{ id: ruleId }] }],
    });
    await call('DELETE', `/${id}`);
    expect((await call('DELETE', `/${id}`)).body).toMatchObject({ data: { deleted: true } });
    expect(await api.query('select 1 from integrations where id = $1', [id])).toEqual([]);
  });
});
