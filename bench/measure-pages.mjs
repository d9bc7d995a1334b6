// The scripts that the admin's pages load on a first visit, of a running instance:
//   npm run pages --workspace=@jarvis/bench     (JARVIS_HOME names another instance than .jarvis)
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { weighPage } from '../e2e/support/page-weight.mjs';
import { findBrowser } from '../scripts/lib/browser.mjs';
import { homeOf } from '../scripts/lib/files.mjs';

const { admin, account } = JSON.parse(readFileSync(join(homeOf(process.env), 'run', 'endpoints.json'), 'utf8'));
const browser = await chromium.launch({
  executablePath: await findBrowser(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const context = await browser.newContext({ baseURL: admin });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByLabel('E-mail').fill(account.email);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Home' }).waitFor();

  /** The newest of a list, or nothing where there is none yet. */
  const newest = async (list) => (await (await page.request.get(`/api/v1/${list}?limit=1`)).json()).data[0]?.id;
  const [run, rule, approval] = await Promise.all(['runs', 'rules', 'approvals'].map(newest));
  const pages = {
    Home: '/',
    Runs: '/runs',
    'A run': run && `/runs/${run}`,
    Rules: '/rules',
    'A rule, Build': rule && `/rules/${rule}`,
    'A rule, Rehearse': rule && `/rules/${rule}/rehearse`,
    Approvals: '/approvals',
    'An approval': approval && `/approvals/${approval}`,
    Activity: '/activity',
    Connections: '/connections',
    Settings: '/settings',
  };
  const storageState = await context.storageState();
  for (const [name, path] of Object.entries(pages)) {
    if (!path) continue;
    const { bytes, files } = await weighPage(browser, { baseURL: admin, path, storageState });
    console.log(`${name.padEnd(18)}${(bytes / 1000).toFixed(1).padStart(7)} kB${String(files).padStart(4)} files`);
  }
} finally {
  await browser.close();
}
