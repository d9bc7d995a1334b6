import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunPayloads } from '@jarvis/database';
import { createDataConverter } from '@jarvis/payload-codec';
import { createCredentialSealer, connectionContext } from '@jarvis/payload-codec/credentials';
import {
  CARRIER_TYPE,
  workflowIdOfRun,
  WORKFLOW_TYPE,
  type CarriedRuns,
  type CarrierInput,
  type Json,
  type Plan,
  type RunInput,
  type TriggerDetails,
} from '@jarvis/plan';
import {
  createWorkspace,
  startTestDatabase,
  testTemporal,
  type TestDatabase,
  type TestTemporal,
  until,
} from '@jarvis/testing';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import pg from 'pg';
import { freePort, startApp, type App } from './processes.js';

export interface Recorded {
  platform: string;
  method: string;
  url: string;
  body: string;
}

/** Everything the engine needs around it, for real: PostgreSQL, Temporal, the sandbox and a worker process. */
export class Engine {
  worker!: App;
  client!: Client;
  rehearsal!: Client;
  /** Tests ask for several things at once, which one connection does not take. */
  private sql!: pg.Pool;
  private readonly stops: (() => Promise<unknown>)[] = [];
  private readonly home = mkdtempSync(join(tmpdir(), 'jarvis-worker-'));
  private sandboxUrl = '';
  readonly taskQueue = `test-${randomUUID()}`;
  observatoryId = '';
  userId = '';
  twitter = '';
  gmail = '';

  private constructor(
    readonly db: TestDatabase,
    readonly temporal: TestTemporal,
    readonly encryptionKey: Buffer,
  ) {}

  static async start(environment: Record<string, string> = {}, key = randomBytes(32)): Promise<Engine> {
    const engine = new Engine(await startTestDatabase(), await testTemporal(), key);
    try {
      await engine.arrange(environment);
      return engine;
    } catch (error) {
      // What did start must not outlive the test file.
      await engine.stop();
      throw error;
    }
  }

  private async arrange(environment: Record<string, string>): Promise<void> {
    const { db, temporal } = this;
    const port = await freePort();
    this.sandboxUrl = `http://127.0.0.1:${port.toString()}`;
    const sandbox = await startApp(
      'sandbox',
      { SANDBOX_PORT: String(port), SANDBOX_SMTP_PORT: String(await freePort()), JARVIS_HOME: this.home },
      `${this.sandboxUrl}/_health`,
    );
    this.stops.push(sandbox.stop);
    ({ observatoryId: this.observatoryId, userId: this.userId } = await createWorkspace(db));
    this.sql = new pg.Pool({ connectionString: db.adminUrl, max: 3 });
    this.stops.push(() => this.sql.end());
    this.twitter = await this.connect('twitter');
    this.gmail = await this.connect('gmail');
    this.worker = await this.startWorker(environment);
    const connection = await Connection.connect({ address: temporal.address });
    const dataConverter = createDataConverter([{ id: 'k1', key: this.encryptionKey }]);
    this.stops.push(() => connection.close());
    // As the API's: a large input is kept beside the history.
    this.client = new Client({
      connection,
      namespace: temporal.namespace,
      dataConverter: createDataConverter([{ id: 'k1', key: this.encryptionKey }], {
        large: { store: new RunPayloads(db.database, { starts: true }) },
      }),
    });
    this.rehearsal = new Client({
      connection,
      namespace: temporal.rehearsalNamespace,
      dataConverter,
    });
  }

  /** Another worker process on the same queue. */
  async startWorker(environment: Record<string, string> = {}): Promise<App> {
    const { db, temporal } = this;
    const health = await freePort();
    const worker = await startApp(
      'worker',
      {
        DATABASE_URL: db.url,
        DATABASE_SYSTEM_URL: db.systemUrl,
        TEMPORAL_ADDRESS: temporal.address,
        TEMPORAL_NAMESPACE: temporal.namespace,
        TEMPORAL_REHEARSAL_NAMESPACE: temporal.rehearsalNamespace,
        TEMPORAL_TASK_QUEUE: this.taskQueue,
        WORKER_HEALTH_PORT: String(health),
        SANDBOX_URL: this.sandboxUrl,
        JARVIS_HOME: this.home,
        JARVIS_ENCRYPTION_KEYS: `k1:${this.encryptionKey.toString('base64')}`,
        JWT_SECRET: randomBytes(32).toString('hex'),
        ...environment,
      },
      `http://127.0.0.1:${health.toString()}/health`,
    );
    this.stops.push(worker.stop);
    return worker;
  }

  /** A connection with a token the sandbox takes. */
  async connect(
    platform: string,
    {
      credentials = { accessToken: 'sandbox-token' },
      accountId = `account-${platform}`,
    }: { credentials?: unknown; accountId?: string } = {},
  ): Promise<string> {
    const id = randomUUID();
    const sealer = createCredentialSealer([{ id: 'k1', key: this.encryptionKey }]);
    const sealed = sealer.sealCredentials(credentials, connectionContext(id));
    await this.sql.query(
      `insert into integrations (id, observatory_id, platform, account_name, account_id, credentials, status)
       values ($1, $2, $3, 'Jarvis', $4, $5, 'connected')`,
      [id, this.observatoryId, platform, accountId, sealed],
    );
    return id;
  }

  /** Starts a run as the API's relay does. */
  async run(
    plan: Plan,
    event: Json = {},
    details?: TriggerDetails,
  ): Promise<{ runId: string; handle: WorkflowHandle }> {
    const input = await this.queue(plan, event);
    const handle = await this.start({ ...input, trigger: { ...input.trigger, ...(details ? { details } : {}) } });
    return { runId: input.runId, handle };
  }

