import { defineConfig } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** `npm test -- e2e` starts an instance of its own and names it by JARVIS_HOME; else the running one. */
function adminUrl(): string {
  const home = process.env['JARVIS_HOME'] ?? join(repository, '.jarvis');
  const endpoints: unknown = JSON.parse(readFileSync(join(home, 'run', 'endpoints.json'), 'utf8'));
  const admin: unknown = Object.entries(endpoints ?? {}).find(([name]) => name === 'admin')?.[1];
  if (typeof admin !== 'string') throw new Error(`${home}/run/endpoints.json names no admin.`);
  return admin;
}

const artifacts = join(repository, 'artifacts');

export default defineConfig({
  testDir: './tests',
  outputDir: join(artifacts, 'traces'),
  // The journeys share one instance and one sandbox, whose faults they set.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env['CI']),
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: join(artifacts, 'e2e.json') }]],
  use: {
    baseURL: adminUrl(),
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(process.env['CHROMIUM_PATH'] ? { executablePath: process.env['CHROMIUM_PATH'] } : {}),
      // Containers give /dev/shm 64 MB, and root has no sandbox to drop into.
      args: ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    },
  },
});
