import { randomUUID } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** Loops and branches side by side: the page of a run, and the builder. */

test.use({ baseURL: readEndpoints().admin });

let jarvis: Jarvis;

test.beforeEach(async ({ page }) => {
  jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
});

const log = (id: string, title: string) => {
  const name = id.charAt(0).toUpperCase() + id.slice(1);
  return { id, kind: 'action', name, uses: 'core.log', with: { title } };
};

async function runOf(steps: unknown[], event: unknown): Promise<string> {
  const { ruleId } = await jarvis.publish({
    name: `Loop ${randomUUID().slice(0, 8)}`,
    trigger: { kind: 'manual' },
    steps,
  });
  const { runId } = await jarvis.call<{ runId: string }>('POST', `/rules/${ruleId}/run`, { event });
  return runId;
}

const steps = (page: Page) => page.getByRole('region', { name: 'Steps' });
const items = (page: Page) => steps(page).getByRole('list', { name: 'Items' }).first();

test('120 items: the few that matter are shown, and the rest when asked', async ({ page }) => {
  const runId = await runOf(
    [
      {
        id: 'orders',
        kind: 'each',
        name: 'Each order',
        items: 'event.orders',
        concurrency: 5,
        onItemError: 'continue',
        steps: [log('note', 'Order ${{ item.id }}'), log('total', 'Total ${{ item.total.text }}')],
      },
    ],
    // Nothing can be read of a total that is not there.
    { orders: Array.from({ length: 120 }, (_, id) => ({ id, total: id === 60 ? null : { text: `${id} €` } })) },
  );
  expect((await jarvis.ended(runId)).status).toBe('succeeded');
  await visit(page, `/runs/${runId}`);

  await expect(steps(page).getByRole('button', { name: /^Each order/ })).toContainText('120 items, 1 failed');
  await expect(items(page).getByRole('button', { name: /^Item/ })).toHaveCount(20);
  // The one in the middle that failed comes first, and is open.
  await expect(items(page).getByRole('button', { name: /^Item/ }).first()).toContainText('Item 61');
  const failed = items(page).getByRole('button', { name: /^Item 61/ });
  await expect(failed).toHaveAttribute('aria-expanded', 'true');
  await expect(steps(page).getByRole('alert')).toBeVisible();
  await keepLooks(page, 'run-loop');

  await steps(page).getByRole('button', { name: 'Failed 1', exact: true }).click();
  await expect(items(page).getByRole('button', { name: /^Item/ })).toHaveCount(1);
  await steps(page).getByRole('button', { name: 'All 120', exact: true }).click();
  await expect(items(page).getByRole('button', { name: /^Item/ })).toHaveCount(100);
  await steps(page).getByRole('button', { name: 'Show 20 more' }).click();
  await expect(items(page).getByRole('button', { name: /^Item/ })).toHaveCount(120);
  await expect(failed).toHaveAttribute('aria-expanded', 'true');
});

test('loops in loops and branches side by side, and a place named in the address', async ({ page }) => {
  const runId = await runOf(
    [
      {
        id: 'orders',
        kind: 'each',
        items: 'event.orders',
        steps: [
          log('note', 'Order ${{ item.id }}'),
          {
            id: 'lines',
            kind: 'each',
            items: 'item.lines',
            steps: [log('line', '${{ item }} of ${{ parent.item.id }}')],
          },
        ],
      },
      {
        id: 'tell',
        kind: 'parallel',
        branches: [{ name: 'The shop', steps: [log('shop', 'Sold')] }, { steps: [log('books', 'Booked')] }],
      },
    ],
    {
      orders: [
        { id: 'a', lines: ['x', 'y'] },
        { id: 'b', lines: ['z'] },
      ],
    },
  );
  expect((await jarvis.ended(runId)).status).toBe('succeeded');
  const place = 'orders#0/lines#1/steps[0].steps[1].steps[0]';
  await visit(page, `/runs/${runId}#${encodeURIComponent(place)}`);

  const line = page.locator(`[id="${place}"]`).getByRole('button', { name: /^Line/ });
  await expect(line).toHaveAttribute('aria-expanded', 'true');
  await expect(page.locator(`[id="${place}"]`)).toContainText('y of a');
  await expect(steps(page).getByRole('list', { name: 'Branches of Tell' })).toContainText('The shop');
  await expect(steps(page).getByRole('list', { name: 'Branches of Tell' })).toContainText('Branch 2');
  await keepLooks(page, 'run-nested');

  const flow = page.getByRole('group', { name: 'The way this run took' });
  await flow.getByRole('button', { name: /^Books/ }).click();
  await expect(page.locator('[id="steps[1].branches[1].steps[0]"]').getByRole('button').first()).toBeFocused();
});

