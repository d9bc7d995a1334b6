import { randomBytes, randomUUID } from 'node:crypto';
import { testTemporal, type TestTemporal } from '@jarvis/testing';
import { TestApi, type Person } from './api.js';
import { startWorker } from './worker.js';

export interface TestEngine {
  api: TestApi;
  temporal: TestTemporal;
  owner: Person & { observatoryId: string };
  /** Kills the worker. */
  killWorker(): Promise<void>;
  /** Starts another one in its place. */
  startWorker(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The API, Temporal and a worker process.
 * @param vendors the address that is called in the place of every vendor
 */
export async function startEngine(vendors: string, environment: Record<string, string> = {}): Promise<TestEngine> {
  const temporal = await testTemporal();
  const shared = {
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    TEMPORAL_REHEARSAL_NAMESPACE: temporal.rehearsalNamespace,
    TEMPORAL_TASK_QUEUE: `engine-${randomUUID()}`,
    JARVIS_ENCRYPTION_KEYS: `t1:${randomBytes(32).toString('base64')}`,
    JWT_SECRET: randomBytes(48).toString('base64'),
    SANDBOX_URL: vendors,
    ...environment,
  };
  const api = await TestApi.start(shared);
  const start = () =>
    startWorker({
      ...shared,
      DATABASE_URL: api.postgres.url,
      DATABASE_SYSTEM_URL: api.postgres.systemUrl,
    });
  let worker = await start();
  return {
    api,
    temporal,
    owner: await api.observatory(),
    killWorker: () => worker.kill(),
    async startWorker() {
      worker = await start();
    },
    async stop() {
      await worker.stop();
      await api.stop();
      await temporal.stop();
    },
  };
}
