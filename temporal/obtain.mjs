// Where the Temporal server comes from: TEMPORAL_ADDRESS, else a cached build, else a build from
// the pinned Go module, else the official CLI through the SDK's download, else one clear error.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { userCache } from '../scripts/lib/files.mjs';
import { withLock } from '../scripts/lib/lock.mjs';
import { spawnTool } from '../scripts/lib/processes.mjs';
import { Problem, say } from '../scripts/lib/words.mjs';
import { downloadCli } from './download-cli.mjs';

const module = join(import.meta.dirname, 'server');
const tools = {
  'temporal-server': 'go.temporal.io/server/cmd/server',
  'temporal-sql-tool': 'go.temporal.io/server/cmd/tools/sql',
  'temporal-ui-server': 'github.com/temporalio/ui-server/v2/cmd/server',
};

const remedies = `Choose one of these and start again:
  - install Go 1.26 or newer (https://go.dev/dl); the server is then built once, in about 5 minutes
  - let this machine reach temporal.download; the official CLI is then downloaded
  - set TEMPORAL_ADDRESS=host:port of a Temporal cluster that is already running`;

function cacheFolder() {
  const hash = createHash('sha256');
  for (const name of ['go.mod', 'go.sum']) hash.update(readFileSync(join(module, name)));
  const key = hash.digest('hex').slice(0, 16);
  return userCache(`temporal-${key}-${process.platform}-${process.arch}`);
}

function isComplete(folder) {
  return Object.keys(tools).every((name) => {
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

/** `go build` of one tool; packages are counted as they compile, so that five minutes do not look like a hang. */
function build({ folder, name, path }) {
  return new Promise((resolve, reject) => {
    const child = spawnTool('go', ['build', '-v', '-ldflags=-s -w', '-o', join(folder, name), path], {
      cwd: module,
      stdio: ['ignore', 'ignore', 'pipe'],
      // The module needs no C compiler, and without one the binaries run on every libc.
      env: { ...process.env, CGO_ENABLED: '0' },
    });
    let packages = 0;
    let rest = '';
    const last = [];
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      packages += lines.filter((line) => !line.startsWith('go: ')).length;
      last.push(...lines);
      last.splice(0, last.length - 15);
    });
    const progress = setInterval(() => say(`  building ${name}: ${packages} packages compiled`), 10_000);
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(progress);
      if (code === 0) resolve();
      else reject(new Error(`go build ${name} ended with code ${code}:\n${[...last, rest].join('\n')}`));
    });
  });
}

async function buildAll(cache) {
  say('Building the Temporal server from its Go module: once, about 5 minutes on 2 cores.');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(`${cache}.`);
  try {
    for (const [name, path] of Object.entries(tools)) {
      await build({ folder, name, path });
      say(`  built ${name}`);
    }
    for (const name of Object.keys(tools)) renameSync(join(folder, name), join(cache, name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
  const go = goVersion();
  if (go && (go.major > 1 || go.minor >= 26)) {
    try {
      await withLock(`${cache}.lock`, 'another start is building the Temporal server', async () => {
        if (!isComplete(cache)) await buildAll(cache);
      });
      return built;
    } catch (error) {
      failures.push(`building it failed: ${error.message}`);
    }
  } else {
    const found = go ? `Go ${go.major}.${go.minor} is older than 1.26` : 'Go is not installed';
    failures.push(`it cannot be built: ${found}`);
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