test('a question of a loop says which item it is of, and the loop comes out as its items did', async ({ page }) => {
  const posts = {
    id: 'posts',
    kind: 'each',
    items: 'event.posts',
    concurrency: 3,
    onItemError: 'collect',
    steps: [
      { id: 'ask', kind: 'approval', for: 'write', title: 'Write it?' },
      { id: 'write', kind: 'action', uses: 'core.log', with: { title: '${{ item }}' } },
    ],
  };
  const runId = await runOf([posts, log('after', 'Never')], { posts: ['one', 'two', 'three'] });
  const pending = ({ approval }: { approval?: { status: string } }) => approval?.status === 'pending';
  const asked = (await jarvis.until(runId, (run) => run.steps.filter(pending).length === 3)).steps.filter(pending);
  const approvalOf = (iteration: string) => asked.find((step) => step.iteration === iteration)?.approval?.id ?? '';

  await visit(page, `/runs/${runId}`);
  await expect(page.getByRole('main')).toContainText('Waits for an answer: Write it?, and 2 more');
  await expect(page.getByRole('main')).not.toContainText('Waiting for');
  await visit(page, '/approvals');
  const row = page.locator(`a[href="/approvals/${approvalOf('posts#1')}"]`);
  await expect(row).toContainText('Item 2 · Write to the activity feed');
  await row.click();
  await expect(page.getByRole('main')).toContainText('Item 2');
  await keepLooks(page, 'approval-of-item');

  for (const [index, decision] of (['approved', 'rejected', 'approved'] as const).entries())
    await jarvis.decide(approvalOf(`posts#${index}`), decision);
  const run = await jarvis.ended(runId);
  expect(run.status).toBe('rejected');
  expect(run.steps.find(({ id }) => id === 'posts')?.status).toBe('rejected');

  await visit(page, `/runs/${runId}`);
  const loop = steps(page).getByRole('button', { name: /^Posts/ });
  await expect(loop).toContainText('3 items, 1 rejected');
  await expect(loop).toContainText('Rejected');
  const flow = page.getByRole('group', { name: 'The way this run took' });
  await expect(flow.getByRole('button', { name: /^Posts.*Rejected/ })).toBeVisible();
  await expect(flow.getByRole('button', { name: /^Ask.*Rejected/ })).toBeVisible();
  // A step is called the same before and after it ran.
  await expect(flow.getByRole('button', { name: /^Write/ })).toHaveText(/^\s*Write\s*Succeeded\s*$/);
  await expect(flow.getByRole('button', { name: /^After.*Not reached/ })).toBeDisabled();
  await keepLooks(page, 'run-loop-rejected');
});

test('a loop that could not read its list says why', async ({ page }) => {
  const runId = await runOf([{ id: 'orders', kind: 'each', items: 'event.orders', steps: [log('note', 'x')] }], {
    orders: 'nope',
  });
  expect((await jarvis.ended(runId)).status).toBe('failed');
  await visit(page, `/runs/${runId}`);
  const orders = steps(page).getByRole('button', { name: /^Orders/ });
  await expect(orders).toHaveAttribute('aria-expanded', 'true');
  await expect(orders).not.toContainText('items');
  await expect(steps(page).getByRole('alert')).toContainText('goes through a list');
  await expect(steps(page)).not.toContainText('The list was empty');
});

