import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import type { Jarvis } from './jarvis.js';

const screenshots = fileURLToPath(new URL('../../artifacts/screenshots', import.meta.url));

export async function signIn(page: Page, jarvis: Jarvis, account = jarvis.endpoints.account): Promise<void> {
  await page.goto('/');
  await page.getByLabel('E-mail').fill(account.email);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible();
}

/** Opens a page and waits until it answers to clicks: only the browser knows its command key. */
export async function visit(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByText('Ctrl K').first()).toBeAttached();
}

const LOOKS = [
  { name: 'desktop-light', width: 1440, height: 900, colorScheme: 'light', axe: true },
  { name: 'desktop-dark', width: 1440, height: 900, colorScheme: 'dark', axe: false },
  { name: 'phone-light', width: 390, height: 844, colorScheme: 'light', axe: false },
  { name: 'phone-dark', width: 390, height: 844, colorScheme: 'dark', axe: true },
] as const;

/**
 * Keeps the page in every size and theme as an artifact, checks that it fits, and that axe finds nothing serious.
 * Axe is slow, so it sees each size and each theme once.
 */
export async function keepLooks(page: Page, name: string): Promise<void> {
  for (const look of LOOKS) {
    await page.setViewportSize({ width: look.width, height: look.height });
    await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: `${screenshots}/${name}-${look.name}.png` });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, `${name} is wider than the ${look.name} screen`).toBeLessThanOrEqual(0);
    if (!look.axe) continue;
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(
      serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`),
      `${name}, ${look.name}`,
    ).toEqual([]);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}
