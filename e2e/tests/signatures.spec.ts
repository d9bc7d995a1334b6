import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** Webhooks signed in other ways: the form of the trigger, and a secret that the sender makes. */

test.use({ baseURL: readEndpoints().admin });

let jarvis: Jarvis;

test.beforeEach(async ({ page }) => {
  jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
});

test('a signature of the sender’s own kind is described in the form, and the YAML has what was meant', async ({
  page,
}) => {
  const { id } = await jarvis.call<{ id: string }>('POST', '/rules', {
    definition: {
      format: 1,
      name: `Signed ${randomUUID().slice(0, 8)}`,
      trigger: { kind: 'webhook', signature: 'github' },
      steps: [{ id: 'log', kind: 'action', uses: 'core.log', with: { title: 'Hi' } }],
    },
  });
  await visit(page, `/rules/${id}`);
  const panel = page.getByRole('complementary', { name: 'Editor' });
  await page.getByRole('group', { name: 'The flow of the rule' }).getByRole('button').first().click();
  await panel.getByRole('combobox', { name: 'Signed by' }).selectOption('hmac');
  await panel.getByRole('textbox', { name: /^Signature header/ }).fill('X-Build-Signature');
  await panel.getByRole('combobox', { name: /^Written as/ }).selectOption('base64');
  await panel.getByRole('textbox', { name: /^What is signed/ }).fill('{timestamp}.{body}');
  await expect(panel.getByText('is the value of “timestampHeader”').first()).toBeVisible();
  await panel.getByRole('textbox', { name: /^Time header/ }).fill('X-Build-Time');
  await expect(panel.getByText('is the value of “timestampHeader”')).toHaveCount(0);
  await keepLooks(page, 'build-signature');

  await panel.getByRole('button', { name: 'YAML' }).click();
  const yaml = page.locator('.cm-content');
  for (const line of [
    'signature: hmac',
    'header: X-Build-Signature',
    'encoding: base64',
    'timestampHeader: X-Build-Time',
  ])
    await expect(yaml).toContainText(line);
});

test('the secret of a sender that makes its own is entered after publishing', async ({ page }) => {
  const { id } = await jarvis.call<{ id: string }>('POST', '/rules', {
    definition: {
      format: 1,
      name: `Paid ${randomUUID().slice(0, 8)}`,
      trigger: { kind: 'webhook', signature: 'stripe' },
      steps: [{ id: 'log', kind: 'action', uses: 'core.log', with: { title: 'Paid' } }],
    },
  });
  await visit(page, `/rules/${id}`);
  await page.getByRole('button', { name: 'Publish…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  const dialog = page.getByRole('dialog', { name: 'Enter the signing secret of Stripe' });
  await dialog.getByLabel('Secret').fill('not one');
  await dialog.getByRole('button', { name: 'Keep the secret' }).click();
  await expect(dialog.getByText('begins with whsec_').first()).toBeVisible();
  await keepLooks(page, 'enter-secret');
  await dialog.getByLabel('Secret').fill('whsec_0123456789abcdef');
  await dialog.getByLabel('Secret').press('Enter');
  await expect(page.getByText('The secret is kept.').first()).toBeVisible();

  await visit(page, `/rules/${id}/settings`);
  await expect(page.getByText('Kept encrypted; it cannot be shown again, only replaced.')).toBeVisible();
  await keepLooks(page, 'webhook-settings');
});
