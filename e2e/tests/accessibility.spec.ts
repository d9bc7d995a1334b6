import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { contradictingClasses } from '../support/classes.js';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { signIn, visit } from '../support/pages.js';

/** Axe on every page and dialog, light and dark: nothing worse than minor; and no classes that contradict each other. */

test.use({ baseURL: readEndpoints().admin });
test.describe.configure({ timeout: 240_000 });

let jarvis: Jarvis;

test.beforeEach(async ({ page }) => {
  jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
});

async function findings(page: Page): Promise<string[]> {
  const found = await contradictingClasses(page);
  for (const colorScheme of ['light', 'dark'] as const) {
    // Without it axe would measure colours on their way from one theme to the other.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, impact, nodes } of violations) {
      if (impact === 'minor') continue;
      found.push(`${colorScheme}: ${id}, ${nodes.map(({ target }) => target.join(' ')).join('; ')}`);
    }
  }
  return found;
}

test('the lists and settings', async ({ page }) => {
  const found: Record<string, string[]> = {};
  const paths = [
    '/',
    '/rules',
    '/runs',
    '/runs?status=failed',
    '/approvals',
    '/approvals?status=rejected',
    '/activity',
    '/events',
  ];
  for (const path of [...paths, '/connections', '/settings', '/notifications', '/rules/new', '/rules/import']) {
    await visit(page, path);
    found[path] = await findings(page);
  }
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((path) => [path, []])));
});

test('a rule, a run with open steps, and an approval', async ({ page }) => {
  const runId = await jarvis.closeIssue();
  const approval = await jarvis.approvalOf(runId);
  const { ruleId } = await jarvis.run(runId);
  const found: Record<string, string[]> = {};
  for (const part of ['', '/rehearse', '/runs', '/deliveries', '/versions', '/settings']) {
    await visit(page, `/rules/${ruleId}${part}`);
    if (part === '/rehearse') {
      await page.getByRole('button', { name: 'Rehearse' }).click();
      await expect(page.getByText(/^Would take/).first()).toBeVisible({ timeout: 60_000 });
      for (const step of await page.locator('summary').all()) await step.click();
    }
    found[part || 'build'] = await findings(page);
  }
  // Something waits, so the chosen chip has a count.
  await visit(page, '/approvals');
  await expect(page.getByRole('link', { name: /^Waiting \d+$/ })).toBeVisible();
  found['approvals, one waits'] = await findings(page);
  await visit(page, `/approvals/${approval}`);
  found['approval'] = await findings(page);
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  found['approval, edited'] = await findings(page);
  await jarvis.decide(approval, 'rejected');
  await jarvis.ended(runId);
  await visit(page, `/approvals/${approval}`);
  found['approval, decided'] = await findings(page);
  await visit(page, `/runs/${runId}`);
  const closed = page.locator('ol').getByRole('button', { expanded: false });
  while ((await closed.count()) > 0) await closed.first().click();
  found['run'] = await findings(page);
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, []])));
});

test('what opens over a page', async ({ page }) => {
  const runId = await jarvis.closeIssue({ labels: ['internal'] });
  await jarvis.ended(runId);
  const { ruleId } = await jarvis.run(runId);
  const dialog = page.getByRole('dialog');
  const found: Record<string, string[]> = {};
  const look = async (name: string) => {
    await expect(dialog).toBeVisible();
    found[name] = await findings(page);
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  };
  await visit(page, `/runs/${runId}`);
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('option', { name: /Run$/ }).first()).toBeVisible();
  await look('palette');
  await page.keyboard.press('?');
  await look('shortcuts');
  await page.getByRole('button', { name: /^Notifications/ }).click();
  await look('notifications');
  await page.getByRole('button', { name: 'Run again' }).click();
  await expect(dialog.getByText('What stands')).toBeVisible();
  await look('run again');
  await visit(page, `/rules/${ruleId}`);
  await page.getByRole('button', { name: 'Run now' }).click();
  await look('run now');
  await visit(page, `/rules/${ruleId}/settings`);
  await page.getByRole('button', { name: 'Delete…' }).click();
  await look('delete');
  await visit(page, '/connections?open=gmail');
  await look('connection');
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, []])));
});
