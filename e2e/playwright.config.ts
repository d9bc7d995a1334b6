import { defineConfig, devices } from '@playwright/test';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('..', import.meta.url));

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
    // The same command key on every machine.
    userAgent: devices['Desktop Chrome'].userAgent,
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
