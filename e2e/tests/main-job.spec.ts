import { expect, test } from '@playwright/test';
import { Jarvis, readEndpoints, stepOf } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** The main job as a new user does it: sign in, see the approval arrive, edit, approve, see it published. */

test.use({ baseURL: readEndpoints().admin });

let jarvis: Jarvis;

test.beforeEach(async ({ page }) => {
  jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
});

test('from a signed delivery to the published post', async ({ page }) => {
  test.slow();
  await visit(page, '/approvals');
  const title = `Dark mode for reports ${Date.now()}`;
  const runId = await jarvis.closeIssue({ title });

  // Nobody reloads: it arrives over the WebSocket.
  const queue = page.getByRole('list', { name: 'Approvals' }).getByRole('listitem');
  const entry = queue.filter({ hasText: title }).getByRole('link');
  await expect(entry).toBeVisible();
  await keepLooks(page, 'approvals');
  await entry.click();
  await expect(page.getByText('As it will appear')).toBeVisible();
  await keepLooks(page, 'approval');

  const text = `${title}: reports are easier on your eyes now.`;
  await page.getByRole('button', { name: 'Edit' }).click();
  await page
    .getByRole('textbox', { name: /text|post/i })
    .first()
    .fill(text);
  await keepLooks(page, 'approval-edited');
  await page.getByRole('button', { name: /^Approve/ }).click({ delay: 1_000 });
  await expect(page.getByText(/Approved/).first()).toBeVisible();
  await keepLooks(page, 'approval-decided');

  const run = await jarvis.ended(runId);
  expect(run.status).toBe('succeeded');
  await visit(page, `/runs/${runId}`);
  const flow = page.getByRole('group', { name: 'The way this run took' });
  const published = flow.getByRole('button', { name: /Publish on X.*Done|Publish on X.*Succeeded/ });
  await expect(published).toBeVisible();
  await expect(flow.getByRole('button', { name: /Note the rejection.*Not reached/ })).toBeDisabled();
  await keepLooks(page, 'run');
  await published.click();
  await expect(page.getByRole('list').getByRole('button', { name: /Publish on X/, expanded: true })).toBeFocused();

  const { externalUrl } = stepOf(run, 'publish').effect!;
  await page.goto(externalUrl!);
  await expect(page.getByText(text)).toBeVisible();
  await page.screenshot({ path: 'artifacts/screenshots/the-post.png' });
});

test('rejecting with a note on a phone, by thumb', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const runId = await jarvis.closeIssue();
  await visit(page, `/approvals/${await jarvis.approvalOf(runId)}`);
  await page.getByRole('button', { name: /note/i }).click();
  await page.getByRole('textbox', { name: /note/i }).fill('Too early');
  await page.getByRole('button', { name: /^Reject/ }).click();
  await expect(page.getByText(/Rejected/).first()).toBeVisible();
  const run = await jarvis.ended(runId);
  expect(run.status).toBe('rejected');
  expect(stepOf(run, 'approve').output?.['note']).toBe('Too early');
});

test('by keyboard alone: from Home to an approved post', async ({ page }) => {
  const runId = await jarvis.closeIssue();
  const approval = await jarvis.approvalOf(runId);
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page).toHaveURL(/\/approvals$/);
  await visit(page, `/approvals/${approval}`);
  await page.getByText('As it will appear').waitFor();
  await expect(page.getByRole('button', { name: /^Approve/ })).toBeEnabled();
  await page.keyboard.press('a', { delay: 1_500 });
  expect((await jarvis.ended(runId)).status).toBe('succeeded');
});

