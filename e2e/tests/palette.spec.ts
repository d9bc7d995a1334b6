import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { createAccount } from '../support/account.js';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** The palette does what is highlighted; nothing starts for real without a question; tabs say what is shown. */

test.use({ baseURL: readEndpoints().admin });

let jarvis: Jarvis;

test.beforeEach(async ({ page }) => {
  jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
});

/** A rule whose name is the beginning of what its runs, and another rule, are called. */
async function publishTwo() {
  const name = `Alpha ${randomUUID().slice(0, 6)}`;
  const steps = [{ id: 'note', kind: 'action', uses: 'core.log', with: { title: name } }];
  await jarvis.publish({ name: `${name} and more`, trigger: { kind: 'manual' }, steps });
  const { ruleId } = await jarvis.publish({ name, trigger: { kind: 'manual' }, steps });
  const { runId } = await jarvis.call<{ runId: string }>('POST', `/rules/${ruleId}/run`, { event: { text: name } });
  await jarvis.ended(runId);
  return { name, ruleId, runId };
}

test('the best hit is first and chosen, runs come last, and Enter goes there', async ({ page }) => {
  const { name, ruleId } = await publishTwo();
  await visit(page, '/activity');
  await page.keyboard.press('ControlOrMeta+k');
  const options = page.getByRole('dialog').getByRole('option');
  await expect(options.first()).toBeVisible();
  await page.getByRole('dialog').getByRole('combobox').fill(name.toLowerCase());
  await expect(page.getByRole('dialog').getByRole('option', { name: /Run$/ }).first()).toBeVisible();
  await expect(options.first()).toHaveAccessibleName(new RegExp(`^${name} .*Rule$`));
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  await expect(options.last()).toHaveAccessibleName(/Run$/);
  await keepLooks(page, 'palette');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/rules/${ruleId}$`));
  await expect(page).toHaveTitle(`${name} · Jarvis`);
});

test('running asks and shows the event; going back does not ask again', async ({ page }) => {
  const { name, ruleId } = await publishTwo();
  const runs = async () => (await jarvis.call<unknown[]>('GET', `/runs?ruleId=${ruleId}`)).length;
  await visit(page, '/activity');
  await page.keyboard.press('ControlOrMeta+k');
  // An Enter just when the rules arrive would be ignored: it was meant for what stood there before.
  await expect(
    page
      .getByRole('dialog')
      .getByRole('option', { name: new RegExp(`^${name} .*Rule$`) })
      .first(),
  ).toBeVisible();
  await page.getByRole('dialog').getByRole('combobox').fill(`run ${name}`);
  await expect(page.getByRole('dialog').getByRole('option').first()).toHaveAccessibleName(
    new RegExp(`^Run “${name}” now…`),
  );
  await page.keyboard.press('Enter');
  const question = page.getByRole('dialog', { name: `Run “${name}” now` });
  await expect(question.getByLabel('Event')).toHaveValue(new RegExp(name));
  await expect(page).toHaveURL(new RegExp(`/rules/${ruleId}$`));
  expect(await runs()).toBe(1);
  await question.getByRole('button', { name: 'Run now' }).click();
  await expect(page).toHaveURL(/\/runs\/[^/?]+$/);
  expect(await runs()).toBe(2);
  await page.goBack();
  await expect(page).toHaveURL(new RegExp(`/rules/${ruleId}$`));
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a new rule begins with n in the list, and from the palette on any page', async ({ page }) => {
  await visit(page, '/rules');
  await page.keyboard.press('n');
  await expect(page).toHaveURL(/\/rules\/new$/);
  await visit(page, '/activity');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('dialog').getByRole('combobox').fill('new rule');
  // A draft may have the same name.
  await page
    .getByRole('dialog')
    .getByRole('option', { name: /^New rule.*Action$/ })
    .click();
  await expect(page).toHaveURL(/\/rules\/new$/);
});

test('each tab has a title of its own', async ({ page }) => {
  const { name, ruleId, runId } = await publishTwo();
  const titles = new Map<string, string>();
  const parts = ['', '/rehearse', '/runs', '/versions', '/settings'].map((part) => `/rules/${ruleId}${part}`);
  for (const path of [...parts, `/runs/${runId}`, '/runs', '/runs?status=failed', '/approvals', '/rules/new']) {
    await visit(page, path);
    titles.set(path, await page.title());
  }
  expect(new Set(titles.values()).size).toBe(titles.size);
  expect(titles.get(`/runs/${runId}`)).toBe(`${name}: run ${runId.slice(-8)} · Jarvis`);

  // A new rule is called as it is saved.
  const begin = () => page.getByRole('button', { name: /^Start from nothing/ }).click();
  await begin();
  await page.waitForURL(/\/rules\/[0-9a-f-]{36}$/);
  // Who begins and leaves it as it is gets the same one again.
  const untouched = page.url();
  await visit(page, '/rules/new');
  await begin();
  await page.waitForURL(untouched);
  await page
    .getByRole('complementary', { name: 'Editor' })
    .getByLabel(/^Name(?! of)/)
    .fill(`${name} anew`);
  await expect(page).toHaveTitle(`${name} anew · Jarvis`);
});

test('a phone has room for a rehearsal, and a copied path is what expressions read', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { ruleId, runId } = await publishTwo();
  await visit(page, `/rules/${ruleId}/rehearse`);
  await page.getByRole('textbox', { name: /^Event/ }).fill(JSON.stringify({ long: 'x'.repeat(600) }));
  await keepLooks(page, 'rehearse');
  await page.getByRole('textbox', { name: /^Event/ }).fill('');
  await page.getByRole('button', { name: 'Rehearse' }).click();
  await expect(page.getByText(/^Would take/).first()).toBeVisible({ timeout: 60_000 });
  await keepLooks(page, 'rehearsed');

  await visit(page, `/runs/${runId}`);
  await page.locator('[id="steps[0]"]').getByRole('button').first().click();
  const output = page.getByRole('tree', { name: 'output' });
  await output
    .getByRole('button', { name: /^Copy path/ })
    .first()
    .click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('steps.note.output');
});

test('a viewer is offered nothing that he may not do', async ({ page, context }) => {
  const viewer = { email: `${randomUUID()}@example.org`, password: randomUUID() };
  await createAccount({ ...viewer, observatory: `Seen by ${viewer.email}`, role: 'viewer' });
  await context.clearCookies();
  await signIn(page, jarvis, viewer);
  await page.keyboard.press('ControlOrMeta+k');
  const options = page.getByRole('dialog').getByRole('option');
  await expect(options.first()).toBeVisible();
  await page.getByRole('dialog').getByRole('combobox').fill('run');
  await expect(page.getByRole('dialog').getByRole('option', { name: /^Runs/ })).toBeVisible();
  await expect(page.getByRole('dialog').getByRole('option', { name: /now…|again|New rule/ })).toHaveCount(0);
});
