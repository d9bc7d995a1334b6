import { DataSource } from 'typeorm';
import { entities } from './entities/index.js';
import { SnakeNaming } from './snake-naming.js';

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
      throw error;
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
      // An idle connection lost with the server is replaced on next use; without a handler pg would throw.
      poolErrorHandler: (error: Error) => onPoolError?.(error),
      extra: {
        statement_timeout: 30_000,
        idle_in_transaction_session_timeout: 30_000,
        keepAlive: true,
      },
    }).initialize();
  }
}
