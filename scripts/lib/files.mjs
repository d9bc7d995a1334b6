import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const repository = resolve(import.meta.dirname, '../..');

/** The state folder: JARVIS_HOME, else .jarvis in the repository. */
export function homeOf(environment) {
  return resolve(repository, environment.JARVIS_HOME?.trim() || '.jarvis');
}

/** Where things too dear to build twice are kept, per user. */
export function userCache(name) {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(base, 'jarvis', name);
}

/**
 * Makes a folder and those above it, in which something can be written.
 * @throws the file system's error, with the folder that refuses (Node's own call says that a read-only one is missing)
 */
export function makeFolder(path) {
  accessSync(nearestFolder(path), constants.W_OK);
  mkdirSync(path, { recursive: true });
}

const nearestFolder = (path) => (existsSync(path) ? path : nearestFolder(dirname(path)));

/** The parsed file, or undefined when it is missing or damaged. */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Writes through a temporary file, so that a reader or a crash never sees half of it. */
export function writeJson(path, value, mode = 0o600) {
  makeFolder(dirname(path));
  const temporary = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** A log file opened for appending; kept from growing without end by starting over at 20 MB. */
export function openLog(path) {
  makeFolder(dirname(path));
  try {
    if (existsSync(path) && statSync(path).size > 20_000_000) renameSync(path, `${path}.1`);
  } catch {
    // A log that cannot be rotated is still better than no start.
  }
  const handle = openSync(path, 'a', 0o600);
  return { handle, close: () => closeSync(handle) };
}

const shorten = (line) => (line.length > 400 ? `${line.slice(0, 400)} …` : line);

/** The last lines of a log, for telling why a process stopped. */
export function tail(path, lines = 12) {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).map(shorten).join('\n');
  } catch {
    return '';
  }
}
