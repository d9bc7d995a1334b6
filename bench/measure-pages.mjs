// What the admin's pages ask of a phone, of a running instance (JARVIS_HOME names another one than .jarvis):
//   npm run pages --workspace=@jarvis/bench                  the scripts a first visit loads
//   npm run pages --workspace=@jarvis/bench -- --lighthouse  Lighthouse on a phone, the median of 5  [--rounds N] [--json FILE]
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { weighPage } from '../e2e/support/page-weight.mjs';
import { findBrowser } from '../scripts/lib/browser.mjs';
import { homeOf } from '../scripts/lib/files.mjs';
import { freePorts } from '../scripts/lib/ports.mjs';
import { measureLighthouse, tableOfLighthouse } from './measure-lighthouse.mjs';

const { values } = parseArgs({
  options: {
    lighthouse: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
});
const { admin, account } = JSON.parse(readFileSync(join(homeOf(process.env), 'run', 'endpoints.json'), 'utf8'));
const profile = mkdtempSync(join(tmpdir(), 'jarvis-pages-'));
const [port] = await freePorts(1);
// Lighthouse opens tabs of its own in this browser, so the session has to be the profile's, not a context's.
const context = await chromium.launchPersistentContext(profile, {
  executablePath: await findBrowser(),
  baseURL: admin,
  args: [`--remote-debugging-port=${port}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
try {
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
  const present = Object.entries(pages).filter(([, path]) => path);
  if (values.lighthouse) {
    await page.goto('about:blank');
    const results = [];
    for (const name of ['Home', 'Runs', 'Rules', 'An approval', 'A run']) {
      if (!pages[name]) continue;
      const url = `${admin}${pages[name]}`;
      results.push({ name, ...(await measureLighthouse({ url, port, rounds: Number(values.rounds) })) });
    }
    console.log(tableOfLighthouse(results));
    if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
  } else {
    const storageState = await context.storageState();
    for (const [name, path] of present) {
      const { bytes, files } = await weighPage(context.browser(), { baseURL: admin, path, storageState });
      console.log(`${name.padEnd(18)}${(bytes / 1000).toFixed(1).padStart(7)} kB${String(files).padStart(4)} files`);
    }
  }
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
