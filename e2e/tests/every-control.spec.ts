import { expect, test, type Locator, type Page } from '@playwright/test';
import { closedIssueEvent } from '../../scripts/lib/github-delivery.mjs';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { signIn, visit } from '../support/pages.js';

/** Presses what filters, switches and opens on every page, each once, and sees that the page lives on. */

test.use({ baseURL: readEndpoints().admin });
test.describe.configure({ timeout: 180_000 });

let jarvis: Jarvis;
let errors: string[];

test.beforeEach(async ({ page }) => {
  jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
  errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
});

/** Chips, tabs and choices: whatever leads from one view of a page to another. */
const switches = (page: Page): Locator => page.getByRole('main').getByRole('navigation').getByRole('link');
const menus = (page: Page): Locator => page.locator('main [aria-haspopup="menu"]');
const choices = (page: Page): Locator => page.getByRole('main').getByRole('combobox').and(page.locator('select'));

async function expectAlive(page: Page, pressed: string): Promise<void> {
  await expect(page.locator('main h1').first(), pressed).toBeVisible();
  await expect(page.getByText(/Internal Error|Something broke/), pressed).toHaveCount(0);
  expect(errors, pressed).toEqual([]);
}

async function pressSwitches(page: Page, path: string): Promise<number> {
  const count = await switches(page).count();
  for (let index = 0; index < count; index += 1) {
    await visit(page, path);
    const label = await switches(page).nth(index).innerText();
    await switches(page).nth(index).click();
    await page.waitForLoadState('networkidle');
    await expectAlive(page, `${path}: ${label}`);
  }
  return count;
}

const items = (page: Page): Locator => page.locator('[role="menu"] [role^="menuitem"]');

/**
 * Opens each menu and presses each of its entries, on a page of its own: an entry may lead elsewhere. Of menus that are
 * called alike, such as those between the steps of a rule, one.
 */
async function pressMenus(page: Page, path: string, seen: Set<string | null> = new Set()): Promise<number> {
  await visit(page, path);
  const labels = await menus(page).evaluateAll((all) => all.map((menu) => menu.getAttribute('aria-label')));
  let pressed = 0;
  for (const [index, label] of labels.entries()) {
    if (seen.has(label)) continue;
    seen.add(label);
    await menus(page).nth(index).click();
    await expect(items(page).first()).toBeVisible();
    const entries = await items(page).count();
    for (let entry = 0; entry < entries; entry += 1) {
      await visit(page, path);
      await menus(page).nth(index).click();
      const words = await items(page).nth(entry).innerText();
      await items(page).nth(entry).click();
      await page.waitForLoadState('networkidle');
      // Leaving in the middle of a save is another test: the next one would hear of its own text as a conflict (409).
      await expect(page.getByText(/Not saved yet|Saving…/)).toHaveCount(0);
      await expectAlive(page, `${path}: ${label}, ${words}`);
      pressed += 1;
    }
    await visit(page, path);
  }
  return pressed;
}

async function choose(page: Page, path: string): Promise<number> {
  await visit(page, path);
  const count = await choices(page).count();
  for (let index = 0; index < count; index += 1) {
    const values = await choices(page)
      .nth(index)
      .locator('option')
      .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
    for (const value of values.slice(0, 8)) {
      await choices(page).nth(index).selectOption(value);
      await page.waitForLoadState('networkidle');
      await expectAlive(page, `${path}: ${value}`);
    }
  }
  return count;
}

const fixed = ['/', '/rules', '/rules/import', '/runs', '/approvals', '/activity', '/connections', '/settings'];

for (const path of fixed) {
  test(`${path} lives through each of its controls`, async ({ page }) => {
    await visit(page, path);
    const pressed = [await pressSwitches(page, path), await pressMenus(page, path), await choose(page, path)];
    // A page without a single one has lost them.
    if (!['/settings', '/rules/import'].includes(path))
      expect(pressed.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0);
  });
}

test('runs are looked for by each of their statuses, those that have not begun included', async ({ page }) => {
  await visit(page, '/runs');
  const statuses = page.getByRole('navigation', { name: 'Status' });
  await statuses.getByRole('link', { name: 'Queued' }).click();
  await expect(page).toHaveURL(/status=queued/);
  await expect(statuses.locator('[aria-current]')).toHaveText(['Queued']);
});

/** A copy of the seeded rule: pressing entries of the canvas's menus changes the draft, and other tests need theirs. */
async function copyOfSeededRule(): Promise<string> {
  const rules = await jarvis.call<{ id: string; name: string }[]>('GET', '/rules');
  const { id } = rules.find(({ name }) => name === 'Announce completed issues')!;
  const { draft } = await jarvis.call<{ draft: { definition: Record<string, unknown> } }>('GET', `/rules/${id}`);
  const { ruleId } = await jarvis.publish({
    ...draft.definition,
    name: 'Every control of a rule',
    trigger: { kind: 'manual' },
  });
  return ruleId;
}

test('a rule, a run and an approval live through theirs', async ({ page }) => {
  const ruleId = await copyOfSeededRule();
  const event = closedIssueEvent({ title: 'Every control is out' });
  const { runId } = await jarvis.call<{ runId: string }>('POST', `/rules/${ruleId}/run`, { event });
  const approval = await jarvis.approvalOf(runId);
  const pages = [
    ...['', '/runs', '/versions', '/settings', '/rehearse'].map((tab) => `/rules/${ruleId}${tab}`),
    `/runs/${runId}`,
    `/approvals/${approval}`,
  ];
  let pressed = 0;
  const menusSeen = new Set<string | null>();
  for (const path of pages) {
    await visit(page, path);
    await expectAlive(page, path);
    pressed += await pressSwitches(page, path);
    pressed += await pressMenus(page, path, menusSeen);
  }
  expect(pressed).toBeGreaterThan(5);
});
