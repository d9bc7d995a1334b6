import { spawn } from 'node:child_process';

/** A loop that nobody stopped must not outlive what it was for by long. */
const MAX_MS = 120_000;

/**
 * Makes the machine busy from outside, as another program on it would: `count` processes that compute and nothing else.
 * @returns ends them
 */
export function keepBusy(count) {
  const loop = `const end = Date.now() + ${MAX_MS}; while (Date.now() < end);`;
  const children = Array.from({ length: count }, () => spawn(process.execPath, ['-e', loop], { stdio: 'ignore' }));
  return () => {
    for (const child of children) child.kill('SIGKILL');
  };
}
