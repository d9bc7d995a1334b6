import { expect, test } from '@playwright/test';
import { Jarvis, readEndpoints, stepOf } from '../support/jarvis.js';
import { keepLooks, signIn } from '../support/pages.js';

/** The main job as a new user does it: sign in, see the approval arrive, edit, approve, see it published. */

test.use({ baseURL: readEndpoints().admin });

let jarvis: Jarvis;

test.beforeEach(async ({ page }) => {
  jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
});

test('from a signed delivery to the published post', async ({ page }) => {
  test.slow();
  await page.goto('/approvals');
  const title = `Dark mode for reports ${Date.now()}`;
  const runId = await jarvis.closeIssue({ title });

  // Nobody reloads: it arrives over the WebSocket.
  const entry = page.getByRole('link', { name: new RegExp(title) }).first();
  await expect(entry).toBeVisible();
  await keepLooks(page, 'approvals');
  await entry.click();
  await expect(page.getByText('As it will appear')).toBeVisible();
  await keepLooks(page, 'approval');

  const text = `${title}: reports are easier on your eyes now.`;
  await page.getByRole('button', { name: 'Edit' }).click();
  await page
    .getByRole('textbox', { name: /text|post/i })
    .first()
    .fill(text);
  await keepLooks(page, 'approval-edited');
  await page.getByRole('button', { name: /^Approve/ }).click();
  await expect(page.getByText(/Approved/).first()).toBeVisible();
  await keepLooks(page, 'approval-decided');

  const run = await jarvis.ended(runId);
  expect(run.status).toBe('succeeded');
  await page.goto(`/runs/${runId}`);
  await expect(page.getByText('Publish on X').first()).toBeVisible();
  await keepLooks(page, 'run');

  const { externalUrl } = stepOf(run, 'publish').effect!;
  await page.goto(externalUrl!);
  await expect(page.getByText(text)).toBeVisible();
  await page.screenshot({ path: 'artifacts/screenshots/the-post.png' });
});

test('rejecting with a note on a phone, by thumb', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const runId = await jarvis.closeIssue();
  await page.goto(`/approvals/${await jarvis.approvalOf(runId)}`);
  await page.getByRole('button', { name: /note/i }).click();
  await page.getByRole('textbox', { name: /note/i }).fill('Too early');
  await page.getByRole('button', { name: /^Reject/ }).click();
  await expect(page.getByText(/Rejected/).first()).toBeVisible();
  const run = await jarvis.ended(runId);
  expect(run.status).toBe('rejected');
  expect(stepOf(run, 'approve').output?.['note']).toBe('Too early');
});

test('by keyboard alone: from Home to an approved post', async ({ page }) => {
  const runId = await jarvis.closeIssue();
  const approval = await jarvis.approvalOf(runId);
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page).toHaveURL(/\/approvals$/);
  await page.goto(`/approvals/${approval}`);
  await page.getByText('As it will appear').waitFor();
  await page.keyboard.press('a');
  expect((await jarvis.ended(runId)).status).toBe('succeeded');
});

test('every page, in every size and theme', async ({ page }) => {
  test.slow();
  for (const name of ['', 'rules', 'runs', 'activity', 'connections', 'settings']) {
    await page.goto(`/${name}`);
    await expect(page.getByRole('main')).toBeVisible();
    await keepLooks(page, name === '' ? 'home' : name);
  }
});
