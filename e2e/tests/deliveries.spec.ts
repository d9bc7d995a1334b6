import { randomUUID } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import { deliver } from '../../scripts/lib/github-delivery.mjs';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** What comes to a webhook: seen, filtered, held by a pause, and delivered again. */

test.use({ baseURL: readEndpoints().admin });

interface Hooked {
  id: string;
  url: string;
  secret: string;
}

async function makeRule(jarvis: Jarvis): Promise<Hooked> {
  const { ruleId, webhook } = await jarvis.publish({
    name: `Deliveries ${randomUUID().slice(0, 8)}`,
    trigger: { kind: 'webhook', signature: 'github', if: 'event.action == "closed"' },
    steps: [{ id: 'log', kind: 'action', uses: 'core.log', with: { title: 'Closed' } }],
  });
  return { id: ruleId, url: webhook?.url ?? '', secret: webhook?.secret ?? '' };
}

const send = async ({ url, secret }: Hooked, event: object, key = secret): Promise<number> =>
  (await deliver({ url, secret: key, event })).status;

const rows = (page: Page) => page.getByRole('region', { name: 'Deliveries' }).getByRole('listitem');

test('what came is looked at, held while the webhook is paused, and delivered again', async ({ page }) => {
  const jarvis = await Jarvis.connect();
  const rule = await makeRule(jarvis);
  await signIn(page, jarvis);
  await visit(page, `/rules/${rule.id}/deliveries`);
  await expect(page.getByText('Nothing has come yet')).toBeVisible();

  expect(await send(rule, { action: 'opened' })).toBe(202);
  expect(await send(rule, { action: 'closed' }, 'a guess')).toBe(401);
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first()).toContainText('Filtered');

  await page.getByRole('button', { name: 'Pause' }).click();
  const paused = page.getByRole('region', { name: 'The webhook is paused' });
  await expect(paused).toContainText('Nothing has come since');
  expect(await send(rule, { action: 'closed', number: 1 })).toBe(202);
  expect(await send(rule, { action: 'opened', number: 2 })).toBe(202);
  await expect(paused).toContainText('It holds 2 deliveries');
  await expect(page.getByText('The signature does not hold.')).toBeVisible();
  await expect(rows(page).filter({ hasText: 'Held' })).toHaveCount(2);
  await keepLooks(page, 'deliveries-paused');
  await rows(page).filter({ hasText: 'Held' }).first().getByRole('button').click();
  await expect(page.getByRole('dialog')).toContainText('It starts when the webhook is resumed.');
  await page.keyboard.press('Escape');

  await paused.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByText('2 deliveries went in, in order').first()).toBeVisible();
  await expect(rows(page).filter({ hasText: 'Succeeded' })).toHaveCount(1);
  await expect(rows(page).filter({ hasText: 'Filtered' })).toHaveCount(2);

  await rows(page).filter({ hasText: 'Filtered' }).first().getByRole('button').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('opened', { exact: true })).toBeVisible();
  await keepLooks(page, 'delivery');
  await dialog.getByRole('button', { name: 'Deliver again' }).click();
  const asked = page.getByRole('dialog', { name: 'Deliver it again?' });
  await expect(asked).toContainText('The filter of the rule is not asked.');
  await asked.getByRole('button', { name: 'Deliver again' }).click();
  await expect(page.getByText('The event was delivered again.').first()).toBeVisible();
  await expect(rows(page)).toHaveCount(4);
  await expect(rows(page).filter({ hasText: 'Delivered again' })).toContainText('Succeeded');
});

test('the filter is written in the form of the trigger, and the answer with the result', async ({ page }) => {
  const jarvis = await Jarvis.connect();
  const { id } = await makeRule(jarvis);
  await signIn(page, jarvis);
  await visit(page, `/rules/${id}`);
  const panel = page.getByRole('complementary', { name: 'Editor' });
  await page.getByRole('group', { name: 'The flow of the rule' }).getByRole('button').first().click();
  const filter = panel.getByRole('textbox', { name: /^Only if/ });
  await expect(filter).toHaveValue('event.action == "closed"');
  await filter.fill('steps.log.output');
  await expect(panel.getByText('has not run where this is evaluated').first()).toBeVisible();
  await filter.fill('trigger.eventName == "issues"');
  await expect(panel.getByText('has not run where this is evaluated')).toHaveCount(0);
  await panel.getByRole('combobox', { name: /^Answer/ }).selectOption('result');
  await panel.getByRole('textbox', { name: /^The sender waits for/ }).fill('60s');
  await expect(panel.getByText('A sender waits for 30 seconds at most.').first()).toBeVisible();
  await panel.getByRole('textbox', { name: /^The sender waits for/ }).fill('20s');
  await keepLooks(page, 'trigger-filter');
  await panel.getByRole('button', { name: 'YAML' }).click();
  for (const line of ['if: trigger.eventName == "issues"', 'answer: result', 'within: 20s'])
    await expect(page.locator('.cm-content')).toContainText(line);
});
