import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSafeHttp,
  createVendorTransport,
  ConnectorError,
  type ActionContext,
  type Connector,
} from '@jarvis/connector-kit';
import { z } from 'zod';
import { startSandbox, type RunningSandbox } from '../src/server/start-sandbox.js';

const Recorded = z.object({
  platform: z.string(),
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});

type RecordedRequest = z.infer<typeof Recorded>;

export interface TestSandbox extends RunningSandbox {
  directory: string;
  /** Orders failures. */
  fail(fault: { platform: string; kind: string; count?: number; retryAfter?: number; holdMs?: number }): Promise<void>;
  requests(): RecordedRequest[];
  dispose(): Promise<void>;
}

/** The real sandbox on a free port with its files in a folder of its own. */
export async function openSandbox({ apiUrl }: { apiUrl?: string } = {}): Promise<TestSandbox> {
  const directory = mkdtempSync(join(tmpdir(), 'jarvis-sandbox-'));
  const sandbox = await startSandbox({ port: 0, directory, apiUrl });
  return {
    ...sandbox,
    directory,
    async fail(fault) {
      const reply = await fetch(`${sandbox.url}/_faults`, {
        method: 'POST',
        body: JSON.stringify(fault),
      });
      if (reply.status !== 201) throw new Error(await reply.text());
    },
    requests: () =>
      readFileSync(sandbox.requestsFile, 'utf8')
        .trim()
        .split('\n')
        .map((line) => Recorded.parse(JSON.parse(line))),
    async dispose() {
      await sandbox.close();
      rmSync(directory, { recursive: true });
    },
  };
}

const silent = () => undefined;

/** What the worker would hand to an action. */
export function contextFor(
  connector: Connector,
  sandbox: RunningSandbox,
  changes: Partial<ActionContext> = {},
): ActionContext {
  return {
    idempotencyKey: 'run-1/steps[0]/0',
    attempt: 1,
    connection: {
      id: 'c1',
      accountId: '1780000000000000001',
      accountName: 'jarvis_dev',
      credentials: { accessToken: 'sandbox-token' },
    },
    http: createSafeHttp({ sandbox: sandbox.url }),
    ...createVendorTransport({ hosts: connector.hosts, sandboxUrl: sandbox.url }),
    signal: AbortSignal.timeout(10_000),
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    ...changes,
  };
}

/** The connector's error that `work` ends in. */
export async function errorOf(work: Promise<unknown>): Promise<ConnectorError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ConnectorError) return error;
    throw error;
  }
  throw new Error('It was expected to fail and did not.');
}
