import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { password, TestApi, Tokens } from './support/api.js';

let api: TestApi;
let email: string;
beforeAll(async () => {
  api = await TestApi.start();
  ({ email } = await api.observatory());
});
afterAll(() => api.stop());

const Devices = z.array(z.looseObject({ id: z.uuid(), current: z.boolean(), deviceName: z.string().nullable() }));
const refresh = (refreshToken: string) => api.call('POST', '/api/v1/auth/refresh', { body: { refreshToken } });
const me = (token: string) => api.call('GET', '/api/v1/auth/me', { token });

describe('signing in', () => {
  it('gives tokens that say who is signed in', async () => {
    const { accessToken, expiresIn } = (await api.login(email)).data(Tokens);
    expect(expiresIn).toBe(900);
    const reply = await me(accessToken);
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({ data: { user: { email }, role: 'owner', observatories: [{ role: 'owner' }] } });
  });

  it('takes an e-mail address in any case', async () => {
    expect((await api.login(email.toUpperCase())).status).toBe(200);
  });

  it('says the same for a wrong password and an unknown account', async () => {
    const wrong = await api.login(email, { password: 'wrong' });
    const unknown = await api.login('nobody@example.org');
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.error).toEqual(unknown.error);
    expect(wrong.error.code).toBe('wrong-credentials');
  });

  it('stops guessing after ten failures, for that account only', async () => {
    const { email: guessed } = await api.observatory();
    for (let attempt = 0; attempt < 10; attempt += 1) await api.login(guessed, { password: 'wrong' });
    const refused = await api.login(guessed);
    expect(refused.status).toBe(429);
    expect(refused.error.code).toBe('too-many-attempts');
    expect((await api.login(email)).status).toBe(200);
  });

  /** A sign-in as the admin passes it on, from somebody at `address`. */
  const signInFrom = (address: string, body: { email: string; password?: string; deviceId?: string }) =>
    api.call('POST', '/api/v1/auth/login', {
      body: { password, ...body },
      headers: { 'x-forwarded-for': address },
    });
  const wrong = 'wrong';

  it('ten guesses of a stranger lock out nobody but the stranger', async () => {
    const { email: own } = await api.observatory();
    expect((await signInFrom('192.0.2.1', { email: own, deviceId: 'laptop-of-the-owner' })).status).toBe(200);
    for (let count = 0; count < 12; count += 1)
      await signInFrom('203.0.113.66', { email: own, password: wrong, deviceId: 'of-the-stranger' });
    const stranger = await signInFrom('203.0.113.66', { email: own });
    expect([stranger.status, stranger.error.code]).toEqual([429, 'too-many-attempts']);
    expect(Number(stranger.headers['retry-after'])).toBeGreaterThan(800);
    expect((await signInFrom('192.0.2.1', { email: own })).status).toBe(200);
    expect((await signInFrom('198.51.100.99', { email: own })).status).toBe(200);
    // Behind the stranger's own address (a shared network), on a device of the owner's.
    expect((await signInFrom('203.0.113.66', { email: own, deviceId: 'laptop-of-the-owner' })).status).toBe(200);
  });

  it('counts many guesses at once, and a whole IPv6 network as one address', async () => {
    for (const account of [(await api.observatory()).email, 'nobody.at.all@example.org']) {
      const replies = await Promise.all(
        Array.from({ length: 25 }, (_, index) =>
          signInFrom(`2001:db8:7:7::${index.toString(16)}`, { email: account, password: wrong }),
        ),
      );
      const count = (status: number) => replies.filter((reply) => reply.status === status).length;
      expect([count(401), count(429)]).toEqual([10, 15]);
    }
  });

  it('gives whoever has many addresses fifty guesses in all, and still lets the owner in', async () => {
    const { email: own } = await api.observatory();
    await signInFrom('192.0.2.1', { email: own });
    const replies = await Promise.all(
      Array.from({ length: 70 }, (_, index) =>
        signInFrom(`203.0.113.${index.toString()}`, { email: own, password: wrong }),
      ),
    );
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(20);
    expect((await signInFrom('203.0.113.200', { email: own })).status).toBe(429);
    expect((await signInFrom('192.0.2.1', { email: own })).status).toBe(200);
  });

  it('sixty guesses in a minute do not stop the sign-ins of others, even behind one address', async () => {
    const guesses = Array.from({ length: 60 }, (_, index) =>
      signInFrom('203.0.113.77', { email: `guess-${index.toString()}@example.org`, password: wrong }),
    );
    await Promise.all(guesses);
    expect((await signInFrom('203.0.113.77', { email })).status).toBe(200);
  });

  it('believes an address only from a trusted proxy, and keeps it with devices and audit', async () => {
    const { email: own, userId } = await api.observatory();
    const signIn = async (from: string, forwarded: string) => {
      const reply = await api.call('POST', '/api/v1/auth/login', {
        body: { email: own, password },
        headers: { 'x-forwarded-for': forwarded },
        from,
      });
      const { accessToken: token } = reply.data(Tokens);
      const devices = (await api.call('GET', '/api/v1/auth/devices', { token })).data(Devices);
      return devices.find(({ current }) => current)?.['ip'];
    };
    expect(await signIn('127.0.0.1', '198.51.100.7')).toBe('198.51.100.7');
    // What a client claims stands left of what the proxy saw.
    expect(await signIn('127.0.0.1', '1.1.1.1, 198.51.100.8')).toBe('198.51.100.8');
    expect(await signIn('203.0.113.9', '198.51.100.7')).toBe('203.0.113.9');
    expect(await signIn('127.0.0.1', 'fe80::1%eth0')).toBe('fe80::1');
    const { token } = { token: await api.signIn(own) };
    await api.call('POST', '/api/v1/auth/logout', { token, headers: { 'x-forwarded-for': '198.51.100.10' } });
    const audited = await api.query(
      `select action, host(ip) as ip from audit_log where actor_id = $1 order by created_at desc limit 3`,
      [userId],
    );
    expect(audited).toEqual([
      { action: 'session.ended', ip: '198.51.100.10' },
      { action: 'session.started', ip: '127.0.0.1' },
      { action: 'session.started', ip: 'fe80::1' },
    ]);
  });

  it('does not stumble over an address that is none', async () => {
    const { email: own } = await api.observatory();
    const reply = await api.call('POST', '/api/v1/auth/login', {
      body: { email: own, password },
      headers: { 'x-forwarded-for': "'; drop table users" },
    });
    expect(reply.status).toBe(200);
  });

  it('refuses an account without an observatory, in words', async () => {
    const { email: lonely, userId } = await api.observatory();
    await api.query('delete from memberships where user_id = $1', [userId]);
    const reply = await api.login(lonely);
    expect([reply.status, reply.error.code]).toEqual([403, 'no-observatory']);
  });
});

