import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Connections, type ConnectionUse } from '@jarvis/connections';
import { createConnectors } from '@jarvis/connectors';
import { createDatabase } from '@jarvis/database';
import { createCredentialSealer, connectionContext } from '@jarvis/payload-codec/credentials';
import { until } from '@jarvis/testing';
import { z } from 'zod';
import { startObservatory, type TestObservatory } from './support/observatory.js';
import { freePort, startApp, type App } from './support/processes.js';

const key = randomBytes(32);
const sealer = createCredentialSealer([{ id: 't1', key }]);
const registry = createConnectors();
const silent = () => undefined;
const logger = { debug: silent, info: silent, warn: silent, error: silent };
const home = mkdtempSync(join(tmpdir(), 'jarvis-connections-'));
const soon = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

let observatory: TestObservatory;
let sandbox: App;
let sandboxUrl: string;
/** A vendor whose token endpoint says what a test wants it to, once it may. */
let vendor: Server;
let answer: { status: number; body: unknown };
let mayAnswer: Promise<unknown> = Promise.resolve();
const asked: string[] = [];

beforeAll(async () => {
  observatory = await startObservatory();
  const port = await freePort();
  sandboxUrl = `http://127.0.0.1:${port.toString()}`;
  sandbox = await startApp(
    'sandbox',
    { SANDBOX_PORT: String(port), SANDBOX_SMTP_PORT: String(await freePort()), JARVIS_HOME: home },
    `${sandboxUrl}/_health`,
  );
  vendor = createServer((request, response) => {
    asked.push(request.url ?? '');
    void mayAnswer.then(() =>
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body)),
    );
  });
  vendor.listen(0, '127.0.0.1');
  await once(vendor, 'listening');
});
afterAll(async () => {
  vendor.close();
  await sandbox.stop();
  await observatory.stop();
  rmSync(home, { recursive: true, force: true });
});

/** Of the sandbox unless another vendor is named. */
function open(url = sandboxUrl, { database } = observatory): Connections {
  return new Connections({ database, registry, sealer, logger, sandboxUrl: url, oauthClients: {} });
}
const vendorUrl = () => `http://127.0.0.1:${(vendor.address() as AddressInfo).port.toString()}`;

async function connected(
  credentials: object,
  { platform = 'twitter', config = {} }: { platform?: string; config?: object } = {},
): Promise<ConnectionUse> {
  const connectionId = randomUUID();
  const { admin, observatoryId } = observatory;
  await admin.query(
    `insert into integrations (id, observatory_id, platform, account_name, account_id, status, health, credentials, config)
     values ($1::uuid, $2, $3, $1::text, $1::text, 'connected', 'healthy', $4, $5)`,
    [
      connectionId,
      observatoryId,
      platform,
      sealer.sealCredentials(credentials, connectionContext(connectionId)),
      JSON.stringify(config),
    ],
  );
  return { observatoryId, connectionId, platform, purpose: 'run/step/0' };
}

const Row = z.object({
  status: z.string(),
  health: z.string(),
  error_message: z.string().nullable(),
  credentials: z.string(),
});
/** As it is stored; asked in a session of its own, which sees only what is there for good. */
async function stored({ connectionId }: ConnectionUse) {
  const { rows } = await observatory.admin.query('select * from integrations where id = $1', [connectionId]);
  const { credentials, ...row } = Row.parse(rows[0]);
  return { ...row, credentials: sealer.openCredentials(credentials, connectionContext(connectionId)) };
}
async function opened({ connectionId }: ConnectionUse): Promise<unknown[]> {
  const { rows } = await observatory.admin.query<Record<string, unknown>>(
    `select metadata ->> 'purpose' as purpose from audit_log
     where entity_id = $1 and action = 'credentials.opened' order by created_at, id`,
    [connectionId],
  );
  return rows.map(({ purpose }) => purpose);
}
async function announced({ connectionId }: ConnectionUse): Promise<number> {
  const { rows } = await observatory.admin.query(`select 1 from outbox where payload ->> 'id' = $1`, [connectionId]);
  return rows.length;
}
/** How often the sandbox's token endpoint of X was asked. */
function renewals(): number {
  const journal = join(home, 'sandbox', 'requests.jsonl');
  const requests = existsSync(journal) ? readFileSync(journal, 'utf8').split('\n') : [];
  return requests.filter((line) => line.includes('https://api.x.com/2/oauth2/token')).length;
}
const tokenOf = async (connections: Connections, use: ConnectionUse): Promise<unknown> =>
  (await connections.open(use)).run(AbortSignal.timeout(30_000), async ({ connection }) => connection?.credentials);

