import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { readJson, repository } from './files.mjs';
import { withLock } from './lock.mjs';
import { spawnTool } from './processes.mjs';
import { Problem, say } from './words.mjs';

const modules = join(repository, 'node_modules');
const marker = join(modules, '.jarvis-lock-hash');
const ownNode = join(modules, '.bin', 'node');

const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(join(repository, 'package-lock.json')))
    .digest('hex');

/** Whether npm's own record of what is in node_modules agrees with the lock file. */
function agreesWithLock() {
  const wanted = readJson(join(repository, 'package-lock.json'))?.packages ?? {};
  const present = readJson(join(modules, '.package-lock.json'))?.packages ?? {};
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (!path.includes('node_modules/')) return true;
    const found = present[path];
    return found ? found.version === version : optional === true;
  });
}

/**
 * Packages that package-lock.json names and that are not in place, also those that a workspace has for itself. Optional
 * ones may be missing: they are of other systems.
 */
export function missingPackages(root = repository) {
  return Object.entries(readJson(join(root, 'package-lock.json'))?.packages ?? {})
    .filter(([path, { optional, devOptional }]) => path.includes('node_modules/') && !optional && !devOptional)
    .map(([path]) => join(root, path, 'package.json'))
    .filter((path) => !existsSync(path));
}

/** Whether node_modules holds what package-lock.json names. A copy may bring npm's record without all of the packages. */
export function isInstalled() {
  if (!existsSync(ownNode) || missingPackages().length > 0) return false;
  const hash = lockHash();
  if (existsSync(marker) && readFileSync(marker, 'utf8') === hash) return true;
  if (!agreesWithLock()) return false;
  writeFileSync(marker, hash);
  return true;
}

/** Counts the packages that are not in place yet, so that minutes without a word from npm do not look like a hang. */
function tellProgress() {
  const timer = setInterval(() => {
    const missing = missingPackages().length;
    say(missing === 0 ? '  every package is in place' : `  ${missing} packages are still missing`);
  }, 10_000);
  return () => clearInterval(timer);
}

/**
 * `npm install --no-save`, not `npm ci`: a registry mirror may hold only this system's builds of optional packages,
 * the lock file then names only those, and `npm ci` refuses such a lock. The lock's versions hold either way.
 */
function install() {
  return new Promise((resolve, reject) => {
    const child = spawnTool('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: repository,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    });
    child.once('error', (cause) => reject(new Problem('npm was not found. Install Node.js with npm.', { cause })));
    child.once('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Problem(
            `npm install ended with code ${code}; its words are above. Without a network: check the registry (npm config get registry), then start again.`,
          ),
        );
    });
  });
}

/**
 * Installs what package-lock.json names, when it changed since the last time, and goes on in
 * Node 24, which is one of the things installed: the caller's script starts again in it.
 */
export async function ensureDependencies() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new Problem(`Node ${process.versions.node} is too old. Install Node 20 or newer.`);
  if (!isInstalled()) {
    const lock = join(repository, 'build', 'install.lock');
    await withLock(lock, 'another process is installing', async () => {
      if (isInstalled()) return;
      say('Installing dependencies.');
      const done = tellProgress();
      await install().finally(done);
      writeFileSync(marker, lockHash());
    });
  }
  process.env.PATH = [join(modules, '.bin'), process.env.PATH].join(delimiter);
  if (major < 24) await continueInOwnNode();
}

/** Runs the same script in Node 24 and ends with it; resolves never. */
function continueInOwnNode() {
  const { status, stdout } = spawnSync(ownNode, ['--version'], { encoding: 'utf8' });
  if (status !== 0 || !stdout.startsWith('v24')) {
    throw new Problem(
      'Node 24 was not installed with the dependencies (its install script may be switched off). Run: npm rebuild node',
    );
  }
  const child = spawn(ownNode, process.argv.slice(1), { stdio: 'inherit' });
  // This one waits until the other has put everything away. Ctrl-C in a terminal reaches both.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => (name === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(name)));
  }
  return new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
  });
}
