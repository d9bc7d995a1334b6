import { DataSource, QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import * as entities from './entities/index.js';
import { SnakeNaming } from './snake-naming.js';
import { SturdyClient } from './sturdy-client.js';

export interface SourceOptions {
  url: string;
  poolSize: number;
  applicationName: string;
  onPoolError?: (error: Error) => void;
}

/**
 * A data source that connects on first use and tries again on the next one, so that a process
 * may start while PostgreSQL is down and say so instead of dying.
 */
export class LazySource {
  private connecting: Promise<DataSource> | undefined;
  private closed = false;

  constructor(private readonly options: SourceOptions) {}

  async get(): Promise<DataSource> {
    // Otherwise late work would connect again and keep the process alive.
    if (this.closed) throw new Error('The database has been closed: the process is shutting down.');
    this.connecting ??= this.connect();
    try {
      return await this.connecting;
    } catch (error) {
      this.connecting = undefined;
      throw asConnectionError(error);
    }
  }

  /** One statement in a transaction of its own. Rows are outside data: parse them. */
  async query(sql: string, parameters?: unknown[]): Promise<unknown> {
    const source = await this.get();
    try {
      return await source.query<unknown>(sql, parameters);
    } catch (error) {
      throw asConnectionError(error);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    const source = await this.connecting?.catch(() => undefined);
    this.connecting = undefined;
    await source?.destroy();
  }

  private connect(): Promise<DataSource> {
    const { url, poolSize, applicationName, onPoolError } = this.options;
    return new DataSource({
      type: 'postgres',
      url,
      entities,
      namingStrategy: new SnakeNaming(),
      synchronize: false,
      migrationsRun: false,
      installExtensions: false,
      applicationName,
      poolSize,
      connectTimeoutMS: 3000,
      // An idle connection that was lost is replaced on next use; without a handler pg would throw.
      poolErrorHandler: (error: Error) => onPoolError?.(error),
      extra: {
        Client: SturdyClient,
        statement_timeout: 30_000,
        idle_in_transaction_session_timeout: 30_000,
        keepAlive: true,
      },
    }).initialize();
  }
}

/**
 * TypeORM gives a connection that ends between two statements back to its pool and then says only that it is gone, as
 * if the caller had used it too late.
 */
export function asConnectionError(error: unknown): unknown {
  const gone =
    error instanceof QueryRunnerAlreadyReleasedError || error instanceof QueryRunnerProviderAlreadyReleasedError;
  return gone ? new Error('Connection terminated between two statements.', { cause: error }) : error;
}
