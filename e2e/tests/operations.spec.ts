import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { expect, test, type Page } from '@playwright/test';
import { closedIssueEvent, deliver } from '../../scripts/lib/github-delivery.mjs';
import { createAccount } from '../support/account.js';
import { Jarvis, readEndpoints, stepOf } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** What operators do in the admin beside answering: settle, cancel, connect, switch off, sign out others. */

test.use({ baseURL: readEndpoints().admin });

let jarvis: Jarvis;

test.beforeEach(async ({ page }) => {
  jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
});

const toast = (page: Page, words: RegExp) => page.getByRole('region', { name: 'Messages' }).getByText(words);

test.describe('an effect nobody can tell the outcome of', () => {
  /** One attempt only, whose answer is lost, and the look afterwards as well: Jarvis asks a person. */
  async function lose(kind: 'timeout-after-accept' | 'server-error') {
    const text = `Settled by a person, ${randomUUID()}`;
    const rule = await jarvis.publish({
      name: `Settle ${text.slice(-6)}`,
      trigger: { kind: 'manual' },
      steps: [
        { id: 'publish', kind: 'action', uses: 'twitter.create-post', with: { text }, retry: { attempts: 1 } },
        {
          id: 'tell',
          kind: 'action',
          uses: 'gmail.send-email',
          with: { to: 'team@example.com', subject: text, text: 'Read it at ${{ steps.publish.output.url }}' },
        },
      ],
    });
    const { runId } = await jarvis.call<{ runId: string }>('POST', `/rules/${rule.ruleId}/run`, {});
    const approval = await jarvis.approvalOf(runId);
    await jarvis.fault('twitter', kind, { holdMs: 0 });
    await jarvis.fault('twitter', 'server-error');
    await jarvis.decide(approval, 'approved');
    await jarvis.until(
      runId,
      ({ status, steps }) => status === 'waiting' && steps.some(({ effect }) => effect?.state === 'unknown'),
    );
    return { runId, postsSaying: () => jarvis.posts().filter((post) => post.text === text).length };
  }

  async function settle(page: Page, runId: string, answer: RegExp) {
    await visit(page, `/runs/${runId}`);
    await page.getByRole('button', { name: 'Settle it' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('How you know').fill('I looked at the timeline of the account.');
    await dialog.getByRole('button', { name: answer }).click();
    await expect(page.getByText('Settled by Operator')).toBeVisible();
  }

  test('it happened: the run goes on with what X has, and nothing is sent again', async ({ page }) => {
    const { runId, postsSaying } = await lose('timeout-after-accept');
    expect(postsSaying()).toBe(1);
    await settle(page, runId, /^It happened/);
    const run = await jarvis.ended(runId);
    expect(run.status).toBe('succeeded');
    expect(stepOf(run, 'publish').effect).toMatchObject({ state: 'confirmed', attempts: 1 });
    expect(stepOf(run, 'tell').input?.['text']).toContain(stepOf(run, 'publish').effect!.externalUrl!);
    expect(postsSaying()).toBe(1);
    await expect(page.locator('header').getByText('Succeeded')).toBeVisible();
    await keepLooks(page, 'run-settled');
  });

  test('it did not happen: it is sent once more', async ({ page }) => {
    const { runId, postsSaying } = await lose('server-error');
    expect(postsSaying()).toBe(0);
    await settle(page, runId, /^It did not happen/);
    const run = await jarvis.ended(runId);
    expect(run.status).toBe('succeeded');
    expect(postsSaying()).toBe(1);
  });
});

test.describe('cancelling', () => {
  test('a waiting run, from its page: the question is withdrawn', async ({ page }) => {
    const runId = await jarvis.closeIssue();
    const approval = await jarvis.approvalOf(runId);
    await visit(page, `/runs/${runId}`);
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('is withdrawn');
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    expect((await jarvis.run(runId)).status).toBe('waiting');

    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await dialog.getByRole('button', { name: 'Cancel the run' }).click();
    // Nobody reloads: header and steps follow.
    await expect(page.locator('header').getByText('Cancelled')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Cancel', exact: true })).toHaveCount(0);
    await visit(page, `/approvals/${approval}`);
    await expect(page.getByText(/ended before an answer/i)).toBeVisible();
  });

  test('several at once, by keyboard alone', async ({ page }) => {
    const name = `Cancel me ${randomUUID().slice(0, 8)}`;
    const { ruleId } = await jarvis.publish({
      name,
      trigger: { kind: 'manual' },
      steps: [{ id: 'pause', kind: 'wait', for: '1d' }],
    });
    const start = () => jarvis.call<{ runId: string }>('POST', `/rules/${ruleId}/run`, {});
    const runs = await Promise.all([start(), start()]);
    await Promise.all(runs.map(({ runId }) => jarvis.until(runId, ({ status }) => status === 'waiting')));
    await visit(page, `/runs?q=${encodeURIComponent(name)}`);
    const rows = page.getByRole('list', { name: 'Runs' }).getByRole('listitem');
    await expect(rows).toHaveCount(2);
    for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key);
    const bar = page.getByRole('toolbar', { name: 'Selected runs' });
    await expect(bar).toContainText('2 selected');
    await keepLooks(page, 'runs-selected');
    await page.keyboard.press('Escape');
    await expect(bar).toBeHidden();
    for (const key of ['x', 'k', 'x']) await page.keyboard.press(key);
    await bar.getByRole('button', { name: 'Cancel 2' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel 2 runs' }).focus();
    await page.keyboard.press('Enter');
    await expect(rows.getByText('Cancelled', { exact: true })).toHaveCount(2);
    await expect(bar).toBeHidden();
    for (const { runId } of runs) expect((await jarvis.run(runId)).status).toBe('cancelled');
  });
});

test('a connection: refused, made, checked, taken from a rule and given back', async ({ page }) => {
  const name = `team-${randomUUID().slice(0, 6)}@example.com`;
  await visit(page, '/connections');
  await page.getByRole('link', { name: /^X/ }).click();
  const sheet = page.getByRole('dialog', { name: 'X' });
  const account = sheet.getByRole('listitem').filter({ has: page.getByText('jarvis_dev') });
  await expect(account).toContainText('“Announce completed issues”');

  await sheet.getByText('Paste a token instead').click();
  await sheet.getByLabel('Account', { exact: true }).fill(name);
  await sheet.getByLabel('Access token').fill('invalid-token');
  await sheet.getByRole('button', { name: 'Connect', exact: true }).click();
  // What to do stands at the form, and nothing typed is lost.
  await expect(sheet.getByRole('alert')).toContainText(/does not accept these credentials.*Check that/s);
  await expect(sheet.getByLabel('Account', { exact: true })).toHaveValue(name);
  await keepLooks(page, 'connection-refused');

  await account.getByRole('button', { name: 'Check now' }).click();
  await expect(toast(page, /jarvis_dev/)).toBeVisible();
  await expect(account).toContainText('Works');

  await account.getByRole('button', { name: 'Disconnect…' }).click();
  const confirm = page.getByRole('dialog', { name: /^Disconnect/ });
  // Other journeys of this suite leave rules which use the account too.
  await expect(confirm).toContainText(/Used by .*“Announce completed issues”.*: steps with it fail/);
  await confirm.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await expect(account).toContainText('Disconnected');
  await keepLooks(page, 'connection-disconnected');

  await sheet.getByLabel('Account', { exact: true }).fill('@jarvis_dev');
  await sheet.getByLabel('Access token').fill('sandbox-token');
  await sheet.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(account).toContainText('Works');
  // The published rule acts through it again; nobody published it anew.
  const runId = await jarvis.closeIssue();
  await jarvis.decide(await jarvis.approvalOf(runId), 'approved');
  expect((await jarvis.ended(runId)).status).toBe('succeeded');
});

test.describe('sessions', () => {
  test('another device, signed out from here, is out at once', async ({ page, browser }) => {
    const elsewhere = await browser.newContext({
      userAgent:
        'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1',
    });
    const other = await elsewhere.newPage();
    await signIn(other, jarvis);
    await other.goto('/runs');
    await visit(page, '/settings');
    const device = page
      .getByRole('listitem')
      .filter({ hasText: /iPhone/ })
      .first();
    await device.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign it out' }).click();
    await expect(toast(page, /signed out/)).toBeVisible();

    // It touches nothing and still leaves, for a page that it can come back from.
    await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await expect(other).toHaveURL(/\/sign-in\?next=%2Fruns/);
    await other.goto('/settings');
    await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await elsewhere.close();
    await page.reload();
    await expect(page.getByText('This one')).toBeVisible();
  });

  test('a device is known by the address it came from, not by the one of the admin', async () => {
    const { admin, account } = jarvis.endpoints;
    const body = new URLSearchParams({ email: account.email, password: account.password }).toString();
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(`${admin}/sign-in`, {
        method: 'POST',
        // All of 127.0.0.0/8 is this machine; nothing else signs in from here.
        localAddress: '127.0.0.77',
        headers: {
          origin: admin,
          accept: 'text/html',
          'content-type': 'application/x-www-form-urlencoded',
          // Whom nobody trusts cannot claim another.
          'x-forwarded-for': '203.0.113.9',
        },
      });
      sent.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
      sent.end(body);
    });
    expect(status).toBe(303);
    const devices = await jarvis.call<{ ip: string | null }[]>('GET', '/auth/devices');
    const addresses = devices.map(({ ip }) => ip);
    expect(addresses).toContain('127.0.0.77');
    expect(addresses).not.toContain('203.0.113.9');
  });

  test('signing out ends the session, not only the page', async ({ page, context }) => {
    const cookies = await context.cookies();
    await page.goto('/settings');
    await page.getByRole('main').getByRole('button', { name: 'Sign out' }).first().click();
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await page.goBack();
    await page.goto('/runs');
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    // A copy of the cookies is worth nothing.
    await context.addCookies(cookies);
    await page.goto('/runs');
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  });
});

test('switching the observatory: nothing of one is seen in the other', async ({ page, context }) => {
  const person = { email: `${randomUUID()}@example.org`, password: randomUUID() };
  await createAccount({ ...person, observatory: 'North tower' });
  await createAccount({ ...person, observatory: 'South tower' });
  await context.clearCookies();
  await signIn(page, jarvis, person);
  const switcher = page.getByRole('button', { name: /switch or sign out/ });
  const current = ((await switcher.textContent()) ?? '').includes('North tower') ? 'North tower' : 'South tower';
  const next = current === 'North tower' ? 'South tower' : 'North tower';

  const own = await Jarvis.connect({ ...jarvis.endpoints, account: person });
  const { ruleId } = await own.publish({
    name: `Only in ${current}`,
    trigger: { kind: 'manual' },
    steps: [{ id: 'note', kind: 'action', uses: 'core.log', with: { title: 'Seen from here' } }],
  });
  const { runId } = await own.call<{ runId: string }>('POST', `/rules/${ruleId}/run`, {});
  await own.ended(runId);
  const second = await context.newPage();
  await visit(second, '/rules');
  await expect(second.getByText(`Only in ${current}`)).toBeVisible();

  await switcher.click();
  await page.getByRole('menuitem', { name: next }).click();
  await expect(switcher).toContainText(next);
  // The other tab stands in the same session: it must not go on showing the old observatory beside the new.
  await expect(second.getByRole('button', { name: /switch or sign out/ })).toContainText(next);
  for (const path of ['/rules', '/runs', '/activity', '/approvals']) {
    await page.goto(path);
    await expect(page.getByRole('main')).toBeVisible();
    await expect(page.getByText(new RegExp(`Only in ${current}|Seen from here`))).toHaveCount(0);
  }
  for (const path of [`/rules/${ruleId}`, `/runs/${runId}`]) {
    expect((await page.goto(path))?.status()).toBe(404);
    await expect(page.getByText(`Only in ${current}`)).toHaveCount(0);
  }
});

test.describe('a rule with a webhook', () => {
  const send = (hook: { url: string; secret: string }) =>
    deliver({ ...hook, event: closedIssueEvent({ title: randomUUID() }) }).then(({ status }) => status);

  async function publishHook() {
    const { ruleId, webhook } = await jarvis.publish({
      name: `Hook ${randomUUID().slice(0, 8)}`,
      trigger: { kind: 'webhook', signature: 'github' },
      steps: [{ id: 'note', kind: 'action', uses: 'core.log', with: { title: 'Heard' } }],
    });
    return { ruleId, hook: webhook! };
  }

  test('switched off: deliveries are told so, and taken again when it is on', async ({ page }) => {
    const { ruleId, hook } = await publishHook();
    expect(await send(hook)).toBe(202);
    await visit(page, `/rules/${ruleId}/settings`);
    await page.getByRole('main').getByRole('region', { name: 'General' }).getByRole('switch').click();
    await expect(toast(page, /is off/)).toBeVisible();
    expect(await send(hook)).toBe(410);
    await page.getByRole('main').getByRole('region', { name: 'General' }).getByRole('switch').click();
    await expect(toast(page, /is on/)).toBeVisible();
    expect(await send(hook)).toBe(202);
  });

  test('a new secret: shown once; the old one counts until its time', async ({ page }) => {
    const { ruleId, hook } = await publishHook();
    await visit(page, `/rules/${ruleId}/settings`);
    await page.getByRole('button', { name: 'Replace' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Replace the secret' }).click();
    const shown = page.getByRole('dialog', { name: /secret/ });
    await expect(shown.getByText('until')).toBeVisible();
    const secret = await shown.locator('code').last().textContent();
    await keepLooks(page, 'secret-once');
    await shown.getByRole('button', { name: 'I have kept it' }).click();
    // A door believes a looked-up secret for up to a second.
    await expect.poll(() => send({ ...hook, secret: secret! })).toBe(202);
    expect(await send(hook)).toBe(202);
    expect(await send({ ...hook, secret: 'never was one' })).toBe(401);
    await expect(page.getByText(/old secret counts until/)).toBeVisible();
  });

  test('deleted by mistake: undone from the message, and it says that it is off', async ({ page }) => {
    const { ruleId, hook } = await publishHook();
    await visit(page, `/rules/${ruleId}/settings`);
    await page.getByRole('button', { name: 'Delete…' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText(hook.url);
    await dialog.getByRole('button', { name: 'Delete the rule' }).click();
    await expect(page).toHaveURL(/\/rules$/);
    expect([404, 410]).toContain(await send(hook));
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByRole('link', { name: 'Open it' }).click();
    await expect(page).toHaveURL(new RegExp(`/rules/${ruleId}$`));
    expect(await send(hook)).toBe(410);
  });
});

test('rejecting asks why, once, and the answer is optional', async ({ page }) => {
  const runId = await jarvis.closeIssue();
  await visit(page, `/approvals/${await jarvis.approvalOf(runId)}`);
  await page.getByText('As it will appear').waitFor();
  await page.keyboard.press('r');
  await expect(page.getByRole('textbox', { name: 'Note' })).toBeFocused();
  await keepLooks(page, 'approval-rejecting');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /^Approve/ })).toBeVisible();
  expect((await jarvis.run(runId)).status).toBe('waiting');
  await page.keyboard.press('r');
  await page.keyboard.type('Too early');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Rejected by Operator/)).toBeVisible();
  const run = await jarvis.ended(runId);
  expect(stepOf(run, 'approve').output?.['note']).toBe('Too early');
});

test('answered in another tab while editing: what was approved stands there, and the edit can be copied', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const runId = await jarvis.closeIssue();
  await visit(page, `/approvals/${await jarvis.approvalOf(runId)}`);
  const post = page.getByRole('article', { name: 'The post as it will appear' });
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('textbox', { name: 'Text' }).fill('My edit in progress');
  await expect(post).toContainText('My edit in progress');

  const other = await context.newPage();
  await visit(other, page.url());
  await other.getByRole('button', { name: /^Approve/ }).click({ delay: 1_000 });
  await expect(other.getByText('Approved by Operator')).toBeVisible();
  await expect(other.getByText('Your edit was not used')).toHaveCount(0);

  await expect(page.getByText('Your edit was not used; below is what was approved.')).toBeVisible();
  await expect(page.getByText('As it was approved', { exact: true })).toBeVisible();
  await expect(page.getByRole('main').getByRole('textbox')).toHaveCount(0);
  await expect(page.getByRole('main')).not.toContainText('My edit in progress');
  const published = stepOf(await jarvis.ended(runId), 'publish').input?.['text'] as string;
  await expect(post).toContainText(published);
  await keepLooks(page, 'approval-edit-unused');
  await page.getByRole('button', { name: 'Copy your edit' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('My edit in progress');
});

test('a title that turns the direction of reading and never breaks deceives nobody and fits', async ({ page }) => {
  // Four looks at each of several pages: on a busy machine more than the usual time.
  test.slow();
  const word = randomUUID().replaceAll('-', '').repeat(6);
  const runId = await jarvis.closeIssue({ title: `Release \u202Emoc.elpmaxe\u202C\u200B 👩\u200D💻 ${word}` });
  const approval = await jarvis.approvalOf(runId);
  const { ruleId } = await jarvis.publish({
    name: word.slice(0, 150),
    trigger: { kind: 'manual' },
    steps: [{ id: 'note', kind: 'action', uses: 'core.log', with: { title: `\u202E👩\u200D💻 ${word}` } }],
  });
  await jarvis.ended((await jarvis.call<{ runId: string }>('POST', `/rules/${ruleId}/run`, {})).runId);
  const main = page.getByRole('main');
  // Home shows the five most urgent, and other journeys may have left more than that.
  const waiting = await jarvis.call<{ id: string }[]>('GET', '/approvals?status=pending&limit=100');
  for (const { id } of waiting) if (id !== approval) await jarvis.decide(id, 'rejected');

  await visit(page, `/approvals/${approval}`);
  await expect(main.getByRole('alert')).toContainText('right-to-left override (U+202E)');
  await expect(main.getByTitle(/^U\+202E, right-to-left override/).first()).toHaveText('⟨U+202E⟩');
  await keepLooks(page, 'approval-hidden-characters');
  for (const path of [`/approvals/${approval}`, `/runs/${runId}`, '/approvals', '/runs', '/activity', '/']) {
    await page.goto(path);
    await expect(main.getByText('⟨U+202E⟩').first()).toBeAttached();
    await expect(main).toContainText('👩\u200D💻');
    await expect(main).not.toContainText(/[\u202E\u202C\u200B]/);
    await keepLooks(page, `hidden-characters-${path.split('/')[1] || 'home'}`);
  }
});

test('addresses that name nothing lead back to their list', async ({ page }) => {
  for (const [list, thing] of [
    ['runs', 'run'],
    ['rules', 'rule'],
    ['approvals', 'approval'],
  ] as const) {
    for (const id of ['abc', randomUUID()]) {
      expect((await page.goto(`/${list}/${id}`))?.status()).toBe(404);
      await expect(page.getByText(`There is no such ${thing} in this observatory.`)).toBeVisible();
    }
    await page.getByRole('link', { name: `Back to ${list}` }).click();
    await expect(page).toHaveURL(new RegExp(`/${list}$`));
  }
});

test('signing in with half an address says what is wrong with it', async ({ page, context }) => {
  await context.clearCookies();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill('nobody@x');
  await page.getByLabel('Password', { exact: true }).fill('x');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('It has to be a mail address');
  await expect(page.getByLabel('E-mail')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('E-mail')).toHaveValue('nobody@x');
});

test('columns: chosen by keyboard, kept after a reload and in the other list as they were', async ({ page }) => {
  await jarvis.ended(await jarvis.closeIssue({ labels: ['internal'] }));
  await visit(page, '/runs');
  const head = page.getByText('Rule, title').locator('..');
  await expect(head).toContainText('Took');
  await page.getByRole('button', { name: 'Columns' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitemcheckbox', { name: 'Took' }).press('Enter');
  await page.getByRole('menuitemcheckbox', { name: 'Version' }).click();
  await expect(page.getByRole('menuitemcheckbox', { name: 'Took' })).toHaveAttribute('aria-checked', 'false');
  await keepLooks(page, 'runs-columns');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Columns' })).toBeFocused();
  await page.reload();
  await expect(head).not.toContainText('Took');
  await expect(head).toContainText('Version');
  await visit(page, '/rules');
  await expect(page.getByText('Last, next')).toBeVisible();

  await visit(page, '/runs');
  await page.getByRole('button', { name: 'Columns' }).click();
  await expect(page.getByRole('menuitemcheckbox', { name: 'Status' })).toHaveCount(0);
  await page.getByRole('menuitem', { name: 'Reset' }).click();
  await expect(head).toContainText('Took');
  await expect(head).not.toContainText('Version');
});

test('the API dies under an open list: it is said, it heals, and the list catches up', async ({ page }) => {
  const name = `While away ${randomUUID().slice(0, 8)}`;
  const { ruleId } = await jarvis.publish({
    name,
    trigger: { kind: 'manual' },
    steps: [{ id: 'note', kind: 'action', uses: 'core.log', with: { title: 'x' } }],
  });
  // Listened for before the page is there: the greeting is one frame, and on a quick machine it comes before `visit` ends.
  const connected = page.waitForEvent('websocket').then((socket) => socket.waitForEvent('framereceived'));
  await visit(page, '/runs');
  const banner = page.getByText('Live updates are interrupted');
  // What was never connected is not interrupted.
  await connected;
  // Nobody waits for the supervisor's restart: a dead API and one that comes back both belong to this.
  jarvis.kill('api');
  await expect(banner).toBeVisible();
  await keepLooks(page, 'connection-lost');
  await expect
    .poll(
      () =>
        jarvis
          .request('POST', `/rules/${ruleId}/run`, {})
          .then(({ status }) => status)
          .catch(() => 0),
      {
        timeout: 60_000,
      },
    )
    .toBeLessThan(300);
  await expect(banner).toBeHidden({ timeout: 30_000 });
  const rows = page.getByRole('list', { name: 'Runs' }).getByRole('listitem');
  await expect(rows.filter({ hasText: name })).toBeVisible();
});

test('the documentation of the API has its policy also behind the admin', async () => {
  const reply = await fetch(`${jarvis.endpoints.admin}/api/docs`);
  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-security-policy')).toContain("default-src 'self'");
});

test('pages and lists leave the admin packed', async ({ page }) => {
  for (const path of ['/rules', '/api/v1/rules']) {
    const response = await page.request.get(path, { headers: { 'accept-encoding': 'gzip' } });
    expect(response.status()).toBe(200);
    expect([path, response.headers()['content-encoding']]).toEqual([path, 'gzip']);
  }
});
