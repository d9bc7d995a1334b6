import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** A mail arrives in the sandbox, and the rule that waits for it runs. */

test.use({ baseURL: readEndpoints().admin });

test('a rule waits for a mail', async ({ page }) => {
  const jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
  const word = `order-${randomUUID().slice(0, 8)}`;
  const { id } = await jarvis.call<{ id: string }>('POST', '/rules', {
    definition: {
      format: 1,
      name: `Answer ${word}`,
      trigger: { kind: 'manual' },
      steps: [{ id: 'log', kind: 'action', uses: 'core.log', with: { title: '${{ event.subject }} was noticed' } }],
    },
  });
  await visit(page, `/rules/${id}`);
  await page.getByRole('group', { name: 'The flow of the rule' }).getByRole('button').first().click();
  const panel = page.getByRole('complementary', { name: 'Editor' });
  await panel.getByLabel('Starts when').selectOption({ label: 'Something happens on a platform' });
  await panel.getByLabel('What happens').selectOption({ label: 'Gmail: A new e-mail arrives' });
  await panel.getByRole('textbox', { name: 'Search' }).fill(`subject:${word}`);
  await expect(page.getByText('Saved')).toBeVisible();
  await keepLooks(page, 'build-platform-trigger');
  await page.getByRole('button', { name: 'Publish' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  const line = page.getByRole('region', { name: 'What is watched' });
  await expect(line).toContainText('A new e-mail arrives');
  await expect
    .poll(
      async () =>
        (await jarvis.call<{ watch: { lastLookedAt: string | null } }>('GET', `/rules/${id}`)).watch.lastLookedAt,
    )
    .not.toBeNull();

  await page.goto(`${readEndpoints().sandbox}/mail`);
  await page.getByLabel('Subject').fill(word);
  await page.getByRole('button', { name: 'Let it arrive' }).click();
  await expect(page.getByRole('heading', { name: word })).toBeVisible();

  await visit(page, `/rules/${id}/runs`);
  await page.getByRole('button', { name: 'Look now' }).click();
  await expect(page.getByText(`A new e-mail arrives: ${word}`).first()).toBeVisible();
  await expect(line).toContainText('Last event');
  await keepLooks(page, 'watched-rule');
  await page
    .getByRole('link', { name: `A new e-mail arrives: ${word}` })
    .first()
    .click();
  const flow = page.getByRole('group', { name: 'The way this run took' });
  await expect(flow.getByRole('button').first()).toHaveAccessibleName(/^A new e-mail arrives/);
  await visit(page, '/activity');
  await expect(page.getByText(`${word} was noticed`)).toBeVisible();
});

test('a rule hears of a deal that is won in the sandbox', async ({ page }) => {
  const jarvis = await Jarvis.connect();
  await jarvis.call('POST', '/integrations/hubspot/connect', {
    accountName: 'Sandbox',
    credentials: { privateAppToken: 'sandbox-token' },
  });
  const name = `Deal ${randomUUID().slice(0, 8)}`;
  const { id } = await jarvis.call<{ id: string }>('POST', '/rules', {
    definition: {
      format: 1,
      name: `Notice ${name}`,
      trigger: { kind: 'platform', uses: 'hubspot.deal-changed', with: { stage: 'closedwon' } },
      steps: [{ id: 'log', kind: 'action', uses: 'core.log', with: { title: '${{ event.name }} was won' } }],
    },
  });
  await jarvis.call('POST', `/rules/${id}/publish`);
  await expect
    .poll(
      async () =>
        (await jarvis.call<{ watch: { lastLookedAt: string | null } }>('GET', `/rules/${id}`)).watch.lastLookedAt,
    )
    .not.toBeNull();

  await page.goto(`${readEndpoints().sandbox}/hubspot`);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await page.getByRole('button', { name: 'Make a deal' }).click();
  const deal = page.getByRole('article').filter({ hasText: name });
  await deal.getByLabel('Stage').selectOption({ label: 'Closed won' });
  await deal.getByRole('button', { name: 'Change' }).click();
  await expect(deal).toContainText('closedwon');
  await expect(page.getByRole('row').filter({ hasText: 'deal.propertyChange' }).first()).toContainText('202');
  await keepLooks(page, 'sandbox-hubspot');

  await signIn(page, jarvis);
  await visit(page, `/rules/${id}/runs`);
  await expect(page.getByText(`${name}, closedwon`).first()).toBeVisible();
});
