import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress } from './build-server.mjs';
import { downloadArchives } from './download-archives.mjs';

const tools = ['temporal-server', 'temporal-sql-tool'];
const scratch = mkdtempSync(join(tmpdir(), 'jarvis-archives-'));
let archive;
let server;
let url;
beforeAll(async () => {
  for (const name of [...tools, 'LICENSE']) writeFileSync(join(scratch, name), `#!/bin/sh\necho ${name}\n`);
  spawnSync('tar', ['-czf', 'a.tar.gz', ...tools, 'LICENSE'], { cwd: scratch });
  archive = readFileSync(join(scratch, 'a.tar.gz'));
  server = createServer((request, response) => {
    if (request.url === '/silent') return;
    response
      .writeHead(request.url === '/gone' ? 404 : 200)
      .end(request.url === '/half' ? archive.subarray(0, 50) : archive);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${server.address().port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(scratch, { recursive: true, force: true });
});

const folders = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

async function download({ path = '/', sha256, platform = 'here' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'jarvis-tools-'));
  folders.push(folder);
  const sum = sha256 ?? createHash('sha256').update(archive).digest('hex');
  const archives = [{ tools, platform, url: `${url}${path}`, sha256: sum }];
  const done = await downloadArchives(folder, { archives, platform: 'here', answerMs: 300 });
  return { done, folder, files: readdirSync(folder) };
}

describe('release archives', () => {
  it('give the tools, and nothing else of what is in them', async () => {
    const { done, folder, files } = await download();
    expect([done, files.sort()]).toEqual([tools, tools]);
    for (const name of tools) accessSync(join(folder, name), constants.X_OK);
  });

  it.each([
    ['one that is not what was pinned', { sha256: '0'.repeat(64) }],
    ['one that is cut off', { path: '/half' }],
    ['one that is gone', { path: '/gone' }],
    ['a network that does not answer', { path: '/silent' }],
    ['another platform', { platform: 'elsewhere' }],
  ])('leave nothing behind where it is %s, and what is missing is built', async (_, given) => {
    expect(await download(given)).toMatchObject({ done: [], files: [] });
  });

  it('are of the version that would be built', () => {
    const pinned = readFileSync(join(import.meta.dirname, 'server', 'go.mod'), 'utf8');
    for (const { module, url: address } of JSON.parse(
      readFileSync(join(import.meta.dirname, 'archives.json'), 'utf8'),
    )) {
      const [, version] = new RegExp(`${module} (v[\\d.]+)`).exec(pinned) ?? [];
      expect(address).toContain(`/${version}/`);
    }
  });
});

describe('the progress of a build', () => {
  it('says how far it is, and how long it will take', () => {
    let now = 0;
    const progress = new Progress(200, () => now);
    progress.take('go: downloading golang.org/x/net v0.1.0');
    expect(String(progress)).toBe('the modules are being downloaded');
    for (let at = 0; at < 50; at += 1) progress.take('net/http');
    now = 60_000;
    expect(String(progress)).toBe('25 % compiled, about 3 min left');
    for (let at = 0; at < 300; at += 1) progress.take('net/http');
    expect(String(progress)).toBe('99 % compiled, about 10 s left');
  });
});
