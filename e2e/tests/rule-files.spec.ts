import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** A rule taken out as a file, brought back in, and copied. */

test.use({ baseURL: readEndpoints().admin });

let jarvis: Jarvis;
let ruleId: string;
let name: string;

test.beforeEach(async ({ page }) => {
  jarvis = await Jarvis.connect();
  name = `Files ${randomUUID().slice(0, 8)}`;
  ({ ruleId } = await jarvis.publish({
    format: 1,
    name,
    trigger: { kind: 'manual' },
    steps: [{ id: 'note', kind: 'action', uses: 'core.log', name: 'Write it down', with: { title: 'Hello' } }],
  }));
  await signIn(page, jarvis);
});

test('is exported, imported into itself and beside itself, and copied', async ({ page }) => {
  await visit(page, `/rules/${ruleId}`);
  await page.getByRole('button', { name: 'More' }).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Export' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe(`${name.toLowerCase().replace(' ', '-')}.yaml`);
  const path = await download.path();
  const text = await readFile(path, 'utf8');
  expect(text).toContain(`name: ${name}`);
  expect(text).not.toContain(ruleId);

  await visit(page, '/rules');
  await page.getByRole('link', { name: 'Import' }).click();
  await page.getByLabel('File of a rule').setInputFiles(path);
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'It can be published as it is.' })).toBeVisible();
  await page.getByRole('radio', { name: /^The next draft of/ }).check();
  await expect(page.getByText('The file says what is there already.')).toBeVisible();

  const large = { name: 'large.yaml', mimeType: 'text/yaml', buffer: Buffer.alloc(2_100_000, 'x') };
  await page.getByLabel('File of a rule').setInputFiles(large);
  await expect(page.getByRole('alert')).toContainText('“large.yaml” is longer than 512 KB');

  // What needs an account that is not here says so; the draft is made all the same.
  const field = page.getByRole('textbox', { name: 'Text of the file' });
  await field.fill(text.replace('core.log', 'hubspot.create-note'));
  await expect(page.getByRole('list', { name: 'What it needs here' })).toContainText('A connection to HubSpot');
  await expect(page.getByText('some things are missing for publishing')).toBeVisible();
  await keepLooks(page, 'import');
  await field.fill(`${text}\nunknown: 1`);
  await expect(page.getByRole('alert').filter({ hasText: 'What stands beside the definition' })).toBeVisible();
  await field.fill(text.replace('title: Hello', 'title: Good day'));
  await page.getByRole('radio', { name: /^The next draft of/ }).check();
  await expect(page.getByText('Its draft of now is replaced; what is published stays.')).toBeVisible();
  await page.getByRole('button', { name: 'Import as a draft' }).click();
  await expect(page).toHaveURL(new RegExp(`/rules/${ruleId}$`));
  await expect(page.getByText('unpublished changes')).toBeVisible();

  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  await expect(page.getByRole('heading', { name: `Copy of ${name}` })).toBeVisible();
  await expect(page.getByRole('switch').first()).not.toBeChecked();
});

test('can be pulled by a machine whose token was made in the settings, until it is ended', async ({ page }) => {
  const label = `Pull ${randomUUID().slice(0, 8)}`;
  await visit(page, '/settings');
  await page.getByRole('button', { name: 'New token' }).click();
  const dialog = page.getByRole('dialog', { name: 'New token' });
  await dialog.getByLabel('Name').fill(label);
  await dialog.getByLabel('It may').selectOption({ label: 'Viewer: read, and pull rules' });
  await dialog.getByRole('button', { name: 'Make it' }).click();
  const shown = page.getByRole('dialog', { name: `The token “${label}”` });
  const token = (await shown.getByText(/^jarvis_/).textContent()) ?? '';
  const exportWith = () =>
    fetch(`${jarvis.endpoints.api}/api/v1/rules/${ruleId}/export`, { headers: { authorization: `Bearer ${token}` } });
  expect((await exportWith()).status).toBe(200);
  await shown.getByRole('button', { name: 'I have kept it' }).click();

  const row = page.getByRole('listitem').filter({ hasText: label });
  await expect(row).toContainText('Viewer');
  await keepLooks(page, 'settings-tokens');
  await row.getByRole('button', { name: 'End' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End it' }).click();
  await expect(row).toHaveCount(0);
  expect((await exportWith()).status).toBe(401);
});
