import { randomUUID } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { signIn, visit } from '../support/pages.js';

/** Versions of a rule: what is shown after going back is what runs, and can be worked on at once. */

test.use({ baseURL: readEndpoints().admin });

let jarvis: Jarvis;
let ruleId: string;
let name: string;

const toast = (page: Page, words: RegExp) => page.getByRole('region', { name: 'Messages' }).getByText(words);
const definition = (title: string) => ({
  format: 1,
  name,
  trigger: { kind: 'manual' },
  steps: [{ id: 'note', kind: 'action', uses: 'core.log', name: title, with: { title } }],
});

test.beforeEach(async ({ page }) => {
  jarvis = await Jarvis.connect();
  name = `Versions ${randomUUID().slice(0, 8)}`;
  ({ ruleId } = await jarvis.publish(definition('The first way')));
  const { draft } = await jarvis.call<{ draft: { revision: number } }>('GET', `/rules/${ruleId}`);
  await jarvis.call('PUT', `/rules/${ruleId}/draft`, {
    definition: definition('The second way'),
    revision: draft.revision,
  });
  await jarvis.call('POST', `/rules/${ruleId}/publish`, {});
  await signIn(page, jarvis);
});

test('going back is one press, and the canvas and the next publication follow it', async ({ page }) => {
  const canvas = page.getByRole('group', { name: 'The flow of the rule' });
  // The builder has the second version in its memory before anything happens elsewhere.
  await visit(page, `/rules/${ruleId}`);
  await expect(canvas.getByRole('button', { name: /^The second way/ })).toBeVisible();

  await page.getByRole('link', { name: 'Versions' }).click();
  await page.getByRole('link', { name: /^v1/ }).click();
  await expect(page.getByRole('heading', { name: 'v2 → v1' })).toBeVisible();
  await page.getByRole('button', { name: 'Go back to v1' }).click();
  const dialog = page.getByRole('dialog', { name: 'Go back to v1?' });
  await expect(dialog.getByLabel('What changes')).toContainText('The first way');
  await dialog.getByRole('button', { name: 'Go back to v1' }).click();
  await expect(toast(page, /v3 is published: a copy of v1/)).toBeVisible();
  await expect(page.getByRole('link', { name: /^v3.*Current/ })).toBeVisible();

  await page.getByRole('link', { name: 'Build' }).click();
  await expect(canvas.getByRole('button', { name: /^The first way/ })).toBeVisible();
  await expect(canvas.getByRole('button', { name: /^The second way/ })).toHaveCount(0);
  const { runId } = await jarvis.call<{ runId: string }>('POST', `/rules/${ruleId}/run`, {});
  expect((await jarvis.ended(runId)).steps[0]?.input).toMatchObject({ title: 'The first way' });

  // Nobody else has changed anything: what is written now is saved and published without a reload.
  await page.getByRole('textbox', { name: 'Description' }).fill('Back again');
  await page.getByRole('button', { name: 'Publish…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect
    .poll(() => jarvis.call<{ version: number }>('GET', `/rules/${ruleId}`).then(({ version }) => version))
    .toBe(4);
});

test('the builder tells a warning from a problem', async ({ page }) => {
  await jarvis.call('PUT', `/rules/${ruleId}/draft`, {
    definition: definition('About {{ event.title }}'),
    revision: (await jarvis.call<{ draft: { revision: number } }>('GET', `/rules/${ruleId}`)).draft.revision,
  });
  await visit(page, `/rules/${ruleId}`);
  const bar = page.getByRole('button', { name: /^1 warning/ });
  await expect(bar).toBeVisible();
  await expect(page.getByRole('button', { name: 'Publish…' })).toBeEnabled();
  await page
    .getByRole('group', { name: 'The flow of the rule' })
    .getByRole('button', { name: /^About/ })
    .click();
  await expect(page.getByText(/stays as it is: an expression starts with a dollar sign/).first()).toBeVisible();
});
