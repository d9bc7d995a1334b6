import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { signIn, visit } from '../support/pages.js';

/** Axe on the lists and settings, light and dark: nothing worse than minor. */

test.use({ baseURL: readEndpoints().admin });
test.describe.configure({ timeout: 240_000 });

test.beforeEach(async ({ page }) => {
  await signIn(page, await Jarvis.connect());
});

async function findings(page: Page): Promise<string[]> {
  const found: string[] = [];
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
  ];
  for (const path of [...paths, '/connections', '/settings', '/notifications', '/rules/new']) {
    await visit(page, path);
    found[path] = await findings(page);
  }
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((path) => [path, []])));
});
