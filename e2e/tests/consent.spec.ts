import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { createAccount } from '../support/account.js';
import { homeOf, Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** Accounts are connected by their owner's consent at the platform, which the sandbox plays; with every bad ending. */

let jarvis: Jarvis;
/** Codes that a browser brought back; none may be found anywhere afterwards. */
const codes: string[] = [];

const platforms = [
  { platform: 'twitter', title: 'X (Twitter)', vendor: 'X', own: '@jarvis_dev', other: /^@someone_/ },
  { platform: 'gmail', title: 'Gmail', vendor: 'Google', own: 'jarvis@sandbox.example', other: /^someone-.*@sandbox/ },
];
type Platform = (typeof platforms)[number];

test.use({ baseURL: readEndpoints().admin });

test.beforeAll(async () => {
  jarvis = await Jarvis.connect();
});

test.beforeEach(async ({ page }) => {
  page.on('request', (request) => {
    const url = new URL(request.url());
    const code = url.pathname.endsWith('/callback') ? url.searchParams.get('code') : null;
    if (code) codes.push(code);
  });
});

/** An observatory without connections, whose owner is signed in. */
async function newcomer(page: Page): Promise<{ email: string; password: string }> {
  const account = { email: `${randomUUID()}@jarvis.local`, password: `pass-${randomUUID()}` };
  await createAccount({ ...account, observatory: `Consent ${randomUUID().slice(0, 6)}` });
  await signIn(page, jarvis, account);
  return account;
}

const sheetOf = (page: Page, { title }: Platform) => page.getByRole('dialog', { name: title });
const accountsOf = (page: Page, platform: Platform) =>
  sheetOf(page, platform).getByRole('region', { name: 'Accounts' }).getByRole('listitem');

/** Leaves for the platform's page. */
async function begin(page: Page, platform: Platform): Promise<void> {
  await visit(page, `/connections?open=${platform.platform}`);
  await sheetOf(page, platform)
    .getByRole('button', { name: `Connect with ${platform.vendor}` })
    .click();
  await expect(
    page.getByRole('heading', { name: `jarvis wants to use your ${platform.vendor} account` }),
  ).toBeVisible();
}

async function authorize(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Authorize' }).click();
  await page.waitForURL(/\/connections\?/);
}

/** Agrees, and keeps the answer back: gives the address that the browser was sent to. */
async function heldAnswer(page: Page): Promise<string> {
  let held = '';
  await page.route('**/_vendor/**', async (route) => {
    const reply = await route.fetch({ maxRedirects: 0 });
    held = reply.headers()['location'] ?? '';
    await route.fulfill({ status: 200, contentType: 'text/plain', body: 'held' });
  });
  await page.getByRole('button', { name: 'Authorize' }).click();
  await expect(page.getByText('held')).toBeVisible();
  await page.unroute('**/_vendor/**');
  return held;
}

for (const platform of platforms) {
  test.describe(platform.title, () => {
    test('is connected, connected again, renewed and disconnected', async ({ page }) => {
      await newcomer(page);
      await visit(page, '/connections');
      await page.getByRole('link', { name: new RegExp(`^${platform.title.replace(/[()]/g, '\\$&')}`) }).click();
      await keepLooks(page, `consent-${platform.platform}`);
      await begin(page, platform);
      await authorize(page);
      const sheet = sheetOf(page, platform);
      await expect(sheet.getByRole('status')).toContainText(`${platform.title} is connected as ${platform.own}.`);
      await expect(accountsOf(page, platform)).toHaveCount(1);
      await expect(accountsOf(page, platform).first()).toContainText('Works');
      await keepLooks(page, `consent-${platform.platform}-connected`);

      // The same account again is the same connection.
      await begin(page, platform);
      await authorize(page);
      await expect(sheet.getByRole('status')).toContainText('was connected already. Its access is new now');
      await expect(accountsOf(page, platform)).toHaveCount(1);

      await begin(page, platform);
      await page.getByLabel('Signed in as').selectOption({ index: 1 });
      await authorize(page);
      await expect(accountsOf(page, platform)).toHaveCount(2);
      const second = accountsOf(page, platform).filter({
        hasText: platform.other.source.includes('@sandbox') ? 'someone-' : '@someone_',
      });
      await expect(second).toContainText('Works');

      await second.getByRole('button', { name: 'Disconnect…' }).click();
      const confirm = page.getByRole('dialog', { name: /^Disconnect/ });
      await expect(confirm).toContainText(`Its access is given back at ${platform.vendor}`);
      await confirm.getByRole('button', { name: 'Disconnect', exact: true }).click();
      await expect(page.getByText(`Its access was given back at ${platform.vendor}.`)).toBeVisible();
      await expect(accountsOf(page, platform)).toHaveCount(1);
      expect(jarvis.allSandboxRequests().some((line) => line.includes('/revoke"'))).toBe(true);
    });

    test('is not connected when the owner says no, or leaves something out', async ({ page }) => {
      await newcomer(page);
      await begin(page, platform);
      await page.getByRole('button', { name: 'Cancel' }).click();
      const sheet = sheetOf(page, platform);
      await expect(sheet.getByRole('alert')).toContainText(`You did not agree at ${platform.vendor}.`);
      await keepLooks(page, `consent-${platform.platform}-denied`);

      await begin(page, platform);
      await page.getByRole('checkbox').first().uncheck();
      await authorize(page);
      await expect(sheet.getByRole('alert')).toContainText('something was left out that Jarvis needs');
      await expect(accountsOf(page, platform)).toHaveCount(0);
      // What the address says is gone with the sheet.
      await page.keyboard.press('Escape');
      await expect(page).toHaveURL(/\/connections$/);
    });

    test('takes an answer once, where it was asked for, and from whom it was asked', async ({ page, browser }) => {
      const account = await newcomer(page);
      await begin(page, platform);
      const answer = await heldAnswer(page);

      const elsewhere = await (await browser.newContext({ baseURL: jarvis.endpoints.admin })).newPage();
      await elsewhere.goto(answer);
      await expect(elsewhere.getByRole('heading', { name: 'Sign in' })).toBeVisible();
      expect(elsewhere.url()).not.toContain('code');
      await signIn(elsewhere, jarvis, account);
      await elsewhere.goto(answer);
      await expect(sheetOf(elsewhere, platform).getByRole('alert')).toContainText('was begun in another session');
      await signInElsewhere(elsewhere);
      await elsewhere.goto(answer);
      await expect(sheetOf(elsewhere, platform).getByRole('alert')).toContainText(
        'Nobody in this observatory has begun',
      );
      await elsewhere.context().close();

      await page.goto(answer);
      await expect(sheetOf(page, platform).getByRole('status')).toContainText('is connected as');
      await page.goto(answer);
      await expect(sheetOf(page, platform).getByRole('alert')).toContainText('was used already');
      await expect(accountsOf(page, platform)).toHaveCount(1);

      await begin(page, platform);
      const forged = new URL(await heldAnswer(page));
      forged.searchParams.set('iss', 'https://evil.example');
      await page.goto(forged.href);
      await expect(sheetOf(page, platform).getByRole('alert')).toContainText(`does not come from ${platform.vendor}`);
      await page.goto(`/connections?open=${platform.platform}&outcome=You+won+a+prize`);
      await expect(sheetOf(page, platform)).toBeVisible();
      await expect(page.getByText('prize')).toHaveCount(0);
    });
  });
}

/** As the owner of another observatory. */
async function signInElsewhere(page: Page): Promise<void> {
  await page.context().clearCookies();
  await newcomer(page);
}

/** Takes back at the stand-in for X what people have agreed to there, as they can in its settings. */
async function revokeAll(platform: string): Promise<void> {
  const state = readFileSync(join(homeOf(), 'sandbox', 'state.json'), 'utf8');
  const { refreshTokens } = JSON.parse(state) as { refreshTokens: Record<string, { platform: string }> };
  for (const [token, grant] of Object.entries(refreshTokens)) {
    if (grant.platform !== platform) continue;
    const headers = { host: 'api.x.com', 'content-type': 'application/x-www-form-urlencoded' };
    const revocation = request(new URL('/2/oauth2/revoke', jarvis.endpoints.sandbox), { method: 'POST', headers });
    revocation.end(new URLSearchParams({ token }).toString());
    await once(revocation, 'response');
  }
}

test('a connection whose access has ended says so, and is connected again as the same account only', async ({
  page,
}) => {
  const [x] = platforms as [Platform];
  await newcomer(page);
  await begin(page, x);
  await authorize(page);
  // Given back at the platform, behind our back.
  await visit(page, `/connections?open=${x.platform}`);
  await expect(accountsOf(page, x).getByRole('button', { name: 'Connect again' })).toHaveCount(0);
  await revokeAll(x.platform);
  await accountsOf(page, x).getByRole('button', { name: 'Check now' }).click();
  await expect(accountsOf(page, x)).toContainText('Broken');
  await expect(accountsOf(page, x)).toContainText('Connect the account again');
  await keepLooks(page, 'consent-broken');

  await accountsOf(page, x).getByRole('button', { name: 'Connect again' }).click();
  await page.getByLabel('Signed in as').selectOption({ index: 1 });
  await authorize(page);
  await expect(sheetOf(page, x).getByRole('alert')).toContainText('with another account than the one to be renewed');
  await expect(accountsOf(page, x)).toHaveCount(1);

  await accountsOf(page, x).getByRole('button', { name: 'Connect again' }).click();
  await authorize(page);
  await expect(sheetOf(page, x).getByRole('status')).toContainText('was connected already');
  await expect(accountsOf(page, x)).toContainText('Works');
});

test('a real account needs a client, which only an owner enters and nobody sees again', async ({ page }) => {
  const [x] = platforms as [Platform];
  await newcomer(page);
  await visit(page, `/connections?open=${x.platform}`);
  const sheet = sheetOf(page, x);
  await sheet.getByRole('switch', { name: 'Connect the real account' }).first().click();
  await expect(sheet).toContainText('Jarvis is not registered at X yet.');
  await expect(sheet).toContainText('/api/v1/integrations/twitter/callback');
  await expect(sheet.getByRole('button', { name: 'Connect with X' })).toHaveCount(0);
  await keepLooks(page, 'consent-client-missing');
  await sheet.getByLabel('Client id').fill('our-client');
  await sheet.getByLabel('Client secret').fill('our-very-secret');
  await sheet.getByRole('button', { name: 'Use this client' }).click();
  await expect(sheet.getByRole('button', { name: 'Connect with X' })).toBeVisible();
  expect(await page.content()).not.toContain('our-very-secret');
});

test('no code is in a log or an address of ours afterwards', async () => {
  expect(codes.length).toBeGreaterThan(4);
  const logs = join(homeOf(), 'logs');
  for (const file of readdirSync(logs)) {
    const text = readFileSync(join(logs, file), 'utf8');
    for (const code of codes) expect(text.includes(code), `${file} holds a code`).toBe(false);
  }
});
