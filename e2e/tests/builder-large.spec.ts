import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { signIn, visit } from '../support/pages.js';

/** A flow that does not fit is drawn smaller, folded, and found one's way in; a step says why it is there. */

test.use({ baseURL: readEndpoints().admin });

const log = (id: string) => ({ id, kind: 'action', uses: 'core.log', with: { title: 'x' } });

test('300 steps are zoomed, folded and gone to on a map; a note stands on its step', async ({ page }) => {
  const jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
  const steps = Array.from({ length: 30 }, (_, at) => ({
    id: `choose${at}`,
    kind: 'branch',
    cases: [{ if: 'true', steps: [1, 2, 3, 4, 5].map((one) => log(`yes${at}x${one}`)) }],
    else: [1, 2, 3, 4].map((one) => log(`no${at}x${one}`)),
  }));
  const definition = { format: 1, name: `Large ${randomUUID().slice(0, 8)}`, trigger: { kind: 'manual' }, steps };
  const { id } = await jarvis.call<{ id: string }>('POST', '/rules', { definition });
  await visit(page, `/rules/${id}`);
  const canvas = page.getByRole('group', { name: 'The flow of the rule' });
  const panel = page.getByRole('complementary', { name: 'Editor' });
  const nodes = canvas.locator('[data-flow-node^=steps]');
  const tools = page.getByRole('toolbar', { name: 'Size of the flow' });
  const first = canvas.getByRole('button', { name: /^Choose 0 / });
  await expect(nodes).toHaveCount(300);

  await first.click();
  await panel.getByRole('button', { name: 'Add a note' }).click();
  await expect(panel.getByLabel('Note')).toBeFocused();
  await panel.getByLabel('Note').fill('Ann wants both ways to be told.');
  await expect(first).toContainText('Ann wants both ways to be told.');
  await expect(page.getByText('No problems. It can be published.')).toBeVisible();

  await first.press('-');
  await expect(tools).toContainText('85 %');
  await tools.getByRole('button', { name: 'Fit, or its own size' }).click();
  await expect(tools).toContainText('25 %');
  await first.press('0');
  await expect(tools).toContainText('100 %');

  // Folded with what is chosen in it, and unfolded by whatever leads there.
  const inside = canvas.getByRole('button', { name: /^Yes 0x 1/ });
  await inside.click();
  await first.press('c');
  await expect(inside).toHaveCount(0);
  await expect(first).toHaveAttribute('aria-pressed', 'true');
  const fold = canvas.getByRole('button', { name: 'The steps in Choose 0' });
  await expect(fold).toHaveText('9 steps');
  await fold.press('Enter');
  await expect(inside).toBeVisible();

  // The map leads to the other end.
  const last = canvas.getByRole('button', { name: /^Yes 29x 5/ });
  await expect(last).not.toBeInViewport();
  const map = page.locator('[data-minimap]');
  const box = await map.boundingBox();
  await map.click({ position: { x: (box?.width ?? 0) / 2, y: (box?.height ?? 0) - 2 } });
  await expect(last).toBeInViewport();
});