describe('refreshing', () => {
  it('rotates the refresh token and keeps the session', async () => {
    const first = (await api.login(email)).data(Tokens);
    const second = (await refresh(first.refreshToken)).data(Tokens);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect((await me(second.accessToken)).status).toBe(200);
  });

  it('ends the session for both holders when a token is used twice', async () => {
    const first = (await api.login(email)).data(Tokens);
    const second = (await refresh(first.refreshToken)).data(Tokens);
    expect((await refresh(first.refreshToken)).error.code).toBe('session-ended');
    expect((await refresh(second.refreshToken)).status).toBe(401);
    expect((await me(second.accessToken)).status).toBe(401);
  });

  it('notices a token that is several generations old', async () => {
    const first = (await api.login(email)).data(Tokens);
    const second = (await refresh(first.refreshToken)).data(Tokens);
    const third = (await refresh(second.refreshToken)).data(Tokens);
    expect((await refresh(first.refreshToken)).status).toBe(401);
    expect((await me(third.accessToken)).status).toBe(401);
  });

  it('gives one of twenty simultaneous uses a new pair', async () => {
    const { refreshToken } = (await api.login(email)).data(Tokens);
    const replies = await Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('does not let a made-up token end a session', async () => {
    const { accessToken, refreshToken } = (await api.login(email)).data(Tokens);
    const [sessionId] = refreshToken.split('.');
    expect((await refresh(`${sessionId ?? ''}.${'A'.repeat(43)}.${'A'.repeat(43)}`)).status).toBe(401);
    expect((await me(accessToken)).status).toBe(200);
  });

  it('stores only hashes', async () => {
    const { accessToken, refreshToken } = (await api.login(email)).data(Tokens);
    const rows = JSON.stringify(await api.query('select * from user_sessions'));
    expect(rows).not.toContain(refreshToken);
    expect(rows).not.toContain(accessToken);
  });
});

describe('ending a session', () => {
  it('counts at once for the token that logged out', async () => {
    const { accessToken, refreshToken } = (await api.login(email)).data(Tokens);
    expect((await api.call('POST', '/api/v1/auth/logout', { token: accessToken })).status).toBe(200);
    expect((await me(accessToken)).status).toBe(401);
    expect((await refresh(refreshToken)).status).toBe(401);
  });

  it('lists devices and signs one out', async () => {
    const { email: own } = await api.observatory();
    const laptop = (await api.login(own, { deviceName: 'Laptop' })).data(Tokens).accessToken;
    const phone = (await api.login(own, { deviceName: 'Phone' })).data(Tokens).accessToken;
    const devices = (await api.call('GET', '/api/v1/auth/devices', { token: laptop })).data(Devices);
    const other = devices.find(({ deviceName }) => deviceName === 'Phone');
    expect(devices.find(({ deviceName }) => deviceName === 'Laptop')?.current).toBe(true);
    expect(other?.current).toBe(false);
    expect((await api.call('DELETE', `/api/v1/auth/devices/${other?.id ?? ''}`, { token: laptop })).status).toBe(200);
    expect((await me(phone)).status).toBe(401);
    expect((await me(laptop)).status).toBe(200);
  });

  it('does not sign out a device of somebody else', async () => {
    const victim = await api.observatory();
    const attacker = await api.observatory();
    const [session] = await api.query('select id from user_sessions where user_id = $1', [victim.userId]);
    const reply = await api.call('DELETE', `/api/v1/auth/devices/${String(session?.['id'])}`, {
      token: attacker.token,
    });
    expect(reply.status).toBe(404);
    expect((await me(victim.token)).status).toBe(200);
  });

  it('replaces the session of a device that signs in again', async () => {
    const { email: own } = await api.observatory();
    const first = (await api.login(own, { deviceId: 'phone-1' })).data(Tokens);
    const second = (await api.login(own, { deviceId: 'phone-1' })).data(Tokens);
    expect((await refresh(first.refreshToken)).status).toBe(401);
    expect((await me(second.accessToken)).status).toBe(200);
  });

  it('follows demotion and removal within a second', async () => {
    const { observatoryId } = await api.observatory();
    const { token, userId } = await api.member(observatoryId, 'operator');
    await api.query(`update memberships set role = 'viewer' where user_id = $1`, [userId]);
    await expectEventually(
      async () => (await api.call('POST', '/api/v1/rules', { token, body: { source: 'x' } })).status,
      403,
    );
    await api.query('delete from memberships where user_id = $1', [userId]);
    await expectEventually(async () => (await me(token)).status, 401);
  });
});

describe('several observatories', () => {
  it('continues the session in the other one, and refuses one of strangers', async () => {
    const home = await api.observatory();
    const second = await api.observatory();
    const stranger = await api.observatory();
    await api.query(`insert into memberships (observatory_id, user_id, role) values ($1, $2, 'viewer')`, [
      second.observatoryId,
      home.userId,
    ]);
    const go = (observatoryId: string) =>
      api.call('POST', '/api/v1/auth/observatory', { token: home.token, body: { observatoryId } });
    expect((await go(stranger.observatoryId)).status).toBe(404);
    expect((await go(second.observatoryId)).body).toMatchObject({
      data: { role: 'viewer', observatory: { id: second.observatoryId } },
    });
    expect((await me(home.token)).body).toMatchObject({ data: { role: 'viewer' } });
  });
});

describe('tokens', () => {
  it.each(['', 'Bearer', 'Bearer x', `Basic ${Buffer.from(`a:${password}`).toString('base64')}`, 'Bearer a.b.c d'])(
    'refuses %j',
    async (authorization) => {
      const reply = await api.call('GET', '/api/v1/auth/me', { headers: { authorization } });
      expect([reply.status, reply.error.code]).toEqual([401, 'unauthenticated']);
    },
  );

  it('refuses a token without a signature', async () => {
    const { accessToken } = (await api.login(email)).data(Tokens);
    const [, payload] = accessToken.split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
    expect((await me(`${header}.${payload ?? ''}.`)).status).toBe(401);
  });
});

async function expectEventually(read: () => Promise<unknown>, wanted: unknown): Promise<void> {
  const deadline = Date.now() + 5000;
  let seen = await read();
  while (seen !== wanted && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    seen = await read();
  }
  expect(seen).toBe(wanted);
}
