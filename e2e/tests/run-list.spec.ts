import { randomUUID } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** Runs are told apart by title and tag, filtered, counted, and their filters kept as views. */

test.use({ baseURL: readEndpoints().admin });
test.describe.configure({ timeout: 180_000 });

let jarvis: Jarvis;

test.beforeEach(async ({ page }) => {
  jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
});

const rows = (page: Page) => page.getByRole('main').getByRole('list', { name: 'Runs' }).getByRole('listitem');

/** A rule with a tag of its own, of which one run fails. */
async function runThree() {
  const tag = `t${randomUUID().slice(0, 8)}`;
  const { ruleId } = await jarvis.publish({
    name: `Orders ${tag}`,
    title: 'Order ${{ event.number }} of ${{ event.customer }}',
    tags: [tag],
    owner: 'Orders team',
    runbook:
      '## When an order fails\n1. Look at [the shop](https://shop.example/status)\n2. Run it again: `npm run demo`',
    trigger: { kind: 'manual' },
    steps: [
      {
        id: 'paid',
        kind: 'branch',
        cases: [
          {
            if: 'event.number == 3',
            steps: [{ id: 'no', kind: 'stop', outcome: 'failed', message: 'It was not paid.' }],
          },
        ],
      },
      { id: 'note', kind: 'action', uses: 'core.log', with: { title: 'Sent' } },
    ],
  });
  const runIds: string[] = [];
  for (const number of [1, 2, 3]) {
    // Names that are in no id.
    const event = { number, customer: ['Olaf', 'Ruth', 'Yves'][number - 1] };
    const { runId } = await jarvis.call<{ runId: string }>('POST', `/rules/${ruleId}/run`, { event });
    await jarvis.ended(runId);
    runIds.push(runId);
  }
  return { tag, ruleId, runIds };
}

test('runs are named, filtered, ordered and counted; the address has it all', async ({ page }) => {
  const { tag, ruleId, runIds } = await runThree();
  await visit(page, '/runs');
  const choose = (label: string, value: string) => page.getByRole('combobox', { name: label }).selectOption(value);
  await choose('Tag', tag);
  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).first()).toContainText('Order 3 of Yves');
  await choose('Order', 'oldest');
  await expect(rows(page).first()).toContainText('Order 1 of Olaf');
  await page.goBack();
  await expect(rows(page).first()).toContainText('Order 3 of Yves');
  await page.getByLabel('Outcome').fill('not paid');
  await page.getByLabel('Outcome').press('Enter');
  await expect(rows(page)).toHaveCount(1);
  await page.getByLabel('Outcome').fill('');
  await page.getByLabel('Outcome').press('Enter');
  await expect(rows(page)).toHaveCount(3);
  await page.getByLabel('Search runs').fill('order ruth');
  await expect(rows(page)).toHaveCount(1);
  await page.getByLabel('Search runs').fill('');
  await expect(rows(page)).toHaveCount(3);
  for (const [label, value] of [
    ['Time', '1h'],
    ['Rule', ruleId],
    ['Trigger', 'manual'],
    ['Order', 'longest'],
    ['Order', 'status'],
  ] as const) {
    await choose(label, value);
    await expect(page).toHaveURL(new RegExp(`=${value}`));
    await expect(rows(page)).toHaveCount(3);
  }
  await expect(rows(page).first()).toContainText('Failed');
  await page.reload();
  await expect(rows(page)).toHaveCount(3);
  await choose('Trigger', 'webhook');
  await expect(page.getByText('No run matches')).toBeVisible();
  await page.goBack();
  await expect(rows(page)).toHaveCount(3);
  await page.getByRole('link', { name: 'Clear' }).click();
  await expect(page).toHaveURL(/\/runs$/);

  await page.goto(`/runs/${runIds[2] ?? ''}`);
  await expect(page.getByText('Order 3 of Yves').first()).toBeVisible();
  await expect(page.getByRole('heading', { name: 'What to do' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'the shop' })).toHaveAttribute('href', 'https://shop.example/status');
  await keepLooks(page, 'run-with-runbook');
  await page.goto(`/rules?tag=${tag}`);
  await expect(page.getByRole('main').getByRole('listitem').first()).toContainText(`Orders ${tag}`);
  await page.goto(`/rules/${ruleId}`);
  await expect(page.getByText('Owner: Orders team')).toBeVisible();
  // With owner and tags above it the builder still fits.
  await expect(page.getByRole('complementary', { name: 'Editor' })).toBeVisible();
  const below = await page.evaluate(
    () => document.documentElement.scrollHeight - document.documentElement.clientHeight,
  );
  expect(below).toBeLessThanOrEqual(0);
});

