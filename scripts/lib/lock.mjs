import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder, readJson } from './files.mjs';
import { birthOf, isAlive } from './processes.mjs';
import { say } from './words.mjs';

/** Who holds a lock file, if that process still lives. */
export function lockHolder(path) {
  const holder = readJson(path);
  return holder && isAlive(holder) ? holder : undefined;
}

/**
 * Takes a lock file, removing one whose process is gone.
 * @returns {boolean} false when a living process holds it
 */
export function takeLock(path, details = {}) {
  makeFolder(dirname(path));
  const own = `${path}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, birth: birthOf(process.pid), ...details }), {
    mode: 0o600,
  });
  try {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      try {
        // A link appears with its content, so nobody ever reads a lock that is still empty.
        linkSync(own, path);
        return true;
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
        if (lockHolder(path)) return false;
        rmSync(path, { force: true });
      }
    }
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

export function releaseLock(path) {
  if (readJson(path)?.pid === process.pid) rmSync(path, { force: true });
}

/** Does the work while holding the lock, after waiting for whoever has it. */
export async function withLock(path, words, work) {
  let told = false;
  while (!takeLock(path)) {
    if (!told) say(`Waiting: ${words} (process ${lockHolder(path)?.pid ?? 'unknown'}).`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  try {
    return await work();
  } finally {
    releaseLock(path);
  }
}
