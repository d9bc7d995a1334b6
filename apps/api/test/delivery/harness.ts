import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { randomBytes, randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfig, type Config } from '@jarvis/config';
import { AutomationRule, RuleVersion, WebhookEndpoint } from '@jarvis/database';
import { workflowIdOfRun } from '@jarvis/plan';
import { createCredentialSealer, webhookContext } from '@jarvis/payload-codec/credentials';
import { createDataConverter } from '@jarvis/payload-codec';
import { createLogger } from '@jarvis/telemetry';
import {
  createWorkspace,
  startTestDatabase,
  testTemporal,
  type TestDatabase,
  type TestTemporal,
  type Workspace,
} from '@jarvis/testing';
import type { WebhookScheme } from '@jarvis/webhook-schemes/display';
import { Client, Connection } from '@temporalio/client';
import { createApp } from '../../src/create-app.js';

/** A network that can be cut: a forwarding port in front of a server. */
interface Cable {
  port: number;
  cut: () => void;
  mend: () => void;
  stop: () => Promise<void>;
}

async function layCable(target: { host: string; port: number }): Promise<Cable> {
  const sockets = new Set<Socket>();
  let whole = true;
  const server = createServer((inside) => {
    if (!whole) {
      inside.destroy();
      return;
    }
    const outside = connect(target.port, target.host);
    for (const [one, other] of [
      [inside, outside],
      [outside, inside],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      whole = false;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => {
      whole = true;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Harness {
  db: TestDatabase;
  temporal: TestTemporal;
  client: Client;
  ours: Workspace;
  config: Config;
  postgresCable: Cable;
  temporalCable: Cable;
  /** Another API process on the same database. */
  startApp: () => Promise<{ app: NestFastifyApplication; url: string }>;
  /** A published rule with a webhook. */
  makeHook: (options?: {
    scheme?: WebhookScheme;
    settings?: Record<string, unknown>;
    secret?: string | null;
    observatoryId?: string;
    /** The trigger of the published definition, as far as it matters. */
    trigger?: Record<string, unknown>;
    answerWithinMs?: number | null;
  }) => Promise<MadeHook>;
  stop: () => Promise<void>;
}

export interface MadeHook {
  hookId: string;
  ruleId: string;
  versionId: string;
  secret: string;
}

export const plan = {
  format: 1,
  hash: 'a'.repeat(64),
  name: 'A rule that waits',
  kind: 'rule',
  vars: {},
  nodes: [{ kind: 'wait', id: 'pause', path: 'steps[0]', name: 'Pause', onError: 'fail', forMs: 3_600_000 }],
};

/** Everything real; nobody works on the task queue, so that started workflows stay where they are. */
export async function startHarness(): Promise<Harness> {
  const [db, temporal] = [await startTestDatabase({ poolSize: 10 }), await testTemporal()];
  const postgres = new URL(db.url);
  const postgresCable = await layCable({ host: postgres.hostname, port: Number(postgres.port) });
  const [host = '', port = ''] = temporal.address.split(':');
  const temporalCable = await layCable({ host, port: Number(port) });
  const through = (url: string): string => {
    const changed = new URL(url);
    changed.port = String(postgresCable.port);
    return changed.href;
  };
  const config = loadConfig({
    NODE_ENV: 'test',
    DATABASE_URL: through(db.url),
    DATABASE_SYSTEM_URL: through(db.systemUrl),
    TEMPORAL_ADDRESS: `127.0.0.1:${temporalCable.port}`,
    TEMPORAL_NAMESPACE: temporal.namespace,
    TEMPORAL_TASK_QUEUE: `delivery-${randomUUID()}`,
    JARVIS_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    JWT_SECRET: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'silent',
  });
  const logger = createLogger({ name: 'api', level: 'silent', environment: 'test' });
  const connection = await Connection.connect({ address: temporal.address });
  const client = new Client({
    connection,
    namespace: temporal.namespace,
    dataConverter: createDataConverter(config.keys.encryption),
  });
  const ours = await createWorkspace(db);
  const apps: NestFastifyApplication[] = [];

  return {
    db,
    temporal,
    client,
    ours,
    config,
    postgresCable,
    temporalCable,
    startApp: async () => {
      const app = await createApp({ config, logger });
      apps.push(app);
      await app.listen({ port: 0, host: '127.0.0.1' });
      return { app, url: (await app.getUrl()).replace('[::1]', '127.0.0.1') };
    },
    makeHook: async ({
      scheme = 'github',
      settings = {},
      secret = 'It is a secret to everybody',
      observatoryId = ours.observatoryId,
      trigger = {},
      answerWithinMs = null,
    } = {}) => {
      const hookId = randomBytes(24).toString('base64url');
      const sealer = createCredentialSealer(config.keys.encryption);
      const made = await db.database.tenant(observatoryId, async (manager) => {
        const rule = await manager.save(
          manager.create(AutomationRule, {
            observatoryId,
            name: 'A rule that waits',
            triggerType: 'webhook',
            draft: {},
            enabled: true,
          }),
        );
        const version = await manager.save(
          manager.create(RuleVersion, {
            observatoryId,
            ruleId: rule.id,
            version: 1,
            definition: { trigger },
            plan,
            planHash: plan.hash,
          }),
        );
        await manager.update(AutomationRule, { id: rule.id }, { publishedVersionId: version.id });
        await manager.insert(WebhookEndpoint, {
          id: hookId,
          observatoryId,
          ruleId: rule.id,
          scheme,
          settings,
          answerWithinMs,
          secret: secret === null ? null : sealer.sealCredentials(secret, webhookContext(hookId)),
        });
        return { ruleId: rule.id, versionId: version.id };
      });
      return { hookId, ...made, secret: secret ?? '' };
    },
    stop: async () => {
      const { rows } = await query(db, 'select id from runs');
      await Promise.all(apps.map((app) => app.close()));
      await Promise.all(
        rows.map(({ id }) =>
          client.workflow
            .getHandle(workflowIdOfRun(String(id)))
            .terminate('test is over')
            .catch(() => undefined),
        ),
      );
      await connection.close();
      await Promise.all([postgresCable.stop(), temporalCable.stop()]);
      await temporal.stop();
      await db.stop();
    },
  };
}

/** As superuser, past row-level security. */
export async function query(
  db: TestDatabase,
  sql: string,
  values: unknown[] = [],
): Promise<{ rows: Record<string, unknown>[] }> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: db.adminUrl });
  await client.connect();
  try {
    return await client.query<Record<string, unknown>>(sql, values);
  } finally {
    await client.end();
  }
}
