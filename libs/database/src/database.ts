import 'reflect-metadata';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { asConnectionError, LazySource } from './lazy-source.js';
import { listenOn, type ListenHandlers } from './listener.js';
import { NoticeSender } from './notice-sender.js';
import type { Queryable } from './queryable.js';
import './json-columns.js';
import { currentScope, type Scope } from './scope.js';
import { StatementPool } from './statement-pool.js';

export interface DatabaseOptions {
  /** Connection string of `jarvis_app`. */
  url: string;
  /** Connection string of `jarvis_system`; needed for `system`. */
  systemUrl?: string;
  /** Connections for tenant work; system work gets half as many. */
  poolSize: number;
  applicationName?: string;
  /** Told of failures nobody waits for: idle connections that broke, notices that could not be sent. */
  onBackgroundError?: (error: unknown) => void;
}

type Work<T> = (manager: EntityManager) => Promise<T>;

const ObservatoryId = z.uuid();

/**
 * Access to PostgreSQL. Nothing is reachable outside a transaction, and a transaction is either
 * one observatory's (`tenant`, row-level security applies) or the system's (`system`, a narrow second role).
 */
export class Database {
  private readonly app: LazySource;
  private readonly statementPool: StatementPool;
  private readonly systemSource: LazySource | undefined;
  private readonly sender: NoticeSender;

  constructor(private readonly options: DatabaseOptions) {
    const { url, systemUrl, poolSize, onBackgroundError } = options;
    const applicationName = options.applicationName ?? 'jarvis';
    const own = { url, poolSize, applicationName, onPoolError: onBackgroundError };
    this.app = new LazySource(own);
    this.statementPool = new StatementPool(own);
    this.systemSource =
      systemUrl === undefined
        ? undefined
        : new LazySource({
            url: systemUrl,
            poolSize: Math.max(2, Math.ceil(poolSize / 2)),
            applicationName: `${applicationName}-system`,
            onPoolError: onBackgroundError,
          });
    this.sender = new NoticeSender(
      (sql, parameters) => this.app.query(sql, parameters),
      (error) => onBackgroundError?.(error),
    );
  }

  /**
   * Runs `work` in a transaction that sees only this observatory's rows. A nested call for the same
   * observatory joins the transaction of the outer one.
   * @throws Error when nested in a transaction of another observatory, or when the id is no uuid
   */
  async tenant<T>(observatoryId: string, work: Work<T>): Promise<T> {
    const id = ObservatoryId.parse(observatoryId);
    const outer = currentScope.getStore();
    if (outer?.open === true && outer.kind === 'tenant' && outer.manager) {
      if (outer.observatoryId === id) return work(outer.manager);
      throw new Error('A transaction of one observatory cannot reach into another one.');
    }
    return this.transaction(await this.app.get(), { kind: 'tenant', observatoryId: id }, work);
  }

  /**
   * Like `tenant`, for work of one statement: each is a transaction of its own, in a single round trip. What
   * must be written together must be one statement then, as the ledger's are.
   */
  async statements<T>(observatoryId: string, work: (queryable: Queryable) => Promise<T>): Promise<T> {
    const id = ObservatoryId.parse(observatoryId);
    const queryable: Queryable = {
      query: (sql, parameters) => this.statementPool.run(id, sql, parameters),
    };
    const scope: Scope = { kind: 'tenant', observatoryId: id, queryable, open: true, notices: [] };
    try {
      return await currentScope.run(scope, () => work(queryable));
    } finally {
      scope.open = false;
      this.sender.add(scope.notices);
    }
  }

  /** Runs `work` in a transaction of `jarvis_system`: sign-in, hook lookup, relays, reconciler. Nested calls join. */
  async system<T>(work: Work<T>): Promise<T> {
    const outer = currentScope.getStore();
    if (outer?.open === true && outer.kind === 'system' && outer.manager) return work(outer.manager);
    return this.transaction(await this.systemOrFail().get(), { kind: 'system' }, work);
  }

  /** One statement of `jarvis_system` in its own transaction and a single round trip. Rows are outside data: parse them. */
  async systemQuery(sql: string, parameters: unknown[] = []): Promise<unknown> {
    return this.systemOrFail().query(sql, parameters);
  }

  /** Listens for notifications until the returned function is called; connects again after a failure. */
  listen(channel: string, handlers: ListenHandlers | ((payload: string) => void)): Promise<() => Promise<void>> {
    return listenOn(this.options.url, channel, typeof handlers === 'function' ? { message: handlers } : handlers);
  }

  /** Resolves when PostgreSQL answers; throws otherwise (see `isDatabaseUnavailable`). */
  async ping(): Promise<void> {
    await this.app.query('select 1');
  }

  /** Sends what is still to be said and closes the connections. */
  async close(): Promise<void> {
    await this.sender.flush();
    await Promise.all([this.app.close(), this.statementPool.close(), this.systemSource?.close()]);
  }

  private systemOrFail(): LazySource {
    if (this.systemSource) return this.systemSource;
    throw new Error('This process has no DATABASE_SYSTEM_URL, so it cannot work across observatories.');
  }

  private async transaction<T>(
    source: DataSource,
    kind: Pick<Scope, 'kind' | 'observatoryId'>,
    work: Work<T>,
  ): Promise<T> {
    const runner = source.createQueryRunner();
    const { manager } = runner;
    const scope: Scope = { ...kind, queryable: manager, manager, open: true, notices: [] };
    try {
      await runner.startTransaction();
      if (scope.observatoryId !== undefined) {
        await runner.query(`select set_config('app.observatory_id', $1, true)`, [scope.observatoryId]);
      }
      const result = await currentScope.run(scope, () => work(manager));
      await runner.commitTransaction();
      this.sender.add(scope.notices);
      return result;
    } catch (error) {
      // The first error is the one that matters; a broken connection rolls back by itself.
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw asConnectionError(error);
    } finally {
      scope.open = false;
      await runner.release();
    }
  }
}

/** Opens nothing yet: the first use connects, and a later use tries again when PostgreSQL was down. */
export function createDatabase(options: DatabaseOptions): Database {
  return new Database(options);
}
