// Where the Temporal server comes from: TEMPORAL_ADDRESS, else the cache, else the official release archives of the
// pinned versions, else a build from the pinned Go module, else the official CLI through the SDK's download, else one
// clear error.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { userCache } from '../scripts/lib/files.mjs';
import { withLock } from '../scripts/lib/lock.mjs';
import { Problem, say } from '../scripts/lib/words.mjs';
import { buildTools, toolNames } from './build-server.mjs';
import { downloadArchives } from './download-archives.mjs';
import { downloadCli } from './download-cli.mjs';

const module = join(import.meta.dirname, 'server');
const remedies = `Choose one of these and start again:
  - install Go 1.26 or newer (https://go.dev/dl); the server is then built once, in about 5 minutes
  - let this machine reach github.com or temporal.download; the official server or CLI is then downloaded
  - set TEMPORAL_ADDRESS=host:port of a Temporal cluster that is already running`;

function cacheFolder() {
  const hash = createHash('sha256');
  for (const name of ['go.mod', 'go.sum']) hash.update(readFileSync(join(module, name)));
  const key = hash.digest('hex').slice(0, 16);
  return userCache(`temporal-${key}-${process.platform}-${process.arch}`);
}

function isComplete(folder) {
  return toolNames.every((name) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function goVersion() {
  const { stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', cwd: module });
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}

async function make(cache) {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(`${cache}.`);
  try {
    // In CI every run shall do the same, whatever the network lets through today.
    const downloaded = process.env.CI ? [] : await downloadArchives(folder);
    const missing = toolNames.filter((name) => !downloaded.includes(name));
    if (missing.length > 0) {
      const go = goVersion();
      if (!go || go.major < 1 || (go.major === 1 && go.minor < 26)) {
        throw new Error(go ? `Go ${go.major}.${go.minor} is older than 1.26` : 'Go is not installed');
      }
      say(`Building ${missing.join(', ')} from the Go module, once.`);
      await buildTools(folder, missing);
    }
    for (const name of toolNames) renameSync(join(folder, name), join(cache, name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let making;

/** Makes the server in the cache unless it is there; asked twice in one process it is made once. */
function makeOnce(cache) {
  making ??= withLock(`${cache}.lock`, 'the Temporal server is being made by another process', async () => {
    if (!isComplete(cache)) await make(cache);
  });
  return making;
}

/** Begins with what takes longest, beside npm and the build. Whoever needs the server asks {@link obtainTemporal}. */
export function beginTemporal(environment = process.env) {
  if (!isTemporalAtHand(environment)) makeOnce(cacheFolder()).catch(() => undefined);
}

/** Whether a start finds a Temporal server without building or downloading one. */
export function isTemporalAtHand(environment) {
  return Boolean(environment.TEMPORAL_ADDRESS?.trim()) || isComplete(cacheFolder());
}

/**
 * Finds or makes a Temporal server.
 * @returns {Promise<{kind: 'address', address: string}
 *   | {kind: 'built', server: string, sqlTool: string, ui: string}
 *   | {kind: 'cli', executable: string}>}
 */
export async function obtainTemporal(environment = process.env) {
  const address = environment.TEMPORAL_ADDRESS?.trim();
  if (address) return { kind: 'address', address };

  const cache = cacheFolder();
  const built = {
    kind: 'built',
    server: join(cache, 'temporal-server'),
    sqlTool: join(cache, 'temporal-sql-tool'),
    ui: join(cache, 'temporal-ui-server'),
  };
  if (isComplete(cache)) return built;

  const failures = [];
  try {
    await makeOnce(cache);
    return built;
  } catch (error) {
    failures.push(`it cannot be built: ${error.message}`);
  }
  try {
    return { kind: 'cli', executable: await downloadCli() };
  } catch (error) {
    failures.push(`the official CLI could not be downloaded: ${error.message}`);
  }
  const reasons = failures.map((failure) => `  - ${failure}`).join('\n');
  throw new Problem(`There is no Temporal server to run:\n${reasons}\n\n${remedies}`);
}

/** For a look from the shell: `node temporal/obtain.mjs` prints where it comes from. */
if (process.argv[1] === import.meta.filename) {
  obtainTemporal().then(
    (found) => process.stdout.write(`${JSON.stringify(found, null, 2)}\n`),
    (error) => {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
    },
  );
}
