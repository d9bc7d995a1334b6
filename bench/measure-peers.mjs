import { execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { unusedPorts } from '../scripts/lib/settings.mjs';
import { allOf, rateOf, timed } from './measure-engine.mjs';
import { median, round } from './statistics.mjs';

const folder = join(import.meta.dirname, 'peers');

/** Two hundred megabytes that nothing else needs, so they come when they are asked for. */
async function install(say) {
  say('Installing DBOS and Restate.');
  const npm = promisify(execFile);
  await npm('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: folder });
}

async function forked(script, parameters) {
  const child = fork(join(folder, script), parameters, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${script} of the bench did not start.`))),
  ]);
  return child;
}

/** DBOS in a process of its own, in a database of its own on the same PostgreSQL. */
async function startDbos(adminUrl) {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query('create database bench_dbos');
  await client.end();
  const url = new URL(adminUrl);
  url.pathname = '/bench_dbos';
  const child = await forked('dbos.mjs', [url.href]);
  const waiting = new Map();
  child.on('message', ({ id }) => {
    waiting.get(id)?.();
    waiting.delete(id);
  });
  let count = 0;
  return {
    run: (steps) =>
      new Promise((resolve) => {
        count += 1;
        waiting.set(count, resolve);
        child.send({ id: count, steps });
      }),
    stop: async () => {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

/** Restate's server and one service, each a process. It keeps its journal in files of its own. */
async function startRestate(home) {
  const ports = await unusedPorts();
  const [ingress, admin, node, service] = [ports.api, ports.admin, ports.temporal, ports.sandbox];
  const child = await forked('restate.mjs', [String(service)]);
  const server = spawn(join(folder, 'node_modules', '.bin', 'restate-server'), ['--base-dir', join(home, 'restate')], {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: {
      ...process.env,
      DO_NOT_TRACK: '1',
      RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
      RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${node}`,
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
      RESTATE_LOG_FILTER: 'error',
    },
  });
  const stop = async () => {
    server.kill('SIGTERM');
    await once(server, 'exit');
    child.disconnect();
  };
  const body = JSON.stringify({ uri: `http://127.0.0.1:${service}` });
  const json = { 'content-type': 'application/json' };
  for (let patience = 0; ; patience += 1) {
    const answer = await fetch(`http://127.0.0.1:${admin}/deployments`, { method: 'POST', headers: json, body }).catch(
      () => undefined,
    );
    if (answer?.ok) break;
    if (patience === 150) {
      await stop();
      throw new Error(`Restate did not take the service within 30 s: ${answer?.status ?? 'no answer'}.`);
    }
    await sleep(200);
  }
  return {
    run: async (steps) => {
      const url = `http://127.0.0.1:${ingress}/light/run`;
      const answer = await fetch(url, { method: 'POST', headers: json, body: String(steps) });
      if (!answer.ok) throw new Error(`Restate answered ${answer.status}: ${await answer.text()}`);
      await answer.arrayBuffer();
    },
    stop,
  };
}

async function measure(peer, { rounds, runs }) {
  await allOf(Array.from({ length: 20 }, () => peer.run(3)));
  const latency = async (steps, times) => {
    const taken = [];
    for (let round = 0; round < times; round += 1) taken.push(await timed(() => peer.run(steps)));
    return round(median(taken));
  };
  const oneStepMs = await latency(1, rounds * 2);
  const fortyStepsMs = await latency(40, rounds);
  const rates = [];
  for (let times = 0; times < 3; times += 1) rates.push(await rateOf(() => peer.run(3), runs));
  return { oneStepMs, fortyStepsMs, perSecond: round(median(rates)) };
}

/**
 * The same three jobs on DBOS and Restate, one after the other, on this machine and in this run. Neither records more
 * than it needs to go on after a crash.
 * @param options.adminUrl of PostgreSQL · options.home for files
 */
export async function measurePeers({ adminUrl, home, rounds, runs, say }) {
  await install(say);
  const results = {};
  for (const [name, start] of [
    ['DBOS', () => startDbos(adminUrl)],
    ['Restate', () => startRestate(home)],
  ]) {
    say(`${name}: one step, 40 steps, ${runs} runs of three.`);
    const peer = await start();
    try {
      results[name] = await measure(peer, { rounds, runs });
    } finally {
      await peer.stop();
    }
  }
  return results;
}
