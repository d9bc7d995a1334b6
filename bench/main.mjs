// The engine beside a hand-written Temporal workflow, webhooks and memory: docs/performance.md says what and why.
//   npm run bench [-- --json FILE] [--only memory,webhooks,one,forty,throughput] [--rounds N] [--runs N]
//     [--peers]  the same three jobs on DBOS and Restate as well, whose packages are installed for it
//     [--busy N]  webhooks while N other processes compute, for two minutes at most
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { loadSecrets } from '../scripts/lib/secrets.mjs';
import { databaseUrls, unusedPorts } from '../scripts/lib/settings.mjs';
import { startStack } from '../scripts/lib/stack.mjs';
import { bold, say } from '../scripts/lib/words.mjs';
import { keepBusy } from '../scripts/lib/busy.mjs';
import { measureMemory } from './measure-memory.mjs';
import { describeMachine, peersTableOf, tableOf } from './report.mjs';

/** After the start everything is warm; idle is what is left a while later. */
const IDLE_MS = 20_000;

/** What belongs to somebody's own instance has no place here. */
function neutralEnvironment() {
  const own = /^(JARVIS|DATABASE|TEMPORAL|ANTHROPIC|POSTGRES|API|ADMIN|SANDBOX|WORKER)_|^JWT_SECRET$/;
  const entries = Object.entries(process.env).filter(([name]) => !own.test(name));
  return { ...Object.fromEntries(entries), LOG_LEVEL: 'warn' };
}

async function firstObservatory(systemUrl) {
  const client = new pg.Client({ connectionString: systemUrl });
  await client.connect();
  try {
    const { rows } = await client.query('select observatory_id as id from memberships limit 1');
    return rows[0].id;
  } finally {
    await client.end();
  }
}

async function countRuns(systemUrl, condition) {
  const client = new pg.Client({ connectionString: systemUrl });
  await client.connect();
  try {
    const { rows } = await client.query(`select count(*)::int as runs from runs where ${condition}`);
    return rows[0].runs;
  } finally {
    await client.end();
  }
}

/** Runs still being worked off would weigh on whatever is measured next. */
async function settled(systemUrl) {
  for (let patience = 0; patience < 300; patience += 1) {
    if ((await countRuns(systemUrl, 'finished_at is null')) === 0) return;
    await sleep(1000);
  }
  throw new Error('The runs of the webhooks were not worked off within five minutes.');
}

/** @param parameters the command line after `npm run bench --` */
export async function bench(parameters) {
  const { values } = parseArgs({
    args: parameters,
    options: {
      json: { type: 'string' },
      only: { type: 'string' },
      rounds: { type: 'string', default: '15' },
      runs: { type: 'string', default: '500' },
      busy: { type: 'string', default: '0' },
      peers: { type: 'boolean', default: false },
    },
  });
  const only = values.only?.split(',');
  const wanted = (...names) => only === undefined || names.some((name) => only.includes(name));
  const home = mkdtempSync(join(tmpdir(), 'jarvis-bench-'));
  const ports = await unusedPorts();
  const stack = await startStack({ home, environment: neutralEnvironment(), ports });
  try {
    const results = { machine: describeMachine() };
    if (wanted('memory')) {
      say(`Memory, after ${IDLE_MS / 1000} s of rest.`);
      await sleep(IDLE_MS);
      results.memory = measureMemory(stack.supervisor.pids);
    }
    const { environment, endpoints } = stack;
    if (wanted('webhooks')) {
      const { measureWebhooks } = await import('./measure-webhooks.mjs');
      const busy = Number(values.busy);
      if (busy > 0) say(`Beside ${busy} processes that compute.`);
      const rest = keepBusy(busy);
      try {
        results.webhooks = await measureWebhooks(endpoints.webhook, { say });
      } finally {
        rest();
      }
      results.webhooks.busy = busy;
      results.webhooks.finishedMeanwhile = await countRuns(environment.DATABASE_SYSTEM_URL, 'finished_at is not null');
      say('Waiting until their runs have ended.');
      const startedAt = performance.now();
      await settled(environment.DATABASE_SYSTEM_URL);
      results.webhooks.settledAfterSeconds = Math.round((performance.now() - startedAt) / 1000);
    }
    if (wanted('one', 'forty', 'throughput')) {
      // Only now: it needs the compiled libraries.
      const { measureEngine } = await import('./measure-engine.mjs');
      results.engine = await measureEngine({
        environment,
        observatoryId: await firstObservatory(environment.DATABASE_SYSTEM_URL),
        rounds: Number(values.rounds),
        burst: { runs: Number(values.runs), rounds: 3 },
        only,
        say,
      });
    }
    if (values.peers) {
      const { measurePeers } = await import('./measure-peers.mjs');
      results.peers = await measurePeers({
        adminUrl: databaseUrls(ports, loadSecrets(home)).admin,
        home,
        rounds: Number(values.rounds),
        runs: Number(values.runs),
        say,
      });
    }
    process.stdout.write(`\n${bold('Jarvis beside a hand-written Temporal workflow')}\n${tableOf(results)}\n`);
    if (results.peers) process.stdout.write(`\n${bold('Beside others, in this run')}\n${peersTableOf(results)}\n`);
    if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
    return results;
  } finally {
    await stack.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) await bench(process.argv.slice(2));