test('From and To are typed key by key, and another choice of time replaces them', async ({ page }) => {
  const { tag } = await runThree();
  await visit(page, `/runs?tag=${tag}&time=own`);
  const [from, to] = [page.getByLabel('From', { exact: true }), page.getByLabel('To', { exact: true })];
  const time = page.getByRole('combobox', { name: 'Time' });
  await from.pressSequentially('010220240330PM');
  await expect(from).toHaveValue('2024-01-02T15:30');
  await expect(page).not.toHaveURL(/from=/);
  await from.press('Enter');
  await expect(page).toHaveURL(/from=2024-01-02/);
  await expect(rows(page)).toHaveCount(3);
  await to.pressSequentially('010120240330PM');
  await to.blur();
  await expect(page.getByText(/^From is after To/)).toBeVisible();
  await time.selectOption('');
  await expect(page).not.toHaveURL(/from=|to=/);
  await expect(rows(page)).toHaveCount(3);
  await expect(from).toHaveCount(0);
  await visit(page, `/runs?tag=${tag}&to=2024-01-02T15:30:00.000Z`);
  await expect(page.getByText('No run matches')).toBeVisible();
  await to.focus();
  await page.keyboard.type('01020002');
  await to.blur();
  // A year that is half typed changes nothing.
  await expect(to).toHaveValue(/^2024-01-02/);
  await expect(page).toHaveURL(/to=2024-01-02/);
  await time.selectOption('24h');
  await expect(page).toHaveURL(/time=24h/);
  await expect(page).not.toHaveURL(/to=/);
  await expect(rows(page)).toHaveCount(3);
});

test('a bar of the histogram narrows the time, by click, drag and key', async ({ page }) => {
  const { tag } = await runThree();
  await visit(page, `/runs?tag=${tag}`);
  const bars = page.getByRole('group', { name: /^3 runs by time, 1 failed$/ }).getByRole('link');
  await expect(bars.first()).toBeVisible();
  const last = bars.last();
  await last.click();
  await expect(page).toHaveURL(/from=.*to=/);
  await expect(rows(page)).toHaveCount(3);
  await expect(page.getByLabel('From', { exact: true })).not.toHaveValue('');
  await page.goBack();
  await expect(page).not.toHaveURL(/from=/);
  // The tab key comes to the last one.
  await expect(last).toHaveAttribute('tabindex', '0');
  await last.focus();
  await page.keyboard.press('Home');
  await expect(bars.first()).toBeFocused();
  await page.keyboard.press('End');
  await expect(last).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/from=.*to=/);
  await visit(page, `/runs?tag=${tag}&time=24h`);
  const chart = page.getByRole('group', { name: /runs by time/ });
  const box = await chart.boundingBox();
  if (!box) throw new Error('The chart is not drawn.');
  await page.mouse.move(box.x + box.width * 0.8, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, box.y + 10, { steps: 5 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*to=/);
  await expect(page).not.toHaveURL(/time=/);
  await expect(rows(page)).toHaveCount(3);
});

test('a view is saved, opened by key, changed, shared, deleted and brought back', async ({ page }) => {
  const { tag } = await runThree();
  const name = `View ${tag}`;
  const tabs = page.getByRole('navigation', { name: 'Saved views' });
  await visit(page, `/runs?tag=${tag}`);
  await page.getByRole('button', { name: 'Save view' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Give it a name.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('switch', { name: /Everybody/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(tabs.getByRole('link', { name })).toHaveAttribute('aria-current', 'page');
  await keepLooks(page, 'runs-saved-view');
  await tabs.getByRole('link', { name: 'All' }).click();
  await expect(page).toHaveURL(/\/runs$/);
  await tabs.getByRole('link', { name: 'All' }).blur();
  await page.keyboard.press('[');
  await expect(page).toHaveURL(/view=/);
  await tabs.getByRole('link', { name }).click();
  await expect(rows(page)).toHaveCount(3);

  await page.getByRole('navigation', { name: 'Status' }).getByRole('link', { name: 'Failed' }).click();
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('button', { name: /^Update/ }).click();
  await expect(page.getByText('has these filters now')).toBeVisible();
  await tabs.getByRole('link', { name: 'All' }).click();
  await tabs.getByRole('link', { name }).click();
  await expect(rows(page)).toHaveCount(1);

  await page.getByRole('button', { name: 'This view' }).click();
  await page.getByRole('menuitem', { name: /Rename/ }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(`${name} again`);
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(tabs.getByRole('link', { name: `${name} again` })).toBeVisible();
  await page.getByRole('button', { name: 'This view' }).click();
  await page.getByRole('menuitem', { name: 'Delete the view' }).click();
  await expect(tabs.getByRole('link', { name: `${name} again` })).toHaveCount(0);
  await expect(page.locator(':focus')).toHaveCount(1);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(tabs.getByRole('link', { name: `${name} again` })).toHaveAttribute('aria-current', 'page');
  await expect(rows(page)).toHaveCount(1);
});
