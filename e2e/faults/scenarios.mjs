import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { keepBusy } from '../../scripts/lib/busy.mjs';

/** Sends a signal to a part, wherever it runs by now. */
function signal({ stack, say }, part, name) {
  const pid = stack.supervisor.pids[part];
  if (pid === undefined) return;
  say(`${name} to ${part} (${pid}).`);
  process.kill(pid, name);
}

/** Twice, so that the second hits what was just coming back. */
const killed = (part) => ({
  name: `kill-${part}`,
  title: `${part} killed (-9) twice`,
  async disturb(context) {
    await sleep(2_000);
    signal(context, part, 'SIGKILL');
    await sleep(4_000);
    signal(context, part, 'SIGKILL');
  },
});

/** Nobody resumes it: it must be noticed. */
const suspended = (part) => ({
  name: `hang-${part}`,
  title: `${part} suspended (SIGSTOP)`,
  async disturb(context) {
    await sleep(3_000);
    signal(context, part, 'SIGSTOP');
  },
});

const connections = {
  name: 'connections',
  title: 'every connection of Postgres ended, again and again',
  async disturb({ adminUrl, say }) {
    const client = new pg.Client({ connectionString: adminUrl });
    await client.connect();
    say('Ending every connection, 20 times.');
    for (let round = 0; round < 20; round += 1) {
      await sleep(400);
      await client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where usename in ('jarvis_app', 'jarvis_system', 'temporal')`,
      );
    }
    await client.end();
  },
};

const diskFull = {
  name: 'disk-full',
  title: 'the disk full for 20 s',
  needsOwnDisk: true,
  async disturb({ home, say }) {
    await sleep(2_000);
    const ballast = join(home, 'ballast');
    say('Filling the disk.');
    try {
      for (let part = 0; ; part += 1)
        writeFileSync(ballast, Buffer.alloc(part > 2_000 ? 4_096 : 262_144), { flag: 'a' });
    } catch (error) {
      if (error.code !== 'ENOSPC') throw error;
    }
    await sleep(20_000);
    say('Making room again.');
    rmSync(ballast);
  },
};

/** What is accepted must get done beside them, not after them. */
const busy = {
  name: 'busy',
  title: 'two programs beside it that only compute, until all is done',
  async disturb({ say }) {
    say('Two loops take the processors.');
    return keepBusy(2);
  },
};

/** What happens one after the other in the others, in any order, while vendors fail too. */
const everything = {
  name: 'everything',
  title: 'parts killed (-9) at random for a minute, and a vendor that fails',
  seconds: 60,
  settleSeconds: 300,
  async disturb(context) {
    const parts = ['worker', 'api', 'temporal', 'postgres', 'worker'];
    const kinds = ['server-error', 'timeout-after-accept', 'rate-limited', 'malformed'];
    for (let round = 0; round < 12; round += 1) {
      await sleep(2_000 + Math.random() * 4_000);
      const fault = { platform: 'gmail', kind: pick(kinds), count: 3, retryAfter: 1, holdMs: 2_000 };
      await fetch(`${context.stack.endpoints.sandbox}/_faults`, { method: 'POST', body: JSON.stringify(fault) });
      signal(context, pick(parts), 'SIGKILL');
    }
    await fetch(`${context.stack.endpoints.sandbox}/_faults`, { method: 'DELETE' });
  },
};

function pick(list) {
  return list[Math.floor(Math.random() * list.length)];
}

export const scenarios = [
  ...['worker', 'api', 'temporal', 'postgres'].map(killed),
  connections,
  ...['worker', 'api', 'temporal', 'postgres'].map(suspended),
  busy,
  everything,
  diskFull,
];
