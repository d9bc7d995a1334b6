import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import { RunPayloads, type Database } from '@jarvis/database';
import type { Client, Connection } from '@temporalio/client';
import { faultOfStatus, isDeadline, isTemporalOutage } from './temporal-errors.js';
import { CONFIG, DATABASE } from './tokens.js';

interface Opened {
  connection: Connection;
  runs: Client;
  rehearsals: Client;
}

/** How long a question to the server may take before it counts as down. */
const DEADLINE_MS = 5000;
/** The same for a question that costs it nothing. */
const PING_MS = 2000;
/** Whoever calls is told soon: a person tries again, the relay does by itself. */
const MAX_ATTEMPTS = 3;

/**
 * Clients of the Temporal server. The library is loaded and the channel opened at first use; the channel connects
 * again by itself, so an outage needs no restart. A failing call surfaces as 503 through the problem filter.
 */
@Injectable()
export class TemporalGateway implements OnApplicationShutdown {
  private opened: Promise<Opened> | undefined;
  private readonly underWay = new Set<Promise<unknown>>();
  private closing = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
  ) {}

  /** The client of the namespace in which runs live, with the payload codec. */
  async client(): Promise<Client> {
    return (await this.open()).runs;
  }

  /** Runs `work` with the client of the namespace in which time can be skipped. */
  async rehearse<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const { rehearsals } = await this.open();
    return this.track(work(rehearsals));
  }

  /** Runs `work` with a deadline on every call it makes. */
  async within<T>(work: (client: Client) => Promise<T>, milliseconds = DEADLINE_MS): Promise<T> {
    const { connection, runs } = await this.open();
    return this.track(connection.withDeadline(Date.now() + milliseconds, () => work(runs)));
  }

  /** Resolves when the server answers. */
  async ping(milliseconds: number): Promise<void> {
    const { connection } = await this.open();
    await this.track(
      connection.withDeadline(Date.now() + milliseconds, () => connection.workflowService.getSystemInfo({})),
    );
  }

  /** Whether an error of a call means that the server is down, and not only that this one call took it too long. */
  async isDown(error: unknown): Promise<boolean> {
    if (!isDeadline(error)) return isTemporalOutage(error);
    return this.ping(PING_MS).then(
      () => false,
      () => true,
    );
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    const opened = await this.opened?.catch(() => undefined);
    // The SDK's retry runs in a timer and throws where nobody can catch it once the channel is closed.
    await Promise.allSettled(this.underWay);
    await opened?.connection.close();
  }

  private track<T>(call: Promise<T>): Promise<T> {
    this.underWay.add(call);
    const done = () => this.underWay.delete(call);
    call.then(done, done);
    return call;
  }

  private open(): Promise<Opened> {
    this.opened ??= this.connect();
    return this.opened;
  }

  private async connect(): Promise<Opened> {
    const [{ Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor }, { createDataConverter }] =
      await Promise.all([import('@temporalio/client'), import('@jarvis/payload-codec')]);
    const { temporal, keys } = this.config;
    const retries = defaultGrpcRetryOptions({ maxAttempts: MAX_ATTEMPTS });
    const connection = Connection.lazy({
      ...temporal.connection,
      interceptors: [
        makeGrpcRetryInterceptor({
          ...retries,
          // Repeating what can never succeed would only hold up what waits behind it.
          retryableDecider: (attempt, status) =>
            !this.closing && faultOfStatus(status) !== 'impossible' && retries.retryableDecider(attempt, status),
        }),
      ],
    });
    const large = { store: new RunPayloads(this.database, { starts: true }) };
    return {
      connection,
      runs: new Client({
        connection,
        namespace: temporal.namespace,
        dataConverter: createDataConverter(keys.encryption, { large }),
      }),
      // A rehearsal has no row that a large value could belong to.
      rehearsals: new Client({
        connection,
        namespace: temporal.rehearsalNamespace,
        dataConverter: createDataConverter(keys.encryption),
      }),
    };
  }
}
