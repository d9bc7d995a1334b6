import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCredentialSealer, connectionContext } from '@jarvis/payload-codec/credentials';
import { z } from 'zod';
import { TestApi, type Person } from './support/api.js';
import { startSandbox, type Sandbox } from './support/sandbox.js';

let sandbox: Sandbox;
let api: TestApi;
type Owner = Person & { observatoryId: string };

beforeAll(async () => {
  sandbox = await startSandbox();
  api = await TestApi.start({ SANDBOX_URL: sandbox.url });
});
afterAll(async () => {
  await api.stop();
  await sandbox.stop();
});

const Begun = z.object({ authorizeUrl: z.url() });
const begin = async (token: string, platform: string, body: object = {}) =>
  (await api.call('POST', `/api/v1/integrations/${platform}/connect`, { token, body })).data(Begun).authorizeUrl;

/** What the vendor sends the browser back to, after a person has filled in its page. */
async function consent(authorizeUrl: string, form: Record<string, string> = {}): Promise<URL> {
  const reply = await fetch(authorizeUrl, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
  return new URL(String(reply.headers.get('location')));
}

/** What the browser is told in the end. */
async function comeBack(token: string, answer: URL): Promise<Record<string, string>> {
  const reply = await api.call('GET', `${answer.pathname}${answer.search}`, { token });
  expect([reply.status, reply.body]).toEqual([303, '']);
  const to = new URL(String(reply.headers['location']));
  expect(to.origin + to.pathname).toBe(`${api.config.admin.url}/connections`);
  return Object.fromEntries(to.searchParams);
}

async function connect(token: string, platform: string, form: Record<string, string> = {}, body: object = {}) {
  return comeBack(token, await consent(await begin(token, platform, body), form));
}

const connections = ({ observatoryId }: Owner) =>
  api.query('select * from integrations where observatory_id = $1 order by created_at', [observatoryId]);
const opened = (row: Record<string, unknown> | undefined): unknown =>
  createCredentialSealer(api.config.keys.encryption).openCredentials(
    String(row?.['credentials']),
    connectionContext(String(row?.['id'])),
  );
const Tokens = z.object({ accessToken: z.string(), refreshToken: z.string(), expiresAt: z.string() });

describe.each([
  ['twitter', '@jarvis_dev', '1780000000000000001', 'accessToken'],
  ['gmail', 'jarvis@sandbox.example', 'jarvis@sandbox.example', 'accessToken'],
  ['hubspot', 'Portal 1', '1', 'privateAppToken'],
])('connecting %s by consent', (platform, accountName, accountId, pasted) => {
  it('sends the owner there with PKCE and a state, and keeps what comes of it sealed', async () => {
    const owner = await api.observatory();
    const authorizeUrl = new URL(await begin(owner.token, platform));
    const asked = Object.fromEntries(authorizeUrl.searchParams);
    expect(asked).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      redirect_uri: `${api.config.admin.url}/api/v1/integrations/${platform}/callback`,
    });
    const kept = JSON.stringify(await api.query('select * from oauth_attempts'));
    expect(kept).not.toContain(asked['state']);

    const answer = await consent(authorizeUrl.href);
    const result = await comeBack(owner.token, answer);
    expect(result).toEqual({ open: platform, outcome: 'connected', connection: expect.any(String) });

    const [row] = await connections(owner);
    expect(row).toMatchObject({
      id: result['connection'],
      account_name: accountName,
      account_id: accountId,
      status: 'connected',
      health: 'healthy',
      config: { clientId: 'jarvis' },
      scopes: String(asked['scope']).split(' '),
    });
    const tokens = Tokens.parse(opened(row));
    const everything = JSON.stringify([
      await api.query('select * from oauth_attempts'),
      await api.query('select * from audit_log'),
      (await api.call('GET', '/api/v1/integrations', { token: owner.token })).body,
      result,
    ]);
    for (const secret of [tokens.accessToken, tokens.refreshToken, String(answer.searchParams.get('code'))])
      expect(everything).not.toContain(secret);
  });

  it('renews the connection of an account that is connected, and keeps its name and its rules', async () => {
    const owner = await api.observatory();
    const first = await connect(owner.token, platform);
    await api.query(
      `update integrations set account_name = 'Ours', status = 'error', health = 'unhealthy' where id = $1`,
      [first['connection']],
    );
    const [before] = await connections(owner);
    const second = await connect(owner.token, platform, {}, { replace: first['connection'] });
    expect(second).toEqual({ ...first, outcome: 'renewed' });
    const rows = await connections(owner);
    expect(rows).toMatchObject([{ account_name: 'Ours', status: 'connected', health: 'healthy' }]);
    expect(opened(rows[0])).not.toEqual(opened(before));
  });

  it('makes another account another connection, and never renews one with another', async () => {
    const owner = await api.observatory();
    const first = await connect(owner.token, platform);
    const [before] = await connections(owner);
    expect(await connect(owner.token, platform, { owner: 'acme' }, { replace: first['connection'] })).toEqual({
      open: platform,
      outcome: 'other-account',
    });
    expect(await connections(owner)).toEqual([before]);
    expect(await connect(owner.token, platform, { owner: 'acme' })).toMatchObject({ outcome: 'connected' });
    expect(await connections(owner)).toHaveLength(2);
  });

  it('makes nothing of a consent that is denied, or for less than was asked', async () => {
    const owner = await api.observatory();
    const authorizeUrl = await begin(owner.token, platform);
    const [scope = ''] = String(new URL(authorizeUrl).searchParams.get('scope')).split(' ');
    expect(await comeBack(owner.token, await consent(authorizeUrl, { decision: 'deny' }))).toEqual({
      open: platform,
      outcome: 'denied',
    });
    expect(await connect(owner.token, platform, { scope })).toEqual({ open: platform, outcome: 'scopes-missing' });
    expect(await connections(owner)).toEqual([]);
  });

  it('takes an answer once, however many bring it at the same time', async () => {
    const owner = await api.observatory();
    const answer = await consent(await begin(owner.token, platform));
    const results = await Promise.all(Array.from({ length: 10 }, () => comeBack(owner.token, answer)));
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['connected', ...Array(9).fill('used')]);
    expect(await comeBack(owner.token, answer)).toEqual({ open: platform, outcome: 'used' });
    expect(await connections(owner)).toHaveLength(1);
  });

  it('takes it in the session and observatory that asked only, and leaves it to them', async () => {
    const owner = await api.observatory();
    const answer = await consent(await begin(owner.token, platform));
    const elsewhere = await api.signIn(owner.email);
    const colleague = await api.member(owner.observatoryId, 'operator');
    for (const token of [elsewhere, colleague.token])
      expect(await comeBack(token, answer)).toEqual({ open: platform, outcome: 'other-session' });
    const stranger = await api.observatory();
    expect(await comeBack(stranger.token, answer)).toEqual({ open: platform, outcome: 'unknown' });
    expect([await connections(owner), await connections(stranger)]).toEqual([[], []]);
    expect(await comeBack(owner.token, answer)).toMatchObject({ outcome: 'connected' });
  });

  it('does not take it late, for another platform, from another issuer, or made up', async () => {
    const owner = await api.observatory();
    const late = await consent(await begin(owner.token, platform));
    await api.query(`update oauth_attempts set expires_at = now() - interval '1 second' where observatory_id = $1`, [
      owner.observatoryId,
    ]);
    expect(await comeBack(owner.token, late)).toMatchObject({ outcome: 'expired' });

    const other = platform === 'gmail' ? 'twitter' : 'gmail';
    const elsewhere = await consent(await begin(owner.token, platform));
    elsewhere.pathname = `/api/v1/integrations/${other}/callback`;
    expect(await comeBack(owner.token, elsewhere)).toEqual({ open: other, outcome: 'unknown' });

    const evil = await consent(await begin(owner.token, platform));
    evil.searchParams.set('iss', 'https://evil.example');
    expect(await comeBack(owner.token, evil)).toMatchObject({ outcome: 'wrong-issuer' });

    const wrong = await consent(await begin(owner.token, platform));
    wrong.searchParams.set('code', 'made-up');
    expect(await comeBack(owner.token, wrong)).toMatchObject({ outcome: 'refused' });
    const none = new URL(`/api/v1/integrations/${platform}/callback`, api.config.admin.url);
    expect(await comeBack(owner.token, none)).toMatchObject({ outcome: 'unknown' });
    none.search = '?state=made-up&code=made-up&code=twice';
    expect(await comeBack(owner.token, none)).toMatchObject({ outcome: 'unknown' });
    expect(await connections(owner)).toEqual([]);
  });

  it('is for those who may connect', async () => {
    const owner = await api.observatory();
    const { token } = await api.member(owner.observatoryId, 'viewer');
    const reply = await api.call('POST', `/api/v1/integrations/${platform}/connect`, { token, body: {} });
    expect(reply.status).toBe(403);
    expect((await api.call('GET', `/api/v1/integrations/${platform}/callback?state=x`, { token })).status).toBe(403);
    expect((await api.call('GET', `/api/v1/integrations/${platform}/callback?state=x`)).status).toBe(401);
  });

  it('is given back at the platform when the account is disconnected', async () => {
    const owner = await api.observatory();
    const { connection = '' } = await connect(owner.token, platform);
    const [row] = await connections(owner);
    const { accessToken } = Tokens.parse(opened(row));
    const reply = await api.call('DELETE', `/api/v1/integrations/${connection}`, { token: owner.token });
    expect(reply.body).toMatchObject({ data: { deleted: true, access: 'revoked', problem: null } });
    expect(sandbox.journal()).toMatch(/\/revoke"/);
    expect(await connections(owner)).toEqual([]);
    const again = await api.call('POST', `/api/v1/integrations/${platform}/connect`, {
      token: owner.token,
      body: { accountName: 'Again', credentials: { [pasted]: accessToken } },
    });
    expect(again.error.code).toBe('credentials-refused');
  });
});

