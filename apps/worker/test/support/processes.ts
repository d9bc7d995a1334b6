import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { until } from '@jarvis/testing';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const run = promisify(execFile);
let compiled: Promise<void> | undefined;

/** Compiles what the child processes run; a second when nothing has changed. */
export function compile(): Promise<void> {
  compiled ??= (async () => {
    const tsc = `${repository}node_modules/typescript/bin/tsc`;
    await run(process.execPath, [tsc, '-b', 'apps/worker', 'apps/sandbox'], { cwd: repository });
    await run(process.execPath, ['apps/worker/scripts/build-bundle.mjs'], { cwd: repository });
  })();
  return compiled;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}

export interface App {
  pid: number;
  output: () => string;
  /** As a power cut would: nothing is finished, nobody is told. */
  kill: () => Promise<void>;
  stop: () => Promise<void>;
}

/** Starts one of our apps as it runs in earnest, and waits until it is healthy. */
export async function startApp(
  app: 'worker' | 'sandbox',
  environment: Record<string, string>,
  health: string,
): Promise<App> {
  await compile();
  const child = spawn(process.execPath, [`apps/${app}/dist/main.js`], {
    cwd: repository,
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'test', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  await healthy(child, health, () => output);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  };
  return {
    pid: child.pid ?? 0,
    output: () => output,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

async function healthy(child: ChildProcess, url: string, output: () => string): Promise<void> {
  const isUp = async () => {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode.toString()}:\n${output()}`);
    return (await fetch(url).catch(() => undefined))?.ok === true;
  };
  try {
    await until(isUp, { everyMs: 100, seen: output });
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`${url} did not become healthy.`, { cause: error });
  }
}
