import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** Mails arrive in the sandbox until there are more than a rule puts up with. */

test.use({ baseURL: readEndpoints().admin });

test('a rule waits for a number that crosses a line', async ({ page, request }) => {
  const jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
  const word = `complaint-${randomUUID().slice(0, 8)}`;
  const arrive = () =>
    request.post(`${readEndpoints().sandbox}/mail`, {
      form: { from: 'Ann <ann@example.com>', subject: word, text: 'Hi' },
    });
  const { id } = await jarvis.call<{ id: string }>('POST', '/rules', {
    definition: {
      format: 1,
      name: `Too many ${word}`,
      trigger: { kind: 'manual' },
      steps: [{ id: 'log', kind: 'action', uses: 'core.log', with: { title: '${{ event.value }} mails' } }],
    },
  });
  await arrive();
  await visit(page, `/rules/${id}`);
  await page.getByRole('group', { name: 'The flow of the rule' }).getByRole('button').first().click();
  const panel = page.getByRole('complementary', { name: 'Editor' });
  await panel.getByLabel('Starts when').selectOption({ label: 'A number crosses a line' });
  const actions = panel.getByLabel('Read with');
  await expect(actions.getByRole('option', { name: 'Gmail: Send an e-mail' })).toHaveCount(0);
  await actions.selectOption({ label: 'Gmail: Search e-mails' });
  await panel.getByRole('button', { name: 'Look now' }).click();
  await expect(panel.getByRole('alert').filter({ hasText: 'Nothing was read.' })).toContainText('Query');
  await panel.getByRole('textbox', { name: 'Search' }).fill(`subject:${word}`);
  await expect(panel.getByRole('alert').filter({ hasText: 'Nothing was read.' })).toHaveCount(0);
  await panel.getByRole('button', { name: 'Look now' }).click();
  const numbers = panel.getByRole('list', { name: 'Numbers that were read' });
  await numbers.getByRole('listitem').filter({ hasText: 'size(output.emails)' }).getByRole('button').click();
  await expect(panel.getByText('It is 1 now.')).toBeVisible();
  await expect(panel.getByLabel('Number', { exact: true })).toHaveValue('${{ size(output.emails) }}');
  await panel.getByLabel('Line', { exact: true }).fill('2');
  await panel.getByRole('button', { name: 'Keep as the sample event' }).click();
  await expect(panel.getByRole('button', { name: 'Kept as the sample event' })).toBeDisabled();
  await expect(page.getByText('Saved')).toBeVisible();
  await keepLooks(page, 'build-condition');
  // What was found for another search is not what is read now.
  await panel.getByRole('textbox', { name: 'Search' }).fill('subject:another');
  await expect(panel.getByText('It is 1 now.')).toHaveCount(0);
  await panel.getByRole('textbox', { name: 'Search' }).fill(`subject:${word}`);
  await expect(page.getByText('Saved')).toBeVisible();
  await page.getByRole('button', { name: 'Publish' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();

  const line = page.getByRole('region', { name: 'What is watched' });
  await expect(line).toContainText('Armed: fires when it goes above 2');
  await visit(page, `/rules/${id}/runs`);
  for (const count of [2, 3]) {
    await arrive();
    await page.getByRole('button', { name: 'Look now' }).click();
    await expect(line.getByRole('img', { name: `between 1 and ${count};` })).toBeVisible();
  }
  await expect(line).toContainText('Fired: armed again at 2');
  await expect(page.getByText('Search e-mails: 3 is above 2').first()).toBeVisible();
  await keepLooks(page, 'rule-with-condition');
  await visit(page, '/activity');
  await expect(page.getByText('3 mails', { exact: true }).first()).toBeVisible();
});
