import { type TestApi, type Call, type Person, type Reply } from './api.js';
import { startEngine, type TestEngine } from './engine.js';
import { Id } from './rules.js';
import { startSandbox, type Sandbox } from './sandbox.js';
import { freePort } from './worker.js';

/** The API with all that its runs need, for real: PostgreSQL, Temporal, the sandbox and a worker process. */
export class TestInstallation {
  readonly api: TestApi;
  readonly owner: Person & { observatoryId: string };

  private constructor(
    private readonly engine: TestEngine,
    readonly sandbox: Sandbox,
  ) {
    ({ api: this.api, owner: this.owner } = engine);
  }

  /** @param reachable whether the API listens, and the sandbox sends its webhooks there */
  static async start({ reachable = false } = {}): Promise<TestInstallation> {
    const port = reachable ? await freePort() : undefined;
    const environment: Record<string, string> =
      port === undefined ? {} : { API_PUBLIC_URL: `http://127.0.0.1:${port.toString()}` };
    const sandbox = await startSandbox(environment);
    const engine = await startEngine(sandbox.url, environment);
    if (port !== undefined) await engine.api.app.listen(port, '127.0.0.1');
    return new TestInstallation(engine, sandbox);
  }

  async stop(): Promise<void> {
    await this.engine.stop();
    await this.sandbox.stop();
  }

  /** A route below `/api/v1`, as the owner unless another token is given. */
  call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, options: Call = {}): Promise<Reply> {
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
