import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { Client, Connection } from '@temporalio/client';
import { CONFIG } from './tokens.js';

interface Opened {
  connection: Connection;
  runs: Client;
  rehearsals: Client;
}

/** How long a question to the server may take before it counts as down. */
const DEADLINE_MS = 5000;

/**
 * Clients of the Temporal server. The library is loaded and the channel opened at first use; the channel connects
 * again by itself, so an outage needs no restart. A failing call surfaces as 503 through the problem filter.
 */
@Injectable()
export class TemporalGateway implements OnApplicationShutdown {
  private opened: Promise<Opened> | undefined;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** The client of the namespace in which runs live, with the payload codec. */
  async client(): Promise<Client> {
    return (await this.open()).runs;
  }

  /** The client of the namespace in which time can be skipped. */
  async rehearsalClient(): Promise<Client> {
    return (await this.open()).rehearsals;
  }

  /** Runs `work` with a deadline on every call it makes. */
  async within<T>(work: (client: Client) => Promise<T>, milliseconds = DEADLINE_MS): Promise<T> {
    const { connection, runs } = await this.open();
    return connection.withDeadline(Date.now() + milliseconds, () => work(runs));
  }

  /** Resolves when the server answers. */
  async ping(milliseconds: number): Promise<void> {
    const { connection } = await this.open();
    await connection.withDeadline(Date.now() + milliseconds, () => connection.workflowService.getSystemInfo({}));
  }

  async onApplicationShutdown(): Promise<void> {
    const opened = await this.opened?.catch(() => undefined);
    await opened?.connection.close();
  }

  private open(): Promise<Opened> {
    this.opened ??= this.connect();
    return this.opened;
  }

  private async connect(): Promise<Opened> {
    const [{ Client, Connection }, { createDataConverter }] = await Promise.all([
      import('@temporalio/client'),
      import('@jarvis/payload-codec'),
    ]);
    const { temporal, keys } = this.config;
    const connection = Connection.lazy({ ...temporal.connection });
    const dataConverter = createDataConverter(keys.encryption);
    return {
      connection,
      runs: new Client({ connection, namespace: temporal.namespace, dataConverter }),
      rehearsals: new Client({ connection, namespace: temporal.rehearsalNamespace, dataConverter }),
    };
  }
}
