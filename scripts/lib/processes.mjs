import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * When the process with this id began, as an opaque text; undefined when there is none. Together
 * with the id it names a process for good: ids alone are handed out again.
 */
export function birthOf(pid) {
  if (process.platform === 'linux') {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop().split(' ');
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

const niceness = 10;

/** Lowers a process's priority. Where the system has no such thing everything runs as before, so failures do not matter. */
export function yieldToOthers(pid) {
  try {
    setPriority(pid, niceness);
    // Linux weighs sessions against each other first, and every part is a session of its own.
    if (process.platform === 'linux') writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
  } catch (error) {
    if (!['EPERM', 'EACCES', 'ENOENT', 'ESRCH', 'EAGAIN', 'ERR_SYSTEM_ERROR'].includes(error.code)) throw error;
  }
}

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Stops a process: politely, and by force when it is still there after `patience` milliseconds.
 * Does nothing when the id now belongs to something else.
 */
export async function stopProcess({ pid, birth }, { name = 'SIGTERM', patience = 8_000 } = {}) {
  if (!isAlive({ pid, birth })) return;
  signal(pid, name);
  const deadline = Date.now() + patience;
  while (isAlive({ pid, birth })) {
    if (Date.now() > deadline) {
      killGroup(pid);
      return;
    }
    await wait(25);
  }
  // What it may have started and left behind (a build, a browser) shares its group.
  killGroup(pid);
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
