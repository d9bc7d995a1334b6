import { randomBytes, randomUUID } from 'node:crypto';
import { loadConfig, type Config } from '@jarvis/config';
import { createLogger } from '@jarvis/telemetry';
import { createWorkspace, startTestDatabase, type TestDatabase } from '@jarvis/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { hash } from '@node-rs/argon2';
import pg from 'pg';
import { z } from 'zod';
import { createApp } from '../../src/create-app.js';

export const password = 'correct horse battery staple';
/** Cheap parameters: these tests sign in often. */
const passwordHash = await hash(password, { memoryCost: 1024, timeCost: 1 });

export type Role = 'owner' | 'operator' | 'reviewer' | 'viewer';

export interface Reply {
  status: number;
  headers: Record<string, unknown>;
  body: unknown;
  /** `data` of the envelope, parsed. */
  data<T extends z.ZodType>(schema: T): z.output<T>;
  error: { code: string; message: string; hint?: string; details: unknown };
}

export interface Call {
  body?: unknown;
  token?: string;
  headers?: Record<string, string>;
  /** Sent as it is, in place of `body`. */
  raw?: string;
  /** Address of the connection; default: this machine's. */
  from?: string;
}

export const Tokens = z.object({ accessToken: z.string(), refreshToken: z.string(), expiresIn: z.number() });
const Envelope = z.object({ success: z.literal(true), data: z.unknown() });
const ErrorBody = z.object({
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional(), details: z.unknown() }),
});

export interface Person {
  userId: string;
  email: string;
  token: string;
}

/** The whole API on a real PostgreSQL of its own, called without a network. */
export class TestApi {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly config: Config,
    readonly postgres: TestDatabase,
    private readonly sql: pg.Client,
  ) {}

  static async start(variables: Record<string, string> = {}): Promise<TestApi> {
    const postgres = await startTestDatabase();
    const config = loadConfig({
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      DATABASE_URL: postgres.url,
      DATABASE_SYSTEM_URL: postgres.systemUrl,
      // Nobody listens there: what needs Temporal says so.
      TEMPORAL_ADDRESS: '127.0.0.1:9',
      JARVIS_ENCRYPTION_KEYS: `t1:${randomBytes(32).toString('base64')}`,
      JWT_SECRET: randomBytes(48).toString('base64'),
      ...variables,
    });
    const app = await createApp({ config, logger: createLogger({ name: 'api', level: 'silent' }) });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    const sql = new pg.Client({ connectionString: postgres.adminUrl });
    await sql.connect();
    return new TestApi(app, config, postgres, sql);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.sql.end();
    await this.postgres.stop();
  }

  /** Past row-level security, for arranging and asserting. */
  async query(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    return (await this.sql.query<Record<string, unknown>>(text, values)).rows;
  }

  async call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    { body, token, headers = {}, raw, from = '127.0.0.1' }: Call = {},
  ): Promise<Reply> {
    const hasBody = body !== undefined || raw !== undefined;
    const response = await this.app.inject({
      method,
      url,
      remoteAddress: from,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(hasBody ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(hasBody ? { payload: raw ?? JSON.stringify(body) } : {}),
    });
    const json: unknown = response.headers['content-type']?.toString().startsWith('application/json')
      ? response.json()
      : response.body;
    return {
      status: response.statusCode,
      headers: response.headers,
      body: json,
      data: (schema) => schema.parse(Envelope.parse(json).data),
      get error() {
        return ErrorBody.parse(json).error;
      },
    };
  }

  login(email: string, extra: Record<string, unknown> = {}): Promise<Reply> {
    return this.call('POST', '/api/v1/auth/login', { body: { email, password, ...extra } });
  }

  async signIn(email: string): Promise<string> {
    return (await this.login(email)).data(Tokens).accessToken;
  }

  /** A new observatory with an owner who is signed in. */
  async observatory(): Promise<Person & { observatoryId: string }> {
    const { observatoryId, userId, email } = await createWorkspace(this.postgres, { role: 'owner', passwordHash });
    return { observatoryId, userId, email, token: await this.signIn(email) };
  }

  /** Another member of an observatory, signed in. */
  async member(observatoryId: string, role: Role, name: string = role): Promise<Person> {
    const email = `${randomUUID()}@example.org`;
    const [user] = await this.query('insert into users (email, name, password_hash) values ($1, $2, $3) returning id', [
      email,
      name,
      passwordHash,
    ]);
    const userId = z.uuid().parse(user?.['id']);
    await this.query('insert into memberships (observatory_id, user_id, role) values ($1, $2, $3)', [
      observatoryId,
      userId,
      role,
    ]);
    return { userId, email, token: await this.signIn(email) };
  }
}
