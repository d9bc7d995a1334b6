import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The fields of /proc/<pid>/stat from the state on (proc_pid_stat(5) counts it as the third). */
const statOf = (pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop().split(' ');

/**
 * When the process with this id began, as an opaque text; undefined when there is none. Together
 * with the id it names a process for good: ids alone are handed out again.
 */
export function birthOf(pid) {
  if (process.platform === 'linux') {
    try {
      const fields = statOf(pid);
      return fields[0] === 'Z' ? undefined : fields[19];
    } catch {
      return undefined;
    }
  }
  try {
    const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], options).trim() || undefined;
  } catch {
    return undefined;
  }
}

export const isAlive = ({ pid, birth }) => birth !== undefined && birthOf(pid) === birth;

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Kills a process that was started as leader of its own group, and everything it started. */
export function killGroup(pid, name = 'SIGKILL') {
  try {
    process.kill(-pid, name);
  } catch (error) {
    if (error.code === 'ESRCH') return;
    signal(pid, name);
  }
}

/** Whether somebody stopped it (SIGSTOP, a debugger): it exists and does nothing. Only Linux tells. */
export function isSuspended(pid) {
  try {
    return ['T', 't'].includes(statOf(pid)[0]);
  } catch {
    return false;
  }
}

const ticksPerSecond = 100;

/**
 * How many seconds a process has worked or waited for a processor; undefined where the system does not tell. As long
 * as it grows, a process that has not come up yet is not stuck: the machine is slow.
 */
export function effortOf(pid) {
  try {
    const [userTicks, systemTicks] = statOf(pid).slice(11, 13).map(Number);
    const waits = readdirSync(`/proc/${pid}/task`).map((thread) =>
      Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[1]),
    );
    const waited = waits.reduce((sum, nanoseconds) => sum + nanoseconds / 1e9, 0);
    return (userTicks + systemTicks) / ticksPerSecond + waited;
  } catch {
    return undefined;
  }
}

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A process that was killed needs a moment to be gone; one that hangs in the kernel is not waited for. */
const killPatience = 5_000;

/**
 * Stops a process: politely, and by force when it is still there after `patience` milliseconds. It is gone afterwards,
 * so that what it held (a port, a lock) is free. Does nothing when the id now belongs to something else.
 */
export async function stopProcess({ pid, birth }, { name = 'SIGTERM', patience = 8_000 } = {}) {
  const gone = async (within) => {
    for (const deadline = Date.now() + within; isAlive({ pid, birth }); await wait(25)) {
      if (Date.now() > deadline) return;
    }
  };
  if (!isAlive({ pid, birth })) return;
  signal(pid, name);
  // One that was suspended would hear of it only when somebody lets it go on; to others this is nothing.
  signal(pid, 'SIGCONT');
  await gone(patience);
  // What it may have started and left behind (a build, a browser) shares its group.
  killGroup(pid);
  await gone(killPatience);
}

const tools = new Set();
process.on('exit', () => {
  for (const child of tools) child.kill('SIGINT');
});

/** Like `spawn`, for tools that do something and end (compilers, npm): they end with this process. */
export function spawnTool(command, parameters, options) {
  const child = spawn(command, parameters, options);
  tools.add(child);
  child.once('close', () => tools.delete(child));
  return child;
}
