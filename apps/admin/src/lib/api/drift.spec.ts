import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const admin = join(import.meta.dirname, '../../..');

async function contents(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await readFile(join(folder, file), 'utf8')] as const)),
  );
}

it('the generated client is that of the committed OpenAPI document', async () => {
  const output = await mkdtemp(join(tmpdir(), 'jarvis-client-'));
  try {
    await promisify(execFile)('npm', ['run', '--silent', 'api:generate'], {
      cwd: admin,
      env: { ...process.env, NODE_OPTIONS: '', OPENAPI_OUTPUT: output },
    });
    // When it differs: npm run api:generate -w @jarvis/admin
    expect(await contents(join(admin, 'src/lib/api/generated'))).toEqual(await contents(output));
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}, 60_000);