test('a loop, a loop in it and branches side by side, built by keyboard', async ({ page }) => {
  const { id } = await jarvis.call<{ id: string }>('POST', '/rules', {
    definition: {
      format: 1,
      name: `Built ${randomUUID().slice(0, 8)}`,
      trigger: { kind: 'manual' },
      steps: [log('hello', 'Hello')],
    },
  });
  await jarvis.call('PUT', `/rules/${id}/sample-event`, {
    event: {
      orders: [
        { id: 'a', lines: [{ sku: 'x' }] },
        { id: 'b', lines: [] },
      ],
    },
  });
  await visit(page, `/rules/${id}`);
  const canvas = page.getByRole('group', { name: 'The flow of the rule' });
  const panel = page.getByRole('complementary', { name: 'Editor' });
  const node = (name: string) => canvas.getByRole('button', { name: new RegExp(`^${name}`) });

  /** The plus within a part of the canvas, all by keys. */
  async function insert(kind: string, where = canvas, at: 'first' | 'last' = 'last') {
    await where.getByRole('button', { name: 'Insert a step here' })[at]().press('Enter');
    const wanted = page.getByRole('combobox', { name: 'I want to…' });
    await wanted.fill(kind);
    await expect(page.getByRole('option', { name: new RegExp(`^${kind} `) }).first()).toHaveAttribute(
      'aria-selected',
      'true',
    );
    await page.keyboard.press('Enter');
  }
  const put = async (label: string | RegExp, text: string) => {
    await panel.getByRole('textbox', { name: label }).press('Control+a');
    await page.keyboard.type(text);
  };
  async function logStep(id: string, title: string) {
    await panel.getByRole('combobox', { name: /^Action/ }).selectOption('core.log');
    await put('Title', title);
    await put('Id', id);
    await page.keyboard.press('Tab');
  }

  await insert('For each');
  await put('Id', 'orders');
  await page.keyboard.press('Tab');
  await put('The list', 'event.orders');
  const inOrders = canvas.getByRole('region', { name: 'For each item' }).first();
  await insert('Action', inOrders);
  await logStep('note', 'Order ${{ item.id }}');

  await insert('For each', inOrders);
  await put('Id', 'lines');
  await page.keyboard.press('Tab');
  // What can be read is offered, with an example of it.
  await panel.getByRole('textbox', { name: 'The list' }).press('Tab');
  await page.keyboard.press('Enter');
  const data = page.getByRole('region', { name: 'Data' });
  await expect(data.locator('[data-path="item.id"]')).toContainText('a');
  await data.locator('[data-path="item.lines"]').press('Enter');
  await expect(panel.getByRole('textbox', { name: 'The list' })).toHaveValue('item.lines');
  await insert('Action', canvas.getByRole('region', { name: 'For each item' }).nth(1));
  await logStep('line', '${{ item.sku }} of ${{ parent.item.id }}');

  await insert('Parallel');
  await put('Id', 'tell');
  await page.keyboard.press('Tab');
  await put('Branch 1', 'The shop');
  await insert('Action', canvas.getByRole('region', { name: 'The shop' }));
  await logStep('shop', 'Sold');
  await insert('Action', canvas.getByRole('region', { name: 'Branch 2' }));
  await logStep('books', 'Booked');
  await keepLooks(page, 'build-loops');

  // Into the loop above and out again, as the keys on a node do it.
  await node('Tell').press('Alt+ArrowRight');
  await expect(inOrders.getByRole('button', { name: /^Tell/ })).toBeFocused();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(inOrders.getByRole('button', { name: /^Tell/ })).toHaveCount(0);
  await expect(node('Tell')).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(inOrders.getByRole('button', { name: /^Tell/ })).toBeVisible();
  await page.keyboard.press('Control+Shift+z');

  await page.getByRole('button', { name: 'Publish…' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const { runId } = await jarvis.call<{ runId: string }>('POST', `/rules/${id}/run`, {
    event: { orders: [{ id: 'a', lines: [{ sku: 'x' }, { sku: 'y' }] }] },
  });
  const run = await jarvis.ended(runId);
  expect(run.status).toBe('succeeded');
  expect(run.steps.flatMap(({ id, output }) => (id === 'line' ? [output?.['title']] : [])).sort()).toEqual([
    'x of a',
    'y of a',
  ]);
});

test('a step is dragged into a loop, branches are moved and removed, and a mouse can take it all back', async ({
  page,
}) => {
  const { id } = await jarvis.call<{ id: string }>('POST', '/rules', {
    definition: {
      format: 1,
      name: `Dragged ${randomUUID().slice(0, 8)}`,
      trigger: { kind: 'manual' },
      steps: [
        log('hello', 'Hello'),
        { id: 'orders', kind: 'each', items: 'event.orders', steps: [log('note', 'Order')] },
        {
          id: 'tell',
          kind: 'parallel',
          branches: [
            { name: 'Shop', steps: [log('shop', 'Sold')] },
            { name: 'Books', steps: [log('books', 'Booked')] },
          ],
        },
      ],
    },
  });
  await visit(page, `/rules/${id}`);
  const canvas = page.getByRole('group', { name: 'The flow of the rule' });
  const panel = page.getByRole('complementary', { name: 'Editor' });
  const inLoop = canvas.getByRole('region', { name: 'For each item' });

  await canvas
    .getByRole('button', { name: /^Hello/ })
    .dragTo(inLoop.getByRole('button', { name: 'Insert a step here' }).first());
  await expect(inLoop.getByRole('button', { name: /^Hello/ })).toBeVisible();

  await canvas.getByRole('button', { name: /^Tell/ }).click();
  await panel.getByRole('button', { name: 'Move branch 2 up' }).click();
  await expect(panel.getByRole('textbox', { name: 'Branch 1' })).toHaveValue('Books');
  await panel.getByRole('button', { name: 'Add a branch' }).click();
  await expect(canvas.getByRole('region', { name: 'Branch 3' })).toBeVisible();
  await panel.getByRole('button', { name: 'Remove branch 1 and its steps' }).click();
  await expect(canvas.getByRole('button', { name: /^Books/ })).toHaveCount(0);
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(canvas.getByRole('button', { name: /^Books/ })).toBeVisible();

  await canvas.getByRole('button', { name: /^Books/ }).click();
  await panel.getByRole('button', { name: 'Move “Books” to' }).click();
  await page.getByRole('menuitem', { name: 'Orders › For each item' }).click();
  await expect(inLoop.getByRole('button', { name: /^Books/ })).toBeFocused();
});

test('a rehearsal answers for every item alike', async ({ page }) => {
  const { ruleId } = await jarvis.publish({
    name: `Rehearsed ${randomUUID().slice(0, 8)}`,
    trigger: { kind: 'manual' },
    steps: [
      {
        id: 'orders',
        kind: 'each',
        items: 'event.orders',
        onItemError: 'continue',
        steps: [
          { id: 'ask', kind: 'approval', name: 'Ask', for: 'publish' },
          {
            id: 'publish',
            kind: 'action',
            name: 'Publish',
            uses: 'twitter.create-post',
            with: { text: 'Sold: ${{ item }}' },
          },
        ],
      },
    ],
  });
  await jarvis.call('PUT', `/rules/${ruleId}/sample-event`, { event: { orders: ['a lamp', 'a chair'] } });
  await visit(page, `/rules/${ruleId}/rehearse`);
  await page.getByRole('button', { name: 'Rehearse' }).click();
  const approved = page.getByRole('region', { name: 'Ending: Approved' });
  const rejected = page.getByRole('region', { name: 'Ending: Rejected' });
  await expect(approved).toContainText('2 items');
  await expect(rejected).toContainText('2 items, 2 rejected');
  await approved.getByText(/^Item 2/).click();
  await expect(approved.getByText('Publish', { exact: true }).last()).toBeVisible();
  await rejected.getByText(/^Item 1/).click();
  await expect(rejected.getByText('Publish', { exact: true })).toHaveCount(0);
  await keepLooks(page, 'rehearse-loop');
});
