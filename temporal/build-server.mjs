// Builds what archives did not give from the pinned Go module.
import { join } from 'node:path';
import { spawnTool } from '../scripts/lib/processes.mjs';
import { say } from '../scripts/lib/words.mjs';

const module = join(import.meta.dirname, 'server');
/** Their packages, each alone, as `go list -deps PATH | wc -l` counts them for this go.sum. */
const tools = {
  'temporal-server': { path: 'go.temporal.io/server/cmd/server', packages: 1753 },
  'temporal-sql-tool': { path: 'go.temporal.io/server/cmd/tools/sql', packages: 836 },
  'temporal-ui-server': { path: 'github.com/temporalio/ui-server/v2/cmd/server', packages: 433 },
};
/** The same for all of them together: they share most. */
const packagesOfAll = 1790;

const SAY_EVERY_MS = 10_000;

export const toolNames = Object.keys(tools);

/** Counts packages as they compile, so that minutes do not look like a hang: how far it is, and how long it will take. */
export class Progress {
  #compiled = 0;
  #startedAt;

  constructor(total, now = () => performance.now()) {
    this.total = total;
    this.now = now;
  }

  /** A line of `go build -v`: a package that was just compiled, or what is being downloaded. */
  take(line) {
    if (line === '' || line.startsWith('go: ')) return;
    this.#startedAt ??= this.now();
    this.#compiled += 1;
  }

  toString() {
    if (this.#startedAt === undefined) return 'the modules are being downloaded';
    const share = Math.min(this.#compiled / this.total, 0.99);
    const left = ((this.now() - this.#startedAt) / share) * (1 - share);
    return `${Math.floor(share * 100)} % compiled, about ${inWords(left)} left`;
  }
}

function inWords(milliseconds) {
  const seconds = Math.ceil(milliseconds / 10_000) * 10;
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** Builds these tools into the folder, one after the other. */
export async function buildTools(folder, names) {
  const [only] = names;
  const progress = new Progress(names.length === 1 ? tools[only].packages : packagesOfAll);
  const timer = setInterval(() => say(`  Temporal: ${progress}`), SAY_EVERY_MS);
  try {
    for (const name of names) {
      await build({ folder, name, path: tools[name].path, progress });
      say(`  built ${name}`);
    }
  } finally {
    clearInterval(timer);
  }
}

function build({ folder, name, path, progress }) {
  return new Promise((resolve, reject) => {
    const child = spawnTool('go', ['build', '-v', '-ldflags=-s -w', '-o', join(folder, name), path], {
      cwd: module,
      stdio: ['ignore', 'ignore', 'pipe'],
      // The module needs no C compiler, and without one the binaries run on every libc.
      env: { ...process.env, CGO_ENABLED: '0' },
    });
    let rest = '';
    const last = [];
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      lines.forEach((line) => progress.take(line));
      last.push(...lines);
      last.splice(0, last.length - 15);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`go build ${name} ended with code ${code}:\n${[...last, rest].join('\n')}`));
    });
  });
}
