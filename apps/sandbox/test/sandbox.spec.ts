import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import {
  beginAuthorization,
  consentOf,
  createVendorTransport,
  exchangeCode,
  refreshTokens,
  revokeTokens,
  type OAuth2Auth,
} from '@jarvis/connector-kit';
import { createConnectors } from '@jarvis/connectors';
import { startSandbox } from '../src/server/start-sandbox.js';
import { contextFor, errorOf, openSandbox, type TestSandbox } from './support.js';

const registry = createConnectors();
const twitter = registry.getConnector('twitter')!;
const gmail = registry.getConnector('gmail')!;

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.dispose());

/** A request as a vendor gets it. */
function call(
  host: string,
  path: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  const { port } = new URL(sandbox.url);
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers: { host, ...headers } }, (reply) => {
      let text = '';
      reply.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: text }));
    });
    sent.on('error', reject).end(body);
  });
}
const json = { 'content-type': 'application/json', authorization: 'Bearer sandbox-token' };

describe('vendors, as strict as they are', () => {
  it.each([
    ['api.x.com', '/2/tweets', '{"text":"a","unknown":1}', 400, 'Invalid Request'],
    ['api.x.com', '/2/tweets', '{}', 400, 'Invalid Request'],
    ['api.x.com', '/2/tweets', '{"text":', 400, 'Invalid Request'],
    ['api.x.com', '/2/nothing', '{}', 404, 'Not Found'],
    [
      'gmail.googleapis.com',
      '/gmail/v1/users/me/messages/send',
      '{"raw":"YQ","extra":1}',
      400,
      'Unknown name \\"extra\\"',
    ],
    ['gmail.googleapis.com', '/gmail/v1/users/me/messages/send', '{"raw":"%%%"}', 400, 'Base64 decoding failed'],
    [
      'gmail.googleapis.com',
      '/gmail/v1/users/me/messages/send',
      '{"raw":"U3ViamVjdDogeAoKeQ"}',
      400,
      'Recipient address required',
    ],
    ['gmail.googleapis.com', '/gmail/v1/users/other@example.com/messages/send', '{}', 403, 'Delegation denied'],
  ])('%s%s %s → %i', async (host, path, body, status, words) => {
    const reply = await call(host, path, { method: 'POST', headers: json, body });
    expect(reply.status).toBe(status);
    expect(reply.body).toContain(words);
  });

  it('pages through a timeline and refuses a query X does not know', async () => {
    for (const text of ['a', 'b', 'c', 'd', 'e', 'f', 'g'])
      await call('api.x.com', '/2/tweets', {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ text: `page ${text}` }),
      });
    const timeline = '/2/users/1780000000000000001/tweets?max_results=5';
    const first = await call('api.x.com', timeline, { headers: json });
    expect(JSON.parse(first.body)).toMatchObject({
      data: [{ text: 'page g' }, {}, {}, {}, {}],
      meta: { result_count: 5, next_token: '5' },
    });
    const second = await call('api.x.com', `${timeline}&pagination_token=5`, { headers: json });
    expect(JSON.parse(second.body)).toMatchObject({
      data: expect.arrayContaining([expect.objectContaining({ text: 'page a' })]),
    });
    for (const wrong of ['&since=1', '&until_id=x', '&start_time=yesterday'])
      expect((await call('api.x.com', timeline + wrong, { headers: json })).status).toBe(400);
  });

  it('gives a mail back in every format', async () => {
    const raw = Buffer.from('To: a@example.com\r\nSubject: S\r\n\r\nHello').toString('base64url');
    const sent = await call('gmail.googleapis.com', '/gmail/v1/users/me/messages/send', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ raw }),
    });
    const { id } = JSON.parse(sent.body) as { id: string };
    const get = async (format: string): Promise<unknown> =>
      JSON.parse(
        (await call('gmail.googleapis.com', `/gmail/v1/users/me/messages/${id}?format=${format}`, { headers: json }))
          .body,
      );
    expect(await get('raw')).toMatchObject({ id, raw });
    expect(await get('full')).toMatchObject({
      payload: { mimeType: 'text/plain', body: { data: expect.stringMatching(/^SGVsbG8/) } },
    });
    expect(await get('metadata')).toMatchObject({
      payload: { headers: expect.arrayContaining([{ name: 'Subject', value: 'S' }]) },
    });
    expect(await get('minimal')).not.toHaveProperty('payload');
  });

  it('counts calls in the headers of X', async () => {
    const reply = await call('api.x.com', '/2/tweets', {
      method: 'POST',
      headers: json,
      body: '{"text":"Counted"}',
    });
    expect(reply.headers).toMatchObject({
      'x-rate-limit-limit': '100',
      'x-rate-limit-reset': expect.stringMatching(/^\d{10}$/),
    });
    expect(Number(reply.headers['x-rate-limit-remaining'])).toBeLessThan(100);
  });

  it('wants a key and a version for Anthropic, and no unknown field', async () => {
    const body = JSON.stringify({
      model: 'claude-sonnet-5-5',
      max_tokens: 10,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    const send = (headers: Record<string, string>, text = body) =>
      call('api.anthropic.com', '/v1/messages', { method: 'POST', headers, body: text });
    expect((await send({})).status).toBe(401);
    expect((await send({ 'x-api-key': 'k' })).body).toContain('anthropic-version');
    const good = { 'x-api-key': 'k', 'anthropic-version': '2023-06-01' };
    expect((await send(good, body.replace('{', '{"extra":1,'))).body).toContain(
      'extra: Extra inputs are not permitted',
    );
    expect((await send(good, body.replace('{', '{"temperature":1,'))).body).toContain('deprecated');
    expect((await send(good)).status).toBe(200);
    expect((await call('api.anthropic.com', '/v1/models', { headers: good })).body).toContain('claude-sonnet-5-5');
  });
});

