import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { until } from '@jarvis/testing';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const run = promisify(execFile);

export interface TestWorker {
  stop(): Promise<void>;
  /** Ends it as a machine that loses its power does. */
  kill(): Promise<void>;
}

/** A worker process as it runs in earnest, compiled first (a second when nothing has changed). */
export async function startWorker(environment: Record<string, string>): Promise<TestWorker> {
  await run(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'apps/worker'], { cwd: repository });
  await run(process.execPath, ['apps/worker/scripts/build-bundle.mjs'], { cwd: repository });
  const port = await freePort();
  const child = spawn(process.execPath, ['apps/worker/dist/main.js'], {
    cwd: repository,
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'test', WORKER_HEALTH_PORT: port.toString(), ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  };
  const stop = () => end('SIGTERM');
  const isUp = async () => {
    if (child.exitCode !== null) throw new Error(`The worker ended with ${child.exitCode.toString()}.`);
    return (await fetch(`http://127.0.0.1:${port.toString()}/health`).catch(() => undefined))?.ok === true;
  };
  try {
    await until(isUp, { everyMs: 100 });
  } catch (error) {
    await stop();
    throw new Error('The worker did not become healthy.', { cause: error });
  }
  return { stop, kill: () => end('SIGKILL') };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
