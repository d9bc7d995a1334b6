import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import {
  ConnectorError,
  createSafeHttp,
  createVendorTransport,
  type Connector,
  type HealthReport,
} from '@jarvis/connector-kit';
import type { Logger } from '@jarvis/telemetry';
import { CONFIG, LOGGER } from '../infrastructure/tokens.js';

const PATIENCE_MS = 10_000;

interface Candidate {
  id: string;
  accountId: string;
  accountName: string;
  /** Opened; they live no longer than the check. */
  credentials: unknown;
  /** A real account, although this installation plays the others. */
  live: boolean;
}

/** Asks a platform whether credentials work. */
@Injectable()
export class ConnectionChecker implements OnApplicationShutdown {
  private readonly http;
  private readonly liveHttp;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.http = createSafeHttp({ sandbox: config.sandbox.url });
    this.liveHttp = createSafeHttp();
  }

  /** Never throws for what the platform does; it reports it. */
  async check(connector: Connector, { live, ...connection }: Candidate): Promise<HealthReport> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const sandboxUrl = live ? undefined : this.config.sandbox.url;
    const transport = createVendorTransport({ hosts: connector.hosts, sandboxUrl });
    try {
      const http = live ? this.liveHttp : this.http;
      return await connector.checkHealth({ ...transport, connection, http, signal, logger: this.logger });
    } catch (error) {
      if (error instanceof ConnectorError)
        return { status: error.retryable ? 'degraded' : 'unhealthy', message: error.userMessage };
      if (signal.aborted)
        return {
          status: 'degraded',
          message: `${connector.title} did not answer within ${(PATIENCE_MS / 1000).toString()} s.`,
        };
      this.logger.error({ err: error, platform: connector.platform }, 'a health check broke');
      return { status: 'degraded', message: `The check of ${connector.title} broke off; the log has the reason.` };
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.http.close(), this.liveHttp.close()]);
  }
}
