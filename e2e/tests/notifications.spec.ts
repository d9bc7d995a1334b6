import { expect, test } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** What waits is told: a mail in the sandbox's mailbox, the bell, and a switch. */

test.use({ baseURL: readEndpoints().admin });

let jarvis: Jarvis;

test.beforeEach(async ({ page }) => {
  jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
});

test('a mail says that an approval waits, and its link opens the page and decides nothing', async ({ page }) => {
  test.slow();
  const title = `Told by mail ${Date.now()}`;
  const runId = await jarvis.closeIssue({ title });
  const approval = await jarvis.approvalOf(runId);

  const mailOf = async () => (await jarvis.mailbox()).find(({ text }) => text.includes(approval));
  await expect.poll(mailOf, { timeout: 30_000 }).toBeDefined();
  const mail = (await mailOf())!;
  expect(mail.to).toEqual([jarvis.endpoints.account.email]);
  expect(mail.text).toContain('Answer until');
  const links = mail.text.match(/https?:\/\/\S*\/approvals\/\S+/g)!;
  expect(links).toEqual([`${jarvis.endpoints.admin}/approvals/${approval}`]);

  // As a mail scanner does it, and then as the person.
  await page.request.get(links[0]);
  await page.goto(links[0]);
  await expect(page.getByText('As it will appear')).toBeVisible();
  expect((await jarvis.run(runId)).status).toBe('waiting');

  await page.goto(`${jarvis.endpoints.sandbox}/mailbox`);
  await expect(
    page.locator('iframe').first().contentFrame().getByRole('link', { name: 'Look at it and decide' }),
  ).toBeVisible();
  await page.screenshot({ path: 'artifacts/screenshots/the-mailbox.png' });

  await jarvis.decide(approval, 'rejected');
  await jarvis.ended(runId);
});

test('the bell rings without a reload, opens by keyboard, and its switches hold', async ({ page }) => {
  test.slow();
  const title = `Told by the bell ${Date.now()}`;
  const runId = await jarvis.closeIssue({ title });
  const approval = await jarvis.approvalOf(runId);
  const bell = page.getByRole('button', { name: /^Notifications/ });
  await expect(bell.getByLabel(/not read/)).toBeVisible({ timeout: 30_000 });
  await bell.press('Enter');
  const panel = page.getByRole('dialog', { name: 'Notifications' });
  const entry = panel.locator(`a[href="/approvals/${approval}"]`);
  await expect(entry).toBeVisible();
  await keepLooks(page, 'bell');
  await entry.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/approvals/${approval}$`));
  await expect(panel).toBeHidden();

  await visit(page, '/notifications');
  await expect(page.locator(`a[href="/approvals/${approval}"]`)).toBeVisible();
  await keepLooks(page, 'notifications');

  await visit(page, '/settings');
  const byMail = page.getByRole('switch', { name: 'An approval waits: By mail' });
  await expect(byMail).toBeChecked();
  await keepLooks(page, 'settings-notifications');
  await byMail.click();
  await visit(page, '/settings');
  await expect(byMail).not.toBeChecked();
  await byMail.click();
  await expect(byMail).toBeChecked();

  await jarvis.decide(approval, 'rejected');
  await jarvis.ended(runId);
});