describe('OAuth', () => {
  const client = { clientId: 'jarvis', clientSecret: 'secret' };
  const authOf = (connector: typeof twitter): OAuth2Auth => {
    const consent = consentOf(connector);
    if (!consent) throw new Error('not oauth2');
    return consent;
  };

  /** What the vendor sends the browser back with, after a person has filled in the consent page. */
  async function answerOf(url: string, consent: Record<string, string> = {}): Promise<URLSearchParams> {
    const reply = await fetch(url, { method: 'POST', body: new URLSearchParams(consent), redirect: 'manual' });
    return new URL(String(reply.headers.get('location'))).searchParams;
  }

  it.each([
    ['twitter', twitter],
    ['gmail', gmail],
  ])('grants %s access once, with PKCE, and renews it', async (_name, connector) => {
    const auth = authOf(connector);
    const redirectUri = 'http://127.0.0.1:4000/callback';
    const { url, state, verifier } = await beginAuthorization(auth, { client, redirectUri, sandboxUrl: sandbox.url });
    expect(new URL(url).origin).toBe(sandbox.url);
    expect(new URL(url).searchParams.get('code_challenge_method')).toBe('S256');
    expect(await (await fetch(url)).text()).toContain('wants to use your');
    const answer = await answerOf(url);
    expect(answer.get('state')).toBe(state);
    const { vendorFetch } = createVendorTransport({ hosts: connector.hosts, sandboxUrl: sandbox.url });
    const call = { client, fetch: vendorFetch, signal: AbortSignal.timeout(10_000) };
    const exchange = (proof: string) => exchangeCode(auth, { ...call, answer, state, redirectUri, verifier: proof });
    const { credentials: tokens, scopes } = await exchange(verifier);
    expect(tokens).toMatchObject({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      expiresAt: expect.any(String),
    });
    expect(scopes).toEqual(auth.scopes.map(({ name }) => name));
    expect(await errorOf(exchange(verifier))).toMatchObject({ code: 'auth' });
    const renewed = await refreshTokens(auth, { ...call, refreshToken: String(tokens.refreshToken) });
    expect(renewed.accessToken).not.toBe(tokens.accessToken);
    const context = contextFor(connector, sandbox, {
      connection: { id: 'c', accountId: '', credentials: renewed },
    });
    expect(await connector.checkHealth(context)).toMatchObject({ status: 'healthy' });
    await revokeTokens(auth, { ...call, credentials: renewed });
    expect(await errorOf(connector.checkHealth(context))).toMatchObject({ code: 'auth' });
    expect(await errorOf(refreshTokens(auth, { ...call, refreshToken: String(renewed.refreshToken) }))).toMatchObject({
      code: 'auth',
    });
  });

  it('tells a person who says no, a wrong proof, another issuer and fewer scopes from a grant', async () => {
    const auth = authOf(gmail);
    const redirectUri = 'http://127.0.0.1:4000/callback';
    const { vendorFetch } = createVendorTransport({ hosts: gmail.hosts, sandboxUrl: sandbox.url });
    const call = { client, fetch: vendorFetch, signal: AbortSignal.timeout(10_000), redirectUri };
    const begin = () => beginAuthorization(auth, { client, redirectUri, sandboxUrl: sandbox.url });
    const denied = await begin();
    const no = await answerOf(denied.url, { decision: 'deny' });
    await expect(exchangeCode(auth, { ...call, ...denied, answer: no })).rejects.toMatchObject({ reason: 'denied' });

    const other = await begin();
    const theirs = await answerOf(other.url);
    theirs.set('iss', 'https://evil.example');
    await expect(exchangeCode(auth, { ...call, ...other, answer: theirs })).rejects.toMatchObject({
      reason: 'wrong-issuer',
    });
    theirs.set('iss', auth.issuer);
    await expect(exchangeCode(auth, { ...call, ...other, state: denied.state, answer: theirs })).rejects.toMatchObject({
      reason: 'refused',
    });
    expect(
      await errorOf(exchangeCode(auth, { ...call, ...other, verifier: denied.verifier, answer: theirs })),
    ).toMatchObject({ code: 'auth' });

    const some = await begin();
    const [scope = ''] = auth.scopes.map(({ name }) => name);
    const less = await answerOf(some.url, { scope, owner: 'acme' });
    const grant = await exchangeCode(auth, { ...call, ...some, answer: less });
    expect(grant.scopes).toEqual([scope]);
    const context = contextFor(gmail, sandbox, {
      connection: { id: 'c', accountId: '', credentials: grant.credentials },
    });
    expect((await gmail.checkHealth(context)).account?.id).toMatch(/^someone-/);
  });

  it('refuses JSON and unknown refresh tokens', async () => {
    const { vendorFetch } = createVendorTransport({
      hosts: twitter.hosts,
      sandboxUrl: sandbox.url,
    });
    expect(
      (
        await vendorFetch('https://api.x.com/2/oauth2/token', {
          method: 'POST',
          body: '{}',
          headers: { 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(400);
    expect(
      await errorOf(
        refreshTokens(authOf(twitter), {
          client,
          fetch: vendorFetch,
          signal: AbortSignal.timeout(10_000),
          refreshToken: 'unknown',
        }),
      ),
    ).toMatchObject({ code: 'auth' });
  });
});

describe('faults and state', () => {
  it('lists, counts down and clears ordered failures; refuses unknown ones', async () => {
    await sandbox.fail({ platform: 'twitter', kind: 'server-error', count: 2 });
    const list = async () => (await (await fetch(`${sandbox.url}/_faults`)).json()) as { data: unknown[] };
    expect((await list()).data).toEqual([expect.objectContaining({ count: 2 })]);
    // Checking a connection does not use up what was meant for a rule.
    expect((await call('api.x.com', '/2/users/me', { headers: json })).status).toBe(200);
    expect(
      (
        await call('api.x.com', '/2/tweets', {
          method: 'POST',
          headers: json,
          body: '{"text":"f"}',
        })
      ).status,
    ).toBe(503);
    expect((await list()).data).toEqual([expect.objectContaining({ count: 1 })]);
    await fetch(`${sandbox.url}/_faults`, { method: 'DELETE' });
    expect((await list()).data).toEqual([]);
    const wrong = await fetch(`${sandbox.url}/_faults`, {
      method: 'POST',
      body: '{"platform":"myspace","kind":"x"}',
    });
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('platform')]);
  });

  it('remembers posts over a restart and shows pages for what is there and what is not', async () => {
    const created = JSON.parse(
      (
        await call('api.x.com', '/2/tweets', {
          method: 'POST',
          headers: json,
          body: '{"text":"Lasting <b>"}',
        })
      ).body,
    ) as { data: { id: string } };
    const again = await startSandbox({ port: 0, directory: sandbox.directory });
    const page = await fetch(`${again.url}/x/jarvis_dev/status/${created.data.id}`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Lasting &lt;b&gt;')]);
    expect((await fetch(`${again.url}/x/jarvis_dev/status/1`)).status).toBe(404);
    expect((await fetch(`${again.url}/`)).status).toBe(200);
    await again.close();
  });

  it('writes no secret into the journal', async () => {
    await call('api.x.com', '/2/users/me', {
      headers: { authorization: 'Bearer sandbox-very-secret' },
    });
    await call('api.anthropic.com', '/v1/models', {
      headers: { 'x-api-key': 'sk-very-secret', 'anthropic-version': '2023-06-01' },
    });
    const text = JSON.stringify(sandbox.requests());
    expect(text).not.toContain('very-secret');
    expect(text).toContain('Bearer [redacted]');
  });
});

describe('whose token it is', () => {
  const bearer = (token: string) => ({ 'content-type': 'application/json', authorization: `Bearer ${token}` });
  const who = async (token: string): Promise<unknown> =>
    JSON.parse((await call('api.x.com', '/2/users/me', { headers: bearer(token) })).body);
  const mailboxOf = async (token: string): Promise<unknown> =>
    JSON.parse((await call('gmail.googleapis.com', '/gmail/v1/users/me/profile', { headers: bearer(token) })).body);

  it('is always the same account for a token, another one for another, and two tokens of one account share it', async () => {
    const own = await who('sandbox-token');
    expect(own).toMatchObject({ data: { id: '1780000000000000001', username: 'jarvis_dev' } });
    expect(await who('sandbox-issued')).toEqual(own);
    const acme = await who('acme.1');
    expect(acme).toEqual(await who('acme.2'));
    const ids = [own, acme, await who('other'), await who('another')].map(
      (found) => (found as { data: { id: string } }).data.id,
    );
    expect(new Set(ids).size).toBe(4);
    expect(ids).toEqual(ids.map(() => expect.stringMatching(/^\d{19}$/)));
    expect(await mailboxOf('acme.1')).toEqual(await mailboxOf('acme.2'));
    expect(await mailboxOf('acme.1')).not.toMatchObject({ emailAddress: 'jarvis@sandbox.example' });
  });

  it('keeps what accounts do apart', async () => {
    const post = (token: string, text: string) =>
      call('api.x.com', '/2/tweets', { method: 'POST', headers: bearer(token), body: JSON.stringify({ text }) });
    const first = await post('acme.1', 'Said by two');
    // Only the same account may not say it twice.
    expect((await post('other', 'Said by two')).status).toBe(201);
    expect((await post('acme.2', 'Said by two')).status).toBe(403);
    const { data } = JSON.parse(first.body) as { data: { id: string } };
    const remove = (token: string) =>
      call('api.x.com', `/2/tweets/${data.id}`, { method: 'DELETE', headers: bearer(token) });
    expect((await remove('other')).status).toBe(403);
    expect((await remove('acme.2')).status).toBe(200);

    const raw = Buffer.from('To: a@example.com\r\nSubject: Mine\r\n\r\nHello').toString('base64url');
    await call('gmail.googleapis.com', '/gmail/v1/users/me/messages/send', {
      method: 'POST',
      headers: bearer('acme.1'),
      body: JSON.stringify({ raw }),
    });
    const search = async (token: string): Promise<unknown> =>
      JSON.parse(
        (await call('gmail.googleapis.com', '/gmail/v1/users/me/messages?q=subject:Mine', { headers: bearer(token) }))
          .body,
      );
    expect(await search('acme.2')).toMatchObject({ resultSizeEstimate: 1 });
    expect(await search('other')).toMatchObject({ resultSizeEstimate: 0 });
  });
});
