import { randomUUID } from 'node:crypto';
import { expect, test, type Locator } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** Expressions are written with the data in sight. */

test.use({ baseURL: readEndpoints().admin });

let jarvis: Jarvis;
let id: string;

const valueIn = (place: Locator, path: string) => place.locator(`[data-path="${path}"]`);

test.beforeEach(async ({ page }) => {
  jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
  const definition = {
    format: 1,
    name: `Expressions ${randomUUID().slice(0, 8)}`,
    trigger: { kind: 'webhook', signature: 'github' },
    vars: { team: 'ops' },
    steps: [
      {
        id: 'draft',
        kind: 'model',
        prompt: 'Sum up',
        output: {
          type: 'object',
          properties: { text: { type: 'string', description: 'the post' }, tone: { type: 'string' } },
          required: ['text'],
        },
      },
      { id: 'note', kind: 'action', uses: 'core.log', with: { title: 'x' } },
    ],
  };
  ({ id } = await jarvis.call<{ id: string }>('POST', '/rules', { definition }));
  await jarvis.call('PUT', `/rules/${id}/sample-event`, {
    event: { issue: { title: 'The roof leaks', number: 7, labels: [{ name: 'bug' }], user: { login: 'ann' } } },
  });
  await visit(page, `/rules/${id}`);
});

test('an expression is written by keyboard with completion, and its value stands under the field', async ({ page }) => {
  const canvas = page.getByRole('group', { name: 'The flow of the rule' });
  const panel = page.getByRole('complementary', { name: 'Editor' });
  await canvas.getByRole('button', { name: /^Note/ }).click();
  const title = panel.getByRole('textbox', { name: 'Title' });
  const offers = panel.getByRole('listbox', { name: 'Values and functions' });
  await title.fill('');
  await title.pressSequentially('No ${{');
  await expect(offers.getByRole('option', { name: /^event/ })).toHaveAttribute('aria-selected', 'true');
  await title.press('Tab');
  await expect(title).toHaveValue('No ${{ event }}');
  await title.pressSequentially('.is');
  await expect(offers.getByRole('option', { name: /^issue/ })).toBeVisible();
  await title.press('Enter');
  await title.pressSequentially('.');
  await expect(offers.getByRole('option', { name: /^title string The roof leaks/ })).toBeVisible();
  await title.press('ArrowDown');
  await expect(offers.getByRole('option', { name: /^title/ })).toHaveAttribute('aria-selected', 'true');
  await keepLooks(page, 'build-completion');
  await title.focus();
  await title.press('Escape');
  await expect(offers).toBeHidden();
  await expect(title).toBeVisible();
  await title.pressSequentially('nu');
  await title.press('Enter');
  await expect(title).toHaveValue('No ${{ event.issue.number }}');
  await expect(panel.locator('[data-result]')).toContainText('No 7');

  // A field of the answer that may be missing, and a comparison that would fail, are warned of in place.
  await title.fill('${{ steps.draft.output.tone }}');
  await expect(panel.getByText(/“tone” of .* may be missing/)).toBeVisible();
  await title.fill('${{ event.issue.number.startsWith("7") }}');
  await expect(panel.locator('[data-result]')).toContainText('With this data');
});

test('a value is found in the data and goes where the cursor is, also on a phone', async ({ page }) => {
  const canvas = page.getByRole('group', { name: 'The flow of the rule' });
  const panel = page.getByRole('complementary', { name: 'Editor' });
  await canvas.getByRole('button', { name: /^Note/ }).click();
  const title = panel.getByRole('textbox', { name: 'Title' });
  await title.fill('By ');
  await panel.getByRole('button', { name: 'Insert a value from the event or an earlier step' }).first().click();
  const data = page.getByRole('region', { name: 'Data' });
  await expect(valueIn(data, 'steps.draft.output.text')).toBeVisible();
  await expect(valueIn(data, 'event.issue.number')).toBeHidden();
  await data.getByRole('button', { name: 'Fields of event.issue', exact: true }).click();
  await expect(valueIn(data, 'event.issue.number')).toBeVisible();
  await keepLooks(page, 'build-data');
  await data.getByRole('searchbox', { name: 'Find a value' }).fill('login');
  await expect(valueIn(data, 'event.issue.title')).toBeHidden();
  await valueIn(data, 'event.issue.user.login').press('Enter');
  await expect(title).toHaveValue('By ${{ event.issue.user.login }}');
  await expect(title).toBeFocused();
  await expect(panel.locator('[data-result]')).toContainText('By ann');

  await data.getByRole('searchbox', { name: 'Find a value' }).fill('');
  await valueIn(data, 'vars.team').dragTo(title);
  await expect(title).toHaveValue(/\$\{\{ vars\.team \}\}/);
  await data.getByRole('searchbox', { name: 'Find a value' }).press('Escape');
  await expect(data).toBeHidden();
  await expect(title).toBeFocused();

  await page.setViewportSize({ width: 390, height: 844 });
  await canvas.getByRole('button', { name: /^Note/ }).click();
  await title.fill('');
  await panel.getByRole('button', { name: 'Insert a value from the event or an earlier step' }).first().click();
  const sheet = page.getByRole('dialog', { name: 'Data' });
  await valueIn(sheet, 'now').click();
  await expect(sheet).toBeHidden();
  await expect(title).toHaveValue('${{ now }}');
});

test('an event that came becomes what expressions are tried with', async ({ page }) => {
  await jarvis.call('POST', `/rules/${id}/publish`, {});
  await jarvis.call('POST', `/rules/${id}/run`, { event: { issue: { title: 'The door sticks' } } });
  await page.reload();
  const canvas = page.getByRole('group', { name: 'The flow of the rule' });
  const panel = page.getByRole('complementary', { name: 'Editor' });
  await canvas.getByRole('button', { name: /^When GitHub/ }).click();
  const recent = panel.getByRole('region', { name: 'Recent events' });
  await recent.getByRole('button', { name: 'Use' }).click();
  await expect(recent.getByRole('button', { name: 'In use' })).toBeDisabled();
  await canvas.getByRole('button', { name: /^Note/ }).click();
  const title = panel.getByRole('textbox', { name: 'Title' });
  await title.fill('${{ event.issue.title }}');
  await expect(panel.locator('[data-result]')).toContainText('The door sticks');
});
