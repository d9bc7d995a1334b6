import { randomUUID } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** Several steps are one thing: selected, moved, deleted, and carried as YAML through the real clipboard. */

test.use({ baseURL: readEndpoints().admin, permissions: ['clipboard-read', 'clipboard-write'] });

let jarvis: Jarvis;

const log = (id: string, title = 'x') => ({ id, kind: 'action', uses: 'core.log', with: { title } });
const make = async (steps: unknown[]) => {
  const definition = { format: 1, name: `Clips ${randomUUID().slice(0, 8)}`, trigger: { kind: 'manual' }, steps };
  return (await jarvis.call<{ id: string }>('POST', '/rules', { definition })).id;
};
const canvasOf = (page: Page) => page.getByRole('group', { name: 'The flow of the rule' });
const titles = async (page: Page) =>
  (await canvasOf(page).locator('[data-flow-node^=steps] .line-clamp-2').allInnerTexts()).map((text) => text.trim());
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

test.beforeEach(async ({ page }) => {
  jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
});

test('neighbours are selected, copied to another rule and back from a text, moved, deleted and brought back', async ({
  page,
}) => {
  const first = await make([
    { id: 'one', kind: 'code', code: 'return 1;' },
    log('two', '${{ string(steps.one.output) }}'),
    log('three'),
  ]);
  const second = await make([log('one'), log('last')]);
  await visit(page, `/rules/${first}`);
  const canvas = canvasOf(page);
  const node = (name: RegExp) => canvas.getByRole('button', { name });
  const selected = canvas.locator('[data-flow-node][aria-pressed=true]');

  await node(/^One/).click();
  await node(/^Two/).click({ modifiers: ['Shift'] });
  await expect(selected).toHaveCount(2);
  await node(/^Two/).press('Shift+ArrowDown');
  await expect(selected).toHaveCount(3);
  await node(/^Three/).press('Shift+ArrowUp');
  await expect(selected).toHaveCount(2);
  await keepLooks(page, 'build-selected');
  await page.keyboard.press('ControlOrMeta+c');
  await expect.poll(() => clipboard(page)).toMatch(/^- id: one\n {2}kind: code\n[^]*- id: two\n/);

  // Move and delete as one; undo as one.
  await node(/^Two/).press('Alt+ArrowDown');
  await expect.poll(() => titles(page)).toEqual(['Three', 'One', 'Two']);
  await node(/^Two/).press('Delete');
  await expect.poll(() => titles(page)).toEqual(['Three']);
  await page.keyboard.press('ControlOrMeta+z');
  await expect.poll(() => titles(page)).toEqual(['Three', 'One', 'Two']);

  // In another rule what is taken gets another id, and what was copied with it follows.
  await visit(page, `/rules/${second}`);
  await node(/^One/).click();
  await page.keyboard.press('Escape');
  await node(/^One/).click();
  await node(/^One/).focus();
  await page.keyboard.press('ControlOrMeta+v');
  await expect.poll(() => titles(page)).toEqual(['One', 'One 2', 'Two', 'Last']);
  await expect(selected).toHaveCount(2);
  await expect
    .poll(async () => (await jarvis.call<{ draft: { source: string } }>('GET', `/rules/${second}`)).draft.source)
    .toContain('${{ string(steps.one2.output) }}');
  await page.keyboard.press('ControlOrMeta+x');
  await expect.poll(() => titles(page)).toEqual(['One', 'Last']);
  await page.keyboard.press('ControlOrMeta+z');
  await expect.poll(() => titles(page)).toEqual(['One', 'One 2', 'Two', 'Last']);

  // From a text editor; and what is no step says why.
  await page.evaluate(() => navigator.clipboard.writeText('- { id: fromText, kind: stop }'));
  await node(/^Last/).click();
  await node(/^Last/).focus();
  await page.keyboard.press('ControlOrMeta+v');
  await expect.poll(() => titles(page)).toEqual(['One', 'One 2', 'Two', 'Last', 'From text']);
  await page.evaluate(() => navigator.clipboard.writeText('Dear Ann, how are you?'));
  await page.keyboard.press('ControlOrMeta+v');
  await expect(page.getByText('What was copied is text, and no step.')).toBeVisible();
});

test('a node has a menu with the same, by mouse and by keyboard; a field keeps its own clipboard', async ({ page }) => {
  await visit(page, `/rules/${await make([log('one'), log('two')])}`);
  const canvas = canvasOf(page);
  const node = (name: RegExp) => canvas.getByRole('button', { name });
  await node(/^One/).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy', exact: true }).click();
  await expect.poll(() => clipboard(page)).toMatch(/^- id: one\n/);
  await node(/^Two/).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Paste below' }).click();
  await expect.poll(() => titles(page)).toEqual(['One', 'Two', 'One 2']);
  await node(/^One 2/).press('ControlOrMeta+d');
  await expect.poll(() => titles(page)).toEqual(['One', 'Two', 'One 2', 'One 22']);
  await node(/^One 22/).press('Shift+ArrowUp');
  await node(/^One 2$|^One 2Write|^One 2 /).press('Shift+F10');
  await keepLooks(page, 'build-node-menu');
  await page.getByRole('menuitem', { name: 'Delete 2 steps' }).press('Enter');
  await expect.poll(() => titles(page)).toEqual(['One', 'Two']);

  // A button or a choice of the form is no step.
  const panel = page.getByRole('complementary', { name: 'Editor' });
  await node(/^One/).click();
  for (const beside of [
    panel.getByRole('combobox', { name: /^Action/ }),
    panel.getByRole('button', { name: 'Add a note' }),
  ]) {
    await beside.focus();
    await page.keyboard.press('ControlOrMeta+x');
  }
  await node(/^Two/).click();
  await page.keyboard.press('ControlOrMeta+x');
  await expect(page.getByText('“Two” was cut.')).toBeVisible();
  await expect.poll(() => titles(page)).toEqual(['One']);

  const name = panel.getByRole('textbox', { name: 'Name' });
  await node(/^One/).click();
  await name.fill('Say it');
  await name.selectText();
  await page.keyboard.press('ControlOrMeta+x');
  await expect(name).toHaveValue('');
  await expect.poll(() => clipboard(page)).toBe('Say it');
});