describe('a connection made by consent', () => {
  it('is renewed by a look at it when its token has ended, and not called unhealthy', async () => {
    const owner = await api.observatory();
    const { connection = '' } = await connect(owner.token, 'twitter');
    const [row] = await connections(owner);
    const tokens = Tokens.parse(opened(row));
    const sealer = createCredentialSealer(api.config.keys.encryption);
    for (const ended of [
      { ...tokens, expiresAt: new Date(Date.now() - 1000).toISOString() },
      { accessToken: 'revoked-too-early', refreshToken: 'sandbox-r', expiresAt: tokens.expiresAt },
    ]) {
      await api.query('update integrations set credentials = $2 where id = $1', [
        connection,
        sealer.sealCredentials(ended, connectionContext(connection)),
      ]);
      const health = await api.call('GET', `/api/v1/integrations/${connection}/health`, { token: owner.token });
      expect(health.body).toMatchObject({ data: { health: 'healthy' } });
      const [now] = await connections(owner);
      expect(Tokens.parse(opened(now)).accessToken).not.toBe(ended.accessToken);
    }
  });

  it('is not renewed at another platform', async () => {
    const owner = await api.observatory();
    const { connection: replace } = await connect(owner.token, 'twitter');
    const reply = await api.call('POST', '/api/v1/integrations/gmail/connect', {
      token: owner.token,
      body: { replace },
    });
    expect([reply.status, reply.error.code]).toEqual([409, 'another-platform']);
    expect(reply.error.message).toContain('@jarvis_dev is no account on Gmail');
  });

  it('takes the name with its id when another account was given this name', async () => {
    const owner = await api.observatory();
    await api.call('POST', '/api/v1/integrations/twitter/connect', {
      token: owner.token,
      body: { accountName: '@jarvis_dev', credentials: { accessToken: 'acme.1' } },
    });
    await connect(owner.token, 'twitter');
    expect((await connections(owner)).map((row) => row['account_name'])).toEqual([
      '@jarvis_dev',
      '@jarvis_dev (1780000000000000001)',
    ]);
  });
});

