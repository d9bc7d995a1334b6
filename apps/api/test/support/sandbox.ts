import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { until } from '@jarvis/testing';
import { freePort } from './worker.js';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));

export interface Sandbox {
  url: string;
  /** Sends a form of its pages: lets something happen at a vendor. @returns where that is to be seen */
  letHappen(path: string, fields: Record<string, string>): Promise<string>;
  /** Every request a vendor got, as text. */
  journal(): string;
  stop(): Promise<void>;
}

/** The sandbox as it runs in earnest, in a process of its own. */
export async function startSandbox(environment: Record<string, string> = {}): Promise<Sandbox> {
  const tsc = 'node_modules/typescript/bin/tsc';
  await promisify(execFile)(process.execPath, [tsc, '-b', 'apps/sandbox'], { cwd: repository });
  const home = mkdtempSync(join(tmpdir(), 'jarvis-sandbox-'));
  const [port, smtp] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port.toString()}`;
  const child = spawn(process.execPath, ['apps/sandbox/dist/main.js'], {
    cwd: repository,
    env: {
      PATH: process.env['PATH'] ?? '',
      SANDBOX_PORT: `${port}`,
      SANDBOX_SMTP_PORT: `${smtp}`,
      JARVIS_HOME: home,
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await until(async () => (await fetch(`${url}/_health`).catch(() => undefined))?.ok === true, { everyMs: 100 });
  return {
    url,
    async letHappen(path, fields) {
      const body = new URLSearchParams(fields);
      const reply = await fetch(`${url}${path}`, { method: 'POST', body, redirect: 'manual' });
      if (reply.status !== 303) throw new Error(await reply.text());
      return reply.headers.get('location') ?? '';
    },
    journal: () => readFileSync(join(home, 'sandbox', 'requests.jsonl'), 'utf8'),
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(home, { recursive: true, force: true });
    },
  };
}
