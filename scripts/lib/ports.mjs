import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { Problem } from './words.mjs';

function listen(port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => server.close(resolve));
  });
}

/** Whether nothing listens there, neither on loopback nor on all interfaces. */
export async function isFree(port) {
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    try {
      await listen(port, host);
    } catch (error) {
      if (error.code === 'EADDRINUSE') return false;
      if (error.code === 'EACCES') {
        throw new Problem(`Port ${port} may not be used by this user. Choose one above 1023.`);
      }
      throw error;
    }
  }
  return true;
}

/**
 * The highest port Temporal can be given: its membership table in PostgreSQL holds them as int2.
 * It is also below the range from which systems hand out ports of their own accord.
 */
export const highestPort = 32_767;

/**
 * Ports that fetch and browsers refuse to call ("bad ports" of the WHATWG fetch standard): whatever
 * listens there starts, and nothing reaches it.
 */
const blockedPorts = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/** Whether a browser, or `fetch`, would refuse to call this port. */
export const isBlockedPort = (port) => blockedPorts.has(port);

/** Different ports nobody listens on at the moment, all of them ones that Temporal can use. */
export async function freePorts(count) {
  const ports = new Set();
  while (ports.size < count) {
    const port = randomInt(12_000, highestPort);
    if (!ports.has(port) && (await isFree(port))) ports.add(port);
  }
  return [...ports];
}

function run(command, parameters) {
  try {
    return execFileSync(command, parameters, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 3_000,
    });
  } catch {
    return '';
  }
}

/** Who listens on a port, in words; empty when that cannot be found out. */
function holderOf(port) {
  const [, fromSs] = /pid=(\d+)/.exec(run('ss', ['-Hltnp', `sport = :${port}`])) ?? [];
  const [, fromLsof] = fromSs
    ? []
    : (/^p(\d+)$/m.exec(run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fp'])) ?? []);
  const pid = fromSs ?? fromLsof;
  if (!pid) return '';
  const command = run('ps', ['-o', 'args=', '-p', pid]).trim().slice(0, 80);
  return command ? `process ${pid} (${command})` : `process ${pid}`;
}

/**
 * Refuses to go on when a port is taken, and says by whom and what to set.
 * @param wanted {[variable: string]: {port: number, what: string}}
 */
export async function requireFreePorts(wanted) {
  const taken = [];
  for (const [variable, { port, what }] of Object.entries(wanted)) {
    if (await isFree(port)) continue;
    const holder = holderOf(port);
    const by = holder ? ` by ${holder}` : '';
    taken.push(`Port ${port} (${what}) is taken${by}. Stop that, or choose another: ${variable}=<port> npm start`);
  }
  if (taken.length > 0) throw new Problem(taken.join('\n  '));
}
