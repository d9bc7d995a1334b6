import { randomBytes, randomUUID } from 'node:crypto';
import { testTemporal, type TestTemporal } from '@jarvis/testing';
import { TestApi, type Call, type Person, type Reply } from './api.js';
import { Id } from './rules.js';
import { startSandbox, type Sandbox } from './sandbox.js';
import { startWorker } from './worker.js';

/** The API with all that its runs need, for real: PostgreSQL, Temporal, the sandbox and a worker process. */
export class TestInstallation {
  private constructor(
    readonly api: TestApi,
    readonly temporal: TestTemporal,
    readonly sandbox: Sandbox,
    readonly owner: Person & { observatoryId: string },
    private readonly worker: { stop(): Promise<void> },
  ) {}

  static async start(): Promise<TestInstallation> {
    const sandbox = await startSandbox();
    const temporal = await testTemporal();
    const shared = {
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
      TEMPORAL_REHEARSAL_NAMESPACE: temporal.rehearsalNamespace,
      TEMPORAL_TASK_QUEUE: `installation-${randomUUID()}`,
      JARVIS_ENCRYPTION_KEYS: `t1:${randomBytes(32).toString('base64')}`,
      JWT_SECRET: randomBytes(48).toString('base64'),
      SANDBOX_URL: sandbox.url,
    };
    const api = await TestApi.start(shared);
    const worker = await startWorker({
      ...shared,
      DATABASE_URL: api.postgres.url,
      DATABASE_SYSTEM_URL: api.postgres.systemUrl,
    });
    return new TestInstallation(api, temporal, sandbox, await api.observatory(), worker);
  }

  async stop(): Promise<void> {
    await this.worker.stop();
    await this.api.stop();
    await this.temporal.stop();
    await this.sandbox.stop();
  }

  /** A route below `/api/v1`, as the owner unless another token is given. */
  call(method: 'GET' | 'POST' | 'PATCH', path: string, options: Call = {}): Promise<Reply> {
    return this.api.call(method, `/api/v1/${path}`, { token: this.owner.token, ...options });
  }

  /** @returns the id of a new connection with a token that the sandbox takes */
  async connect(platform: string, credentials: object, { accountName = 'Ours', token = this.owner.token } = {}) {
    const body = { accountName, credentials };
    return (await this.call('POST', `integrations/${platform}/connect`, { token, body })).data(Id).id;
  }

  /** A person says yes to what a run asks, exactly as it is shown. */
  async approve(runId: string): Promise<Reply> {
    const [row] = await this.api.query('select id, action_hash from approval_requests where run_id = $1', [runId]);
    return this.call('POST', `approvals/${String(row?.['id'])}/decision`, {
      body: { decision: 'approved', inputHash: row?.['action_hash'] },
    });
  }

  /** Orders a failure of the sandbox. */
  async fail(fault: Record<string, string | number>): Promise<void> {
    const body = JSON.stringify(fault);
    const headers = { 'content-type': 'application/json' };
    await fetch(new URL('/_faults', this.sandbox.url), { method: 'POST', headers, body });
  }

  /** Takes back the failures that have not happened yet. */
  async mend(): Promise<void> {
    await fetch(new URL('/_faults', this.sandbox.url), { method: 'DELETE' });
  }
}
