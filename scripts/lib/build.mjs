import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, relative } from 'node:path';
import { readJson, repository } from './files.mjs';
import { withLock } from './lock.mjs';
import { birthOf, isAlive, spawnTool } from './processes.mjs';
import { Problem, say } from './words.mjs';

const builds = join(repository, 'build');
const apps = ['api', 'worker', 'sandbox', 'admin'];
const ignoredFolders = new Set(['node_modules', 'dist', 'build', 'test', '.svelte-kit', 'coverage']);
const ignoredFiles = /\.(spec|test)\.[a-z]+$|\.md$|\.tsbuildinfo(-\w+)?$/;
/** Old builds that are kept although nobody runs them, so that going back and forth is quick. */
const kept = 2;

function* sourceFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!ignoredFolders.has(entry.name)) yield* sourceFiles(path);
    } else if (entry.isFile() && !ignoredFiles.test(entry.name)) {
      yield path;
    }
  }
}

/** A name for exactly what would be built: the hash of every source and of the lock file. */
function stampOf() {
  const hash = createHash('sha256');
  const files = [
    ...['package.json', 'package-lock.json', 'tsconfig.base.json'].map((name) => join(repository, name)),
    ...[...sourceFiles(join(repository, 'apps')), ...sourceFiles(join(repository, 'libs'))].sort(),
  ];
  for (const path of files) hash.update(relative(repository, path)).update('\0').update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
}

/** Folders of the libraries. */
function libraryFolders() {
  const libs = join(repository, 'libs');
  return readdirSync(libs, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(libs, entry.name))
    .filter((path) => existsSync(join(path, 'package.json')));
}

function run(what, command, parameters, cwd = repository) {
  return new Promise((resolve, reject) => {
    const child = spawnTool(command, parameters, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    }
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Problem(`${what} failed:\n${output.trim().slice(-6_000)}`));
    });
  });
}

function runBuildScript(app) {
  const folder = join(repository, 'apps', app);
  if (!readJson(join(folder, 'package.json'))?.scripts?.build) return undefined;
  return run(`Building apps/${app}`, 'npm', ['run', '--silent', 'build'], folder);
}

/** Compiles everything in place: dist folders, the worker's workflow bundle, the admin. */
async function compile() {
  const projects = apps
    .map((app) => join('apps', app))
    .filter((path) => {
      return path !== 'apps/admin' && existsSync(join(repository, path, 'tsconfig.json'));
    });
  const tsc = join(repository, 'node_modules', 'typescript', 'bin', 'tsc');
  const told = (words) => () => say(`  ${words}`);
  const compiled = run('Compiling', process.execPath, [tsc, '-b', ...projects]);
  const steps = [
    compiled.then(told('compiled the libraries and servers')),
    compiled.then(() => runBuildScript('worker')).then(told('bundled the workflows')),
    // The admin is bundled from the libraries' sources and waits for nobody.
    runBuildScript('admin')?.then(told('bundled the admin')),
  ];
  for (const result of await Promise.allSettled(steps)) {
    if (result.status === 'rejected') throw result.reason;
  }
}

function copyPackage(from, to, contents) {
  mkdirSync(to, { recursive: true });
  cpSync(join(from, 'package.json'), join(to, 'package.json'));
  const filter = (path) => !/\.d\.ts$|\.spec\.js(\.map)?$|\.tsbuildinfo(-\w+)?$/.test(path);
  for (const name of contents.filter((entry) => existsSync(join(from, entry)))) {
    cpSync(join(from, name), join(to, name), { recursive: true, filter });
  }
  // Third-party modules resolve from the root; versions a package has of its own stay its own.
  const own = join(from, 'node_modules');
  const has = existsSync(own) && readdirSync(own).some((name) => !name.startsWith('.'));
  if (has) symlinkSync(own, join(to, 'node_modules'));
}

/** Copies what was compiled to a folder of its own and puts it in place in one step. */
function assemble(stamp) {
  const half = join(builds, `.${stamp}-${process.pid}`);
  rmSync(half, { recursive: true, force: true });
  for (const app of apps) {
    copyPackage(join(repository, 'apps', app), join(half, 'apps', app), ['dist', 'build', 'server.js']);
  }
  for (const folder of libraryFolders()) {
    const { name } = readJson(join(folder, 'package.json'));
    copyPackage(folder, join(half, 'node_modules', name), ['dist']);
  }
  const { version } = readJson(join(repository, 'package.json'));
  writeFileSync(join(half, 'package.json'), JSON.stringify({ type: 'module', version: `${version}+${stamp}` }));
  const target = join(builds, stamp);
  rmSync(target, { recursive: true, force: true });
  renameSync(half, target);
  return target;
}

const usersOf = (build) => join(build, '.users');

/** Notes that this process runs the build, so that nobody prunes it. */
function use(build) {
  mkdirSync(usersOf(build), { recursive: true });
  writeFileSync(join(usersOf(build), String(process.pid)), birthOf(process.pid) ?? '');
}

function isUsed(build) {
  if (!existsSync(usersOf(build))) return false;
  return readdirSync(usersOf(build)).some((name) => {
    const path = join(usersOf(build), name);
    const alive = isAlive({ pid: Number(name), birth: readFileSync(path, 'utf8') });
    if (!alive) rmSync(path, { force: true });
    return alive;
  });
}

function prune(current) {
  const others = readdirSync(builds)
    .filter((name) => !name.includes('lock') && name !== basename(current))
    .map((name) => join(builds, name))
    .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
  for (const build of others.filter((path) => !isUsed(path)).slice(kept)) {
    rmSync(build, { recursive: true, force: true });
  }
}

/** Whether nothing of it was deleted or copied over since: `assemble` writes this file last. */
const isWhole = (build) => existsSync(join(build, 'package.json')) && existsSync(join(build, 'apps', apps[0]));

/** Whether the present sources are built already. */
export const isBuilt = () => isWhole(join(builds, stampOf()));

/**
 * Makes sure there is a build of exactly the present sources, in `build/<stamp>`. A running
 * instance keeps its own build whatever is edited, tested or built meanwhile.
 * @returns {Promise<string>} the build's folder
 */
export async function ensureBuild() {
  mkdirSync(builds, { recursive: true });
  const stamp = stampOf();
  const build = join(builds, stamp);
  if (!isWhole(build)) {
    await withLock(join(builds, 'lock'), 'another process is building', async () => {
      if (isWhole(build)) return;
      say('Building (about half a minute the first time).');
      await compile();
      assemble(stamp);
    });
  }
  use(build);
  prune(build);
  return build;
}