  start(input: RunInput): Promise<WorkflowHandle> {
    return this.client.workflow.start(WORKFLOW_TYPE, {
      taskQueue: this.taskQueue,
      workflowId: workflowIdOfRun(input.runId),
      args: [input],
    });
  }

  /** A row that waits for its workflow, and what that is started with. */
  async queue(plan: Plan, event: Json = {}): Promise<RunInput> {
    const runId = randomUUID();
    await this.sql.query(
      `insert into runs (id, observatory_id, plan, plan_hash, trigger_type, trigger_summary, event) values ($1, $2, $3, $4, 'manual', 'A test', $5)`,
      [runId, this.observatoryId, JSON.stringify(plan), plan.hash, JSON.stringify(event)],
    );
    const { observatoryId } = this;
    return {
      runId,
      observatoryId,
      plan,
      trigger: { type: 'manual', summary: 'A test' },
      event,
      groups: true,
    };
  }

  /** Rows of runs of a rule that wait to be started. */
  async queueOf({ id, version }: NonNullable<RunInput['rule']>, count: number, event: Json = {}): Promise<string[]> {
    const rows = await this.rows(
      `insert into runs (observatory_id, rule_id, rule_version_id, plan_hash, trigger_type, trigger_summary, event)
       select observatory_id, rule_id, id, plan_hash, 'manual', 'A test', $3 from rule_versions, generate_series(1, $4)
       where rule_id = $1 and version = $2 returning id`,
      [id, version, JSON.stringify(event), count],
    );
    return rows.map((row) => String(row['id']));
  }

  /** Runs them together, as the API's relay does. */
  carry(rule: NonNullable<RunInput['rule']>, runIds: string[], workflowId = `burst-${randomUUID()}`) {
    const input: CarrierInput = { observatoryId: this.observatoryId, ruleId: rule.id, runIds };
    return this.client.workflow.start<(given: CarrierInput) => Promise<CarriedRuns>>(CARRIER_TYPE, {
      taskQueue: this.taskQueue,
      workflowId,
      args: [input],
    });
  }

  /** A rule that is switched on, with one published version of this plan. */
  async publish(plan: Plan, definition: object): Promise<NonNullable<RunInput['rule']>> {
    const [id, versionId] = [randomUUID(), randomUUID()];
    await this.sql.query(
      `insert into automation_rules (id, observatory_id, name, trigger_type, draft, enabled) values ($1, $2, $3, 'schedule', '{}', true)`,
      [id, this.observatoryId, plan.name],
    );
    await this.sql.query(
      `insert into rule_versions (id, observatory_id, rule_id, version, definition, plan, plan_hash) values ($1, $2, $3, 1, $4, $5, $6)`,
      [versionId, this.observatoryId, id, JSON.stringify(definition), JSON.stringify(plan), plan.hash],
    );
    await this.sql.query('update automation_rules set published_version_id = $2 where id = $1', [id, versionId]);
    return { id, name: plan.name, version: 1 };
  }

  /** Rows, past row-level security. */
  async rows(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    return (await this.sql.query<Record<string, unknown>>(sql, values)).rows;
  }

  /** Nobody can write to a run's row until the returned function is called. */
  async holdRuns(): Promise<() => Promise<void>> {
    const client = new pg.Client({ connectionString: this.db.adminUrl });
    await client.connect();
    await client.query('begin');
    await client.query('lock table runs in share mode');
    return () => client.end();
  }

  /** Asks until there is a row. */
  async awaitRow(sql: string, values: unknown[]): Promise<Record<string, unknown>> {
    return until(async () => (await this.rows(sql, values))[0], {
      seen: () => `no row for ${sql} with ${JSON.stringify(values)}\n${this.worker.output().slice(-4000)}`,
    });
  }

  pendingApproval(runId: string): Promise<Record<string, unknown>> {
    return this.awaitRow(`select * from approval_requests where run_id = $1 and status = 'pending'`, [runId]);
  }

  /** Orders failures of the sandbox. */
  async fail(fault: Record<string, string | number>): Promise<void> {
    const reply = await fetch(`${this.sandboxUrl}/_faults`, {
      method: 'POST',
      body: JSON.stringify(fault),
    });
    if (!reply.ok) throw new Error(await reply.text());
  }

  /** Takes back the failures that have not happened yet. */
  async mend(): Promise<void> {
    const reply = await fetch(`${this.sandboxUrl}/_faults`, { method: 'DELETE' });
    if (!reply.ok) throw new Error(await reply.text());
  }

  /** Sends a form of the sandbox's pages: lets a mail arrive, or somebody post. */
  async letHappen(path: string, fields: Record<string, string>): Promise<void> {
    const reply = await fetch(`${this.sandboxUrl}${path}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });
    if (reply.status !== 303) throw new Error(await reply.text());
  }

  /** What reached the vendors. */
  requests(match: { method: string; path: string }): Recorded[] {
    let text: string;
    try {
      text = readFileSync(join(this.home, 'sandbox', 'requests.jsonl'), 'utf8');
    } catch {
      return [];
    }
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Recorded)
      .filter(({ method, url }) => method === match.method && new URL(url).pathname === match.path);
  }

  /** Posts asked for with this text. */
  posts(text: string): Recorded[] {
    return this.requests({ method: 'POST', path: '/2/tweets' }).filter(({ body }) => body.includes(text));
  }

  async stop(): Promise<void> {
    for (const stop of this.stops.splice(0).reverse()) await stop();
    await this.db.stop();
    await this.temporal.stop();
    rmSync(this.home, { recursive: true, force: true });
  }
}
