import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { userCache } from '../scripts/lib/files.mjs';
import { say } from '../scripts/lib/words.mjs';

function find(folder) {
  const name = readdirSync(folder).find((entry) => entry.startsWith('temporal-sdk-typescript'));
  return name === undefined ? undefined : join(folder, name);
}

/**
 * The official Temporal CLI, downloaded by the SDK into the user's cache. The SDK offers the
 * download only together with a started server, so one is started and stopped at once.
 * @returns {Promise<string>} path of the executable
 */
export async function downloadCli() {
  const folder = userCache('temporal-cli');
  mkdirSync(folder, { recursive: true });
  const known = find(folder);
  if (known) return known;

  say('Downloading the official Temporal CLI.');
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir: folder } },
  });
  await environment.teardown();
  const executable = find(folder);
  if (!executable) throw new Error(`the SDK left no executable in ${folder}`);
  chmodSync(executable, 0o755);
  return executable;
}
