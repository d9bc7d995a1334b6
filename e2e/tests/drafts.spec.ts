import { expect, test } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** What is typed is kept, whatever the server says. */

test.use({ baseURL: readEndpoints().admin });

test('a text that is too large is refused in words, stays on the device, and is saved once it is smaller', async ({
  page,
}) => {
  await signIn(page, await Jarvis.connect());
  await visit(page, '/rules/new');
  await page.getByRole('button', { name: /^Announce completed issues/ }).click();
  const panel = page.getByRole('complementary', { name: 'Editor' });
  const yaml = panel.getByRole('textbox', { name: 'YAML of the rule' });
  await panel.getByRole('button', { name: 'YAML' }).click();
  const saves: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PUT' && request.url().endsWith('/draft')) saves.push(request.postData() ?? '');
  });

  await yaml.press('Control+End');
  await page.keyboard.insertText(`\n# ${'x'.repeat(300_000)}`);
  const alert = page.getByRole('alert').filter({ hasText: 'Jarvis does not take this text.' });
  await expect(alert).toContainText('It has to have at most 262144 characters.');
  await expect(alert).toContainText('It stays on this device');
  await expect(page.getByText('Not saved; kept on this device')).toBeVisible();
  expect(saves).toHaveLength(1);
  await keepLooks(page, 'build-refused');

  // It is still there after a reload, and one press leads back to what is saved.
  await page.reload();
  await expect(alert).toBeVisible();
  expect(saves).toHaveLength(2);
  await alert.getByRole('button', { name: 'Take the saved one' }).click();
  await expect(alert).toHaveCount(0);
  await expect(page.getByText(/^Draft saved/)).toBeVisible();

  await panel.getByRole('button', { name: 'YAML' }).click();
  await yaml.press('Control+End');
  await page.keyboard.insertText('\n# small');
  await expect(page.getByText('Not saved yet')).toBeVisible();
  await expect(page.getByText(/^Draft saved/)).toBeVisible();
  expect(saves).toHaveLength(3);
  expect(saves.at(-1)).toContain('# small');
});
