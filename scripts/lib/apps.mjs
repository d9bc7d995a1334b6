import { join } from 'node:path';
import { answers, responds } from './health.mjs';
import { processEnvironment, variablesOf } from './process-environment.mjs';
import { ranks } from './ranks.mjs';

// Young objects die young here: a small nursery saves 20–30 MB a process and costs nothing measurable.
const lean = ['--max-semi-space-size=2', '--optimize-for-size'];

const apps = {
  sandbox: { rank: ranks.sandbox, entry: 'dist/main.js', health: '/_health', live: '/_health', flags: lean },
  // It answers webhooks: optimised for speed, not for size.
  api: {
    rank: ranks.app,
    entry: 'dist/main.js',
    health: '/health',
    live: '/health/live',
    flags: ['--max-semi-space-size=4'],
  },
  worker: { rank: ranks.app, entry: 'dist/main.js', health: '/health', live: '/health/live', flags: [] },
  admin: { rank: ranks.app, entry: 'server.js', health: '/healthz', live: '/healthz', flags: lean },
};

/** How to run one of our own processes from a build, with no more of the environment than it reads. */
export function appProcess({ name, build, ports, environment }) {
  const { rank, entry, health, live, flags } = apps[name];
  const address = `http://127.0.0.1:${ports[name]}`;
  const folder = join(build, 'apps', name);
  return {
    name,
    rank,
    command: process.execPath,
    parameters: [...flags, join(folder, entry)],
    cwd: folder,
    env: processEnvironment(environment, variablesOf[name]),
    // A worker finishes the activities it has begun.
    patience: name === 'worker' ? 15_000 : 8_000,
    ready: () => answers(`${address}${health}`),
    // What it depends on may be away; that is no reason to start it again.
    alive: () => responds(`${address}${live}`),
  };
}