test('building a rule on the canvas', async ({ page }) => {
  test.slow();
  await visit(page, '/rules/new');
  await page.getByRole('button', { name: /^Announce completed issues/ }).click();
  const canvas = page.getByRole('group', { name: 'The flow of the rule' });
  const panel = page.getByRole('complementary', { name: 'Editor' });
  const draft = canvas.getByRole('button', { name: /^Draft the post/ });
  await expect(draft).toBeVisible();
  await keepLooks(page, 'build');

  // A step on a line: its form opens beside the canvas.
  await canvas.getByRole('button', { name: 'Insert a step here' }).first().click();
  await page
    .getByRole('option', { name: /^Wait / })
    .first()
    .click();
  await expect(panel.getByRole('heading', { name: 'Wait' })).toBeVisible();
  await panel.getByLabel('For', { exact: false }).first().fill('45m');
  await expect(canvas.getByRole('button', { name: /^Wait.*For 45m/ })).toHaveAttribute('aria-pressed', 'true');

  // What is wrong is said at the foot, at the node and at the field.
  await panel.getByLabel('Id', { exact: true }).fill('not an id');
  await expect(canvas.getByRole('button', { name: /^Not an id.*problem/ })).toBeVisible();
  await draft.click();
  await page.getByRole('region', { name: 'Problems' }).getByRole('button', { expanded: false }).click();
  await page
    .getByRole('region', { name: 'Problems' })
    .getByRole('button', { name: /^Not an id › Id/ })
    .click();
  await expect(panel.getByLabel('Id', { exact: true })).toBeFocused();
  await keepLooks(page, 'build-problem');
  await panel.getByLabel('Id', { exact: true }).fill('breathe');
  await expect(page.getByText('No problems.')).toBeVisible();

  // The YAML says the same, and follows the chosen node.
  await panel.getByRole('button', { name: 'YAML' }).click();
  const yaml = panel.getByRole('textbox', { name: 'YAML of the rule' });
  await expect(yaml).toContainText('id: breathe');
  await expect(yaml).toContainText('for: 45m');
  await canvas.getByRole('button', { name: /^Tell the team/ }).click();
  await expect(yaml.getByText('id: tell')).toBeInViewport();
  await keepLooks(page, 'build-yaml');
  await panel.getByRole('button', { name: 'Form' }).click();

  // What is deleted comes back; the offer goes with the next edit, for it would undo that.
  await canvas.getByRole('button', { name: /^Breathe/ }).click();
  await panel.getByRole('button', { name: /^Delete/ }).click();
  await expect(canvas.getByRole('button', { name: /^Breathe/ })).toBeHidden();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(canvas.getByRole('button', { name: /^Breathe/ })).toBeFocused();
  await page.keyboard.press('Delete');
  await draft.click();
  await panel.getByLabel(/^Name(?! of)/).fill('Write the post');
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeHidden();
  await canvas.getByRole('button', { name: /^Write the post/ }).click();
  await page.keyboard.press('Control+z');
  await expect(draft).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(canvas.getByRole('button', { name: /^Breathe/ })).toBeFocused();

  await page.getByRole('button', { name: 'Save draft' }).click();
  await page.reload();
  await expect(canvas.getByRole('button', { name: /^Breathe.*For 45m/ })).toBeVisible();
});

test('undoing on the canvas', async ({ page }) => {
  await visit(page, '/rules/new');
  await page.getByRole('button', { name: /^Start from nothing/ }).click();
  const canvas = page.getByRole('group', { name: 'The flow of the rule' });
  const panel = page.getByRole('complementary', { name: 'Editor' });
  const node = (name: RegExp) => canvas.getByRole('button', { name });
  const insert = async (kind: string) => {
    await canvas.getByRole('button', { name: 'Insert a step here' }).last().click();
    await page
      .getByRole('option', { name: new RegExp(`^${kind} `) })
      .first()
      .click();
  };
  await insert('Wait');
  await insert('Action');
  await panel.getByLabel(/^Name(?! of)/).pressSequentially('Tell them');
  await node(/^Tell them/).click();

  await page.keyboard.press('Control+z');
  await expect(node(/^Act/)).toBeFocused();
  await expect(node(/^Wait.*For 10m/)).toBeVisible();
  // Beside the nodes too, where nothing has the focus.
  await canvas.click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('Control+z');
  await expect(node(/^Act/)).toBeHidden();
  await expect(node(/^Wait.*For 10m/)).toBeFocused();
  await page.keyboard.press('Control+Shift+z');
  await page.keyboard.press('Control+y');
  await expect(node(/^Tell them/)).toBeFocused();

  // A field undoes its own typing.
  await panel.getByLabel(/^Name(?! of)/).press('End');
  await page.keyboard.type(' all');
  await expect(node(/^Tell them all/)).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(panel.getByLabel(/^Name(?! of)/)).toBeFocused();
  await expect(node(/^Tell them/)).toBeVisible();
  await expect(node(/^Wait.*For 10m/)).toBeVisible();
});

