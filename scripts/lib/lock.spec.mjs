import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJson, writeJson } from './files.mjs';
import { lockHolder, releaseLock, takeLock } from './lock.mjs';
import { birthOf } from './processes.mjs';

let folder;
let path;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jarvis-spec-'));
  path = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('takeLock', () => {
  it('refuses while the holder lives and tells who it is', () => {
    expect(takeLock(path, { admin: 'http://127.0.0.1:3000' })).toBe(true);
    expect(takeLock(path)).toBe(false);
    expect(lockHolder(path)).toMatchObject({ pid: process.pid, admin: 'http://127.0.0.1:3000' });
    releaseLock(path);
    expect(takeLock(path)).toBe(true);
  });

  it('takes over a lock whose process is gone, even if its number lives on', () => {
    writeJson(path, { pid: process.pid, birth: `not-${birthOf(process.pid)}` });
    expect(takeLock(path)).toBe(true);
    expect(readJson(path).birth).toBe(birthOf(process.pid));
  });

  it('does not release somebody else’s', () => {
    writeJson(path, { pid: process.ppid, birth: birthOf(process.ppid) });
    releaseLock(path);
    expect(lockHolder(path)?.pid).toBe(process.ppid);
  });
});
