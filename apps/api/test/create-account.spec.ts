import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { until } from '@jarvis/testing';
import { password, TestApi } from './support/api.js';

/** `scripts/create-account.mjs`, as the migration job of a production installation runs it. */

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

const script = fileURLToPath(new URL('../../../scripts/create-account.mjs', import.meta.url));

function createAccount(parameters: string[], environment: Record<string, string> = {}) {
  const { adminUrl, ownerUrl } = api.postgres;
  return promisify(execFile)(process.execPath, [script, ...parameters], {
    env: { DATABASE_ADMIN_URL: adminUrl, DATABASE_OWNER_URL: ownerUrl, ACCOUNT_PASSWORD: password, ...environment },
  });
}

const observatoriesOf = async (email: string) => {
  const reply = await api.call('GET', '/api/v1/auth/me', { token: await api.signIn(email) });
  expect(reply.body).toMatchObject({ data: { user: { email }, role: 'owner' } });
  return (reply.body as { data: { observatories: { name: string }[] } }).data.observatories.map(({ name }) => name);
};

it('makes an account that can sign in, as the owner of an observatory', async () => {
  const email = `${randomUUID()}@example.org`;
  const { stdout } = await createAccount([email, 'Ada', 'The north tower']);
  expect(stdout).toBe(`${email} can sign in now.\n`);
  expect(await observatoriesOf(email)).toEqual(['The north tower']);
});

it('gives an account that exists the new password, and the observatory once', async () => {
  const email = `${randomUUID()}@example.org`;
  await createAccount([email], { ACCOUNT_PASSWORD: 'the password before' });
  expect((await api.login(email)).status).toBe(401);
  expect((await createAccount([email])).stdout).toBe(`${email} has the new password.\n`);
  expect(await observatoriesOf(email)).toEqual(['My observatory']);

  const second = await createAccount([email, 'Ada', 'The south tower']);
  expect(second.stdout).toBe(`${email} has the new password and the observatory “The south tower”.\n`);
  await createAccount([email, 'Ada', 'The south tower']);
  expect((await observatoriesOf(email)).sort()).toEqual(['My observatory', 'The south tower']);
});

it('ends every session of an account whose password changes, and none when it stays', async () => {
  const email = `${randomUUID()}@example.org`;
  await createAccount([email]);
  const token = await api.signIn(email);
  const status = async () => (await api.call('GET', '/api/v1/auth/me', { token })).status;
  await createAccount([email]);
  expect(await status()).toBe(200);
  await createAccount([email], { ACCOUNT_PASSWORD: 'quite another password' });
  await until(async () => (await status()) !== 200, { seen: status });
  expect(await status()).toBe(401);
});

it('says what is missing', async () => {
  await expect(createAccount([])).rejects.toMatchObject({ stderr: expect.stringContaining('Name the e-mail address') });
  await expect(createAccount(['a@example.org'], { ACCOUNT_PASSWORD: 'short' })).rejects.toMatchObject({
    stderr: expect.stringContaining('shorter than 12 characters'),
  });
  await expect(createAccount(['a@example.org'], { DATABASE_ADMIN_URL: '' })).rejects.toMatchObject({
    stderr: expect.stringContaining('Set DATABASE_ADMIN_URL'),
  });
});
