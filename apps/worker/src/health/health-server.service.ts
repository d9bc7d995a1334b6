import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { Database } from '@jarvis/database';
import type { Logger } from '@jarvis/telemetry';
import { CONFIG, DATABASE, LOGGER } from '../tokens.js';
import { TemporalWorkers } from '../temporal/temporal-workers.service.js';

interface Health {
  status: 'ok' | 'unavailable';
  temporal: { main: string; rehearsal: string };
  postgres: 'up' | 'down';
  reasons: string[];
}

/**
 * `GET /health`: 200 when the worker takes work, 503 with the reasons when it does not. `GET /health/live`: whether the
 * process answers at all, whatever it depends on.
 */
@Injectable()
export class HealthServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(DATABASE) private readonly database: Database,
    private readonly workers: TemporalWorkers,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.server = createServer((request, response) => {
      if (request.method !== 'GET' || !request.url?.startsWith('/health')) {
        response.writeHead(404).end();
        return;
      }
      if (request.url === '/health/live') {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
        return;
      }
      void this.check().then((health) => {
        response.writeHead(health.status === 'ok' ? 200 : 503, { 'content-type': 'application/json' });
        response.end(JSON.stringify(health));
      });
    });
    const { healthPort } = this.config.worker;
    this.server.listen(healthPort, this.config.mode === 'production' ? '0.0.0.0' : '127.0.0.1');
    await once(this.server, 'listening');
    this.logger.info({ port: healthPort }, 'health page is up');
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  private async check(): Promise<Health> {
    const { main, rehearsal, problem } = this.workers.state();
    const reasons = problem === undefined ? [] : [problem];
    const postgres = await this.database.ping().then(
      () => 'up' as const,
      (error: unknown) => {
        reasons.push(`PostgreSQL does not answer: ${error instanceof Error ? error.message : String(error)}`);
        return 'down' as const;
      },
    );
    const isOk = main === 'running' && postgres === 'up';
    return { status: isOk ? 'ok' : 'unavailable', temporal: { main, rehearsal }, postgres, reasons };
  }
}