test('another id of a step is followed by what refers to it', async ({ page }) => {
  await visit(page, '/rules/new');
  await page.getByRole('button', { name: /^Announce completed issues/ }).click();
  const canvas = page.getByRole('group', { name: 'The flow of the rule' });
  const panel = page.getByRole('complementary', { name: 'Editor' });
  await canvas.getByRole('button', { name: /^Draft the post/ }).click();
  await panel.getByLabel('Id', { exact: true }).fill('written');
  await panel.getByLabel('Id', { exact: true }).press('Tab');
  await canvas.getByRole('button', { name: /^Ask a reviewer/ }).click();
  await expect(panel.getByLabel('Reasoning')).toHaveValue('${{ steps.written.output.reasoning }}');
  await page.keyboard.press('Control+z');
  await canvas.getByRole('button', { name: /^Ask a reviewer/ }).click();
  await expect(panel.getByLabel('Reasoning')).toHaveValue('${{ steps.draft.output.reasoning }}');
});

test('YAML that cannot be read', async ({ page }) => {
  await visit(page, '/rules/new');
  await page.getByRole('button', { name: /^Announce completed issues/ }).click();
  const canvas = page.getByRole('group', { name: 'The flow of the rule' });
  const panel = page.getByRole('complementary', { name: 'Editor' });
  const yaml = panel.getByRole('textbox', { name: 'YAML of the rule' });
  await panel.getByRole('button', { name: 'YAML' }).click();
  await yaml.press('Control+End');
  await page.keyboard.type('\nsteps: []');
  await expect(page.getByText('Kept on this device')).toBeVisible();

  await page.reload();
  await expect(page.getByText('The YAML cannot be read, line')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Announce completed issues' })).toBeVisible();
  await expect(canvas.getByRole('button', { name: /^Draft the post/, includeHidden: true })).toBeVisible();
  await page.getByRole('button', { name: /^Show line/ }).click();
  await expect(yaml).toBeFocused();
  await expect(yaml.locator('.cm-activeLine')).toHaveText('steps: []');
  await page.keyboard.press('Shift+End');
  await page.keyboard.press('Delete');
  await expect(page.getByText('Draft saved')).toBeVisible();
  await expect(canvas.getByRole('button', { name: /^Draft the post/ })).toBeEnabled();
});

test('building by keyboard alone', async ({ page }) => {
  await visit(page, '/rules/new');
  await page.getByRole('button', { name: /^Announce completed issues/ }).press('Enter');
  const canvas = page.getByRole('group', { name: 'The flow of the rule' });
  const node = (name: RegExp) => canvas.getByRole('button', { name });
  await node(/^When GitHub/).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowLeft');
  await expect(node(/^Not completed/)).toBeFocused();

  // Into the form and back.
  await page.keyboard.press('Enter');
  await page.keyboard.type('Nothing');
  await page.keyboard.press('Escape');
  await expect(node(/^Not completed.*Nothing|^.*Nothing/).first()).toBeFocused();

  await node(/^Tell the team/).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(node(/^Tell the team/)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(node(/^Publish on X/)).toBeFocused();
  await page.keyboard.press('Control+d');
  await expect(node(/^Publish on X/)).toHaveCount(2);
  await page.keyboard.press('Delete');
  await expect(node(/^Publish on X/)).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(node(/^Publish on X/)).toHaveCount(2);
});

test('a rule on a phone: the form covers the canvas, and back leads to it', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await visit(page, '/rules/new');
  await page.getByRole('button', { name: /^Announce completed issues/ }).click();
  const draft = page.getByRole('button', { name: /^Draft the post/ });
  const address = await draft.click().then(() => page.url());
  await expect(page.getByRole('heading', { name: 'Draft the post' })).toBeVisible();
  await page.getByLabel('Prompt').fill('Write a post.');
  await page.goBack();
  await expect(draft).toBeFocused();
  await expect(draft).toContainText('Write a post.');
  expect(page.url()).toBe(address);
});

test('every page, in every size and theme', async ({ page }) => {
  test.slow();
  for (const name of ['', 'rules', 'runs', 'activity', 'connections', 'settings']) {
    await page.goto(`/${name}`);
    await expect(page.getByRole('main')).toBeVisible();
    await keepLooks(page, name === '' ? 'home' : name);
  }
});