describe('opening', () => {
  it('writes it down for good before a call has the credentials', async () => {
    const use = await connected({ accessToken: 'a.1' });
    const found = await (
      await open().open(use)
    ).run(AbortSignal.timeout(30_000), async ({ connection }) => ({
      credentials: connection?.credentials,
      seen: await opened(use),
    }));
    expect(found).toEqual({ credentials: { accessToken: 'a.1' }, seen: ['run/step/0'] });
  });

  it('refuses what is disconnected, of another platform, or another account than was approved', async () => {
    const use = await connected({ accessToken: 'a.1' });
    await expect(open().open({ ...use, platform: 'gmail' })).rejects.toMatchObject({ code: 'auth' });
    await expect(
      open().open({ ...use, approvedFor: { accountId: 'another', accountName: '@another' } }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await observatory.admin.query(`update integrations set status = 'disconnected' where id = $1`, [use.connectionId]);
    await expect(open().open(use)).rejects.toMatchObject({ code: 'auth' });
    expect(await opened(use)).toEqual([]);
  });
});

describe('renewing', () => {
  it('is done once for 200 uses at the same time in two processes', async () => {
    const use = await connected({ accessToken: 'expired-1', refreshToken: 'sandbox-r', expiresAt: soon(240) });
    const before = renewals();
    const children = [1, 2].map(() => {
      const child = spawn(process.execPath, [fileURLToPath(new URL('support/use-connections.mjs', import.meta.url))], {
        env: {
          DATABASE_URL: observatory.url,
          SANDBOX_URL: sandboxUrl,
          KEY: key.toString('base64'),
          USE: JSON.stringify(use),
          TIMES: '100',
        },
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
      return { child, output: () => output, ready: once(child.stdout, 'data'), ended: once(child, 'exit') };
    });
    await Promise.all(children.map(({ ready }) => ready));
    for (const { child } of children) child.stdin.end('go');
    await Promise.all(children.map(({ ended }) => ended));
    const tokens = children.map(({ output }) => JSON.parse(output().replace('ready\n', '')) as unknown[]);
    const { credentials } = await stored(use);
    const { accessToken } = z.object({ accessToken: z.string() }).parse(credentials);
    expect(tokens).toEqual([[accessToken], [accessToken]]);
    expect(accessToken).not.toContain('expired');
    expect(renewals() - before).toBe(1);
  });

  it('keeps the refresh token that X hands out in place of the used one, and can renew with it again', async () => {
    const use = await connected({ accessToken: 'expired-2', refreshToken: 'sandbox-first', expiresAt: soon(-10) });
    const connections = open();
    const first = await tokenOf(connections, use);
    expect(first).toMatchObject({ refreshToken: expect.not.stringContaining('sandbox-first') });
    expect((await stored(use)).credentials).toEqual(first);
    const { admin } = observatory;
    const old = sealer.sealCredentials(
      { ...(first as object), expiresAt: soon(60) },
      connectionContext(use.connectionId),
    );
    await admin.query('update integrations set credentials = $2 where id = $1', [use.connectionId, old]);
    const second = await tokenOf(connections, use);
    expect((second as { accessToken: string }).accessToken).not.toBe((first as { accessToken: string }).accessToken);
    // The used one is dead by now, and nobody asks with it again.
    expect((await stored(use)).status).toBe('connected');
  });

  it('leaves a good token alone', async () => {
    const use = await connected({ accessToken: 'a.1', refreshToken: 'sandbox-r', expiresAt: soon(600) });
    const before = renewals();
    expect(await tokenOf(open(), use)).toMatchObject({ accessToken: 'a.1' });
    expect(renewals() - before).toBe(0);
  });

  it('is tried once more when the vendor refuses a token that seemed good, and the call with it', async () => {
    const use = await connected({ accessToken: 'revoked-1', refreshToken: 'sandbox-r', expiresAt: soon(3600) });
    const getMe = registry.getAction('twitter.get-me');
    const opening = await open().open(use);
    let calls = 0;
    const result = await opening.run(AbortSignal.timeout(30_000), (context) => {
      calls += 1;
      return getMe!.run({}, { ...context, idempotencyKey: 'k', attempt: 1 });
    });
    expect(result.output).toMatchObject({ username: 'jarvis_dev' });
    expect(calls).toBe(2);
    expect(await opened(use)).toEqual(['run/step/0', 'run/step/0, renewing']);
  });

  it('does not repeat a call that may have been taken, nor twice', async () => {
    const { ConnectorError } = await import('@jarvis/connector-kit');
    const use = await connected({ accessToken: 'a.1', refreshToken: 'sandbox-r', expiresAt: soon(3600) });
    const callsOf = async (maybeSent: boolean) => {
      let calls = 0;
      const opening = await open().open(use);
      const refused = opening.run(AbortSignal.timeout(30_000), async () => {
        calls += 1;
        throw new ConnectorError({ code: 'auth', status: 401, message: 'No.', maybeSent });
      });
      await expect(refused).rejects.toMatchObject({ code: 'auth' });
      return calls;
    };
    expect(await callsOf(true)).toBe(1);
    expect(await callsOf(false)).toBe(2);
  });

  it('says that access has ended, in the connection and to people, once', async () => {
    const use = await connected({ accessToken: 'expired-3', refreshToken: 'dead', expiresAt: soon(-10) });
    const connections = open();
    for (let time = 0; time < 2; time += 1)
      await expect(tokenOf(connections, use)).rejects.toMatchObject({
        code: 'auth',
        maybeSent: false,
        userMessage: expect.stringContaining('Connect the account again'),
      });
    expect(await stored(use)).toMatchObject({
      status: 'error',
      health: 'unhealthy',
      error_message: expect.stringContaining('Connect the account again'),
    });
    expect(await announced(use)).toBe(1);
    // Before the vendor heard of them, though nothing came of it.
    expect(await opened(use)).toContain('run/step/0, renewing');
  });

  it.each([503, 429, 200])(
    'takes an outage of the token endpoint (%d) for no fault of the connection',
    async (status) => {
      answer = { status, body: { what: 'ever' } };
      const expired = await connected({ accessToken: 'expired-4', refreshToken: 'sandbox-r', expiresAt: soon(-10) });
      await expect(tokenOf(open(vendorUrl()), expired)).rejects.toMatchObject({ retryable: true, maybeSent: false });
      expect(await stored(expired)).toMatchObject({ status: 'connected', health: 'healthy' });
      expect(await announced(expired)).toBe(0);
      // What still lives for four minutes is used meanwhile.
      const ending = await connected({ accessToken: 'a.1', refreshToken: 'sandbox-r', expiresAt: soon(240) });
      expect(await tokenOf(open(vendorUrl()), ending)).toMatchObject({ accessToken: 'a.1' });
    },
  );

  it('keeps nobody else waiting while the token endpoint does not answer', async () => {
    answer = { status: 503, body: {} };
    const hang = Promise.withResolvers<null>();
    mayAnswer = hang.promise;
    const before = asked.length;
    const use = await connected({ accessToken: 'expired-6', refreshToken: 'sandbox-r', expiresAt: soon(-10) });
    const connections = open(vendorUrl());
    const first = connections.open(use);
    await until(() => asked.length > before);
    // More than there are connections to PostgreSQL.
    const later = Array.from({ length: 5 }, () => connections.open(use));
    const gaveUp = Promise.allSettled([first, ...later]).then(() => 'only after the vendor gave up');
    const others = observatory.database
      .tenant(observatory.observatoryId, (manager) => manager.query('select 1'))
      .then(() => 'at once');
    expect(await Promise.race([others, gaveUp])).toBe('at once');
    hang.resolve(null);
    await gaveUp;
  });

  it('lets what is still good be used at once while others wait for the token endpoint', async () => {
    answer = { status: 503, body: {} };
    const hang = Promise.withResolvers<null>();
    mayAnswer = hang.promise;
    const before = asked.length;
    const database = createDatabase({ url: observatory.url, poolSize: 4 });
    const connections = open(vendorUrl(), { ...observatory, database });
    const expired = async () =>
      connected({ accessToken: 'expired-7', refreshToken: 'sandbox-r', expiresAt: soon(-10) });
    const waiting = Promise.allSettled([connections.open(await expired()), connections.open(await expired())]);
    await until(() => asked.length === before + 2);
    const good = await connected({ accessToken: 'a.1', refreshToken: 'sandbox-r', expiresAt: soon(240) });
    const used = await Promise.race([tokenOf(connections, good), waiting]);
    expect(used).toMatchObject({ accessToken: 'a.1' });
    expect(asked).toHaveLength(before + 2);
    hang.resolve(null);
    await waiting;
    await database.close();
  });

  it('does not blame the account when the vendor refuses our client', async () => {
    answer = { status: 401, body: { error: 'invalid_client', error_description: 'secret-in-words' } };
    const use = await connected({ accessToken: 'expired-5', refreshToken: 'sandbox-r', expiresAt: soon(-10) });
    const error: unknown = await tokenOf(open(vendorUrl()), use).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'permission', message: expect.stringContaining('invalid_client') });
    expect(String(error)).not.toContain('secret-in-words');
    expect(await stored(use)).toMatchObject({ status: 'connected' });
  });

  it('says so when the client it needs is gone, and uses a real token until it ends', async () => {
    const config = { live: true, clientId: 'of-then' };
    const use = await connected({ accessToken: 'a.1', refreshToken: 'r', expiresAt: soon(-10) }, { config });
    await expect(tokenOf(open(), use)).rejects.toMatchObject({
      code: 'permission',
      message: expect.stringContaining('OAuth client'),
    });
    const ending = await connected({ accessToken: 'a.1', refreshToken: 'r', expiresAt: soon(200) }, { config });
    expect(await tokenOf(open(), ending)).toMatchObject({ accessToken: 'a.1' });
  });
});