describe('without the sandbox', () => {
  let real: TestApi;
  beforeAll(async () => {
    real = await TestApi.start({
      JARVIS_OAUTH_CLIENTS: JSON.stringify({ gmail: { clientId: 'installed', clientSecret: 'installed-secret' } }),
    });
  });
  afterAll(() => real.stop());

  const Entry = z.looseObject({
    platform: z.string(),
    auth: z.object({ consent: z.looseObject({ client: z.unknown() }) }),
  });
  const clientOf = async (token: string, platform: string) => {
    const reply = await real.call('GET', `/api/v1/integrations?q=${platform}`, { token });
    return reply.data(z.array(Entry)).find((entry) => entry.platform === platform)?.auth.consent.client;
  };
  const beginReal = (token: string, platform: string) =>
    real.call('POST', `/api/v1/integrations/${platform}/connect`, { token, body: {} });

  it('says that a client is missing and where to get it, and takes one from an owner', async () => {
    const owner = await real.observatory();
    const { token } = owner;
    const refused = await beginReal(token, 'twitter');
    expect([refused.status, refused.error.code]).toEqual([422, 'client-missing']);
    expect(refused.error.hint).toContain('developer.x.com');
    expect(refused.error.hint).toContain('/api/v1/integrations/twitter/callback');

    const client = { clientId: 'ours', clientSecret: 'our-secret' };
    const operator = await real.member(owner.observatoryId, 'operator');
    const put = (by: string) => real.call('PUT', '/api/v1/integrations/twitter/client', { token: by, body: client });
    expect((await put(operator.token)).status).toBe(403);
    const set = await put(token);
    expect(set.body).toMatchObject({ data: { clientId: 'ours' } });
    expect(await clientOf(token, 'twitter')).toEqual({ clientId: 'ours', source: 'observatory' });
    const shown = JSON.stringify([set.body, (await real.call('GET', '/api/v1/integrations', { token })).body]);
    expect(shown).not.toContain('our-secret');
    expect(JSON.stringify(await real.query('select * from oauth_clients'))).not.toContain('our-secret');

    const url = new URL((await beginReal(token, 'twitter')).data(Begun).authorizeUrl);
    expect([url.origin, url.searchParams.get('client_id')]).toEqual(['https://x.com', 'ours']);
    // Nobody else's.
    const stranger = await real.observatory();
    expect(await clientOf(stranger.token, 'twitter')).toBeNull();
    const gone = await real.call('DELETE', '/api/v1/integrations/twitter/client', { token });
    expect(gone.status).toBe(200);
    expect((await beginReal(token, 'twitter')).error.code).toBe('client-missing');
  });

  it('uses the installation’s unless the observatory has its own', async () => {
    const { token } = await real.observatory();
    expect(await clientOf(token, 'gmail')).toEqual({ clientId: 'installed', source: 'installation' });
    const url = new URL((await beginReal(token, 'gmail')).data(Begun).authorizeUrl);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: 'installed',
      access_type: 'offline',
      prompt: 'consent',
    });
    await real.call('PUT', '/api/v1/integrations/gmail/client', { token, body: { clientId: 'ours' } });
    expect(await clientOf(token, 'gmail')).toEqual({ clientId: 'ours', source: 'observatory' });
  });

  it('is shown to readers without opening its secret', async () => {
    const owner = await real.observatory();
    await real.call('PUT', '/api/v1/integrations/twitter/client', {
      token: owner.token,
      body: { clientId: 'ours', clientSecret: 'our-secret' },
    });
    // As it is when its key is gone.
    await real.query(`update oauth_clients set client_secret = 'jarvis.v1.gone.AAAA' where observatory_id = $1`, [
      owner.observatoryId,
    ]);
    const viewer = await real.member(owner.observatoryId, 'viewer');
    expect(await clientOf(viewer.token, 'twitter')).toEqual({ clientId: 'ours', source: 'observatory' });
  });

  it('is set by two at the same time, and one of them is what there is', async () => {
    const { token } = await real.observatory();
    const ids = ['one', 'two', 'three'];
    const set = await Promise.all(
      ids.map((clientId) =>
        real.call('PUT', '/api/v1/integrations/twitter/client', {
          token,
          body: { clientId, clientSecret: `secret of ${clientId}` },
        }),
      ),
    );
    expect(set.map(({ status }) => status)).toEqual([200, 200, 200]);
    // Its secret opens, too.
    const url = new URL((await beginReal(token, 'twitter')).data(Begun).authorizeUrl);
    expect(ids).toContain(url.searchParams.get('client_id'));
  });

  it('has none for what is connected with keys', async () => {
    const { token } = await real.observatory();
    const reply = await real.call('PUT', '/api/v1/integrations/http/client', { token, body: { clientId: 'ours' } });
    expect(reply.error.code).toBe('no-client-needed');
    expect((await beginReal(token, 'http')).error.code).toBe('credentials-missing');
  });
});
