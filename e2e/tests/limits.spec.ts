import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** A rule says how many of its runs may be under way; the others wait, where people see them. */

test.use({ baseURL: readEndpoints().admin });

test('runs wait for their turn, and a person starts one at once', async ({ page }) => {
  const jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
  const name = `order.${randomUUID().slice(0, 8)}`;
  const publish = async (definition: object) => {
    const { id } = await jarvis.call<{ id: string }>('POST', '/rules', { definition });
    await jarvis.call('POST', `/rules/${id}/publish`);
    return id;
  };
  const limited = await publish({
    format: 1,
    name: `Pack ${name}`,
    trigger: { kind: 'event', name },
    steps: [{ id: 'pause', kind: 'wait', for: '24h' }],
  });

  await visit(page, `/rules/${limited}`);
  await page.getByRole('group', { name: 'The flow of the rule' }).getByRole('button').first().click();
  await page.getByText('Limits', { exact: true }).click();
  await page.getByRole('switch', { name: 'At once' }).click();
  await page.getByRole('switch', { name: 'Ignore repeats' }).click();
  await page.getByRole('region', { name: 'Ignore repeats' }).getByLabel('Within').fill('never');
  await expect(page.getByText('It has to be a duration').first()).toBeVisible();
  await keepLooks(page, 'limits-in-the-builder');
  await page.getByRole('switch', { name: 'Ignore repeats' }).click();
  await expect(page.getByText('At most 1 at once', { exact: true })).toBeVisible();
  await expect(page.getByText('Draft saved').first()).toBeVisible();
  await jarvis.call('POST', `/rules/${limited}/publish`);

  const telling = await publish({
    format: 1,
    name: `Tell ${name}`,
    trigger: { kind: 'manual' },
    steps: [1, 2, 3].map((number) => ({
      id: `tell${number.toString()}`,
      kind: 'action',
      uses: 'core.emit-event',
      with: { name, body: { number } },
    })),
  });
  await jarvis.call('POST', `/rules/${telling}/run`);
  await visit(page, `/rules/${limited}/runs`);
  await expect(page.getByText('its turn, at most 1 under way at once').nth(1)).toBeVisible();
  await keepLooks(page, 'runs-held-back');
  await page.getByRole('listitem').filter({ hasText: 'its turn' }).first().getByRole('link').click();
  await expect(page.getByText('1 run is before it')).toBeVisible();
  await keepLooks(page, 'run-held-back');
  await page.getByRole('button', { name: 'Start now' }).click();
  await expect(page.getByText('Waiting until')).toBeVisible();
  await expect(page.getByText('by the limits of its rule')).toBeHidden();
});
