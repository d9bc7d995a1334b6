import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './files.mjs';
import { Problem, say } from './words.mjs';

const candidates = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Whether it starts at all: a browser without its libraries is as good as none. */
function works(executable) {
  const { status } = spawnSync(executable, ['--version'], { stdio: 'ignore', timeout: 20_000 });
  return status === 0;
}

function run(command, parameters, timeout) {
  const { status } = spawnSync(command, parameters, {
    cwd: repository,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}

function onPath(name) {
  if (name.startsWith('/')) return existsSync(name) ? name : undefined;
  const folders = (process.env.PATH ?? '').split(':').map((folder) => join(folder, name));
  return folders.find((path) => existsSync(path));
}

function installed() {
  return candidates.map(onPath).find((path) => path !== undefined && works(path));
}

async function downloaded() {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return existsSync(path) && works(path) ? path : undefined;
}

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/**
 * A Chromium for the browser journey: CHROMIUM_PATH, one of the system, Playwright's download, or
 * Debian's package where this user may install it.
 * @returns {Promise<string>} path of the executable
 */
export async function findBrowser() {
  const given = process.env.CHROMIUM_PATH?.trim();
  if (given) {
    if (works(given)) return given;
    throw new Problem(`CHROMIUM_PATH=${given} does not start (tried --version). Correct it or unset it.`);
  }
  const present = installed() ?? (await downloaded());
  if (present) return present;

  say('There is no browser here: letting Playwright download Chromium.');
  const playwright = join(repository, 'node_modules', '.bin', 'playwright');
  if (run(playwright, ['install', 'chromium'], 600_000)) {
    const fresh = await downloaded();
    if (fresh) return fresh;
  }
  if (process.getuid?.() === 0 && isDebian()) {
    say('Playwright’s download is no use here: installing Debian’s chromium.');
    run('apt-get', ['update', '-qq'], 300_000);
    const packages = ['chromium', 'fonts-liberation'];
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], 900_000);
    const fresh = installed();
    if (fresh) return fresh;
  }
  throw new Problem(`There is no Chromium for the browser journey, and none could be installed. Do one of these:
  - install Chromium or Google Chrome (Debian: apt-get install chromium)
  - npx playwright install --with-deps chromium
  - set CHROMIUM_PATH to an executable
Without a browser: npm test -- unit, npm test -- integration`);
}
