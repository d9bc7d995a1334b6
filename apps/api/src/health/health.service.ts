import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { Database } from '@jarvis/database';
import { readBacklog } from '../infrastructure/backlog.js';
import { CONFIG, DATABASE } from '../infrastructure/tokens.js';
import { TemporalGateway } from '../infrastructure/temporal-gateway.js';
import { MailChannel } from '../notifications/channels/mail/mail.channel.js';
import type { ReconcilerReport } from '../relay/drift.js';
import { ReconcilerService } from '../relay/reconciler.service.js';
import type { HealthAnswer } from './health.schemas.js';

const PATIENCE_MS = 1500;
/** Probes may come from several places at once; each part is asked at most this often. Never over a second. */
const BELIEVED_MS = 500;

type Part = HealthAnswer['postgres'];

/** Whether the parts that the API cannot work without answer. */
@Injectable()
export class HealthService {
  private latest: { askedAt: number; answer: Promise<HealthAnswer> } | undefined;

  constructor(
    @Inject(DATABASE) private readonly database: Pick<Database, 'ping' | 'systemQuery'>,
    @Inject(TemporalGateway) private readonly temporal: Pick<TemporalGateway, 'ping'>,
    @Inject(ReconcilerService) private readonly reconciler: Pick<ReconcilerService, 'report'>,
    @Inject(MailChannel) private readonly mail: Pick<MailChannel, 'report'>,
    @Inject(CONFIG) private readonly config: Pick<Config, 'backlog'>,
  ) {}

  check(): Promise<HealthAnswer> {
    const now = performance.now();
    if (this.latest === undefined || now - this.latest.askedAt > BELIEVED_MS) {
      this.latest = { askedAt: now, answer: this.ask() };
    }
    return this.latest.answer;
  }

  private async ask(): Promise<HealthAnswer> {
    const [postgres, temporal, backlog] = await Promise.all([
      probe('PostgreSQL', () => this.database.ping()),
      probe('Temporal', () => this.temporal.ping(PATIENCE_MS)),
      this.askBacklog(),
    ]);
    const up = postgres.status === 'up' && temporal.status === 'up';
    return {
      status: up ? 'ok' : 'unavailable',
      postgres,
      temporal,
      reconciler: summarize(this.reconciler.report()),
      mail: this.mail.report(),
      backlog,
      uptimeSeconds: Math.round(process.uptime()),
      at: new Date(),
    };
  }

  private async askBacklog(): Promise<HealthAnswer['backlog']> {
    const { alertSeconds } = this.config.backlog;
    try {
      const backlog = await withPatience(() =>
        readBacklog((sql, values) => this.database.systemQuery(sql, values), alertSeconds),
      );
      if (!backlog) return null;
      const oldestSeconds = Math.round((Date.now() - backlog.oldestAt.getTime()) / 1000);
      const { waiting } = backlog;
      return { waiting, oldestSeconds, message: inWords(waiting, { alertSeconds, oldestSeconds }) };
    } catch {
      // Without the database nobody knows; that it is down is said beside this.
      return null;
    }
  }
}

function inWords(
  waiting: number,
  { alertSeconds, oldestSeconds }: { alertSeconds: number; oldestSeconds: number },
): string {
  const events = waiting === 1 ? '1 accepted event has' : `${waiting.toString()} accepted events have`;
  return (
    `${events} waited for more than ${alertSeconds.toString()} s to begin, the oldest for ${oldestSeconds.toString()} s. ` +
    'Nothing is lost: they begin by themselves. See whether the worker and Temporal run and have the processor they need.'
  );
}

function summarize({ checkedAt, failure, checked, drift, open }: ReconcilerReport): HealthAnswer['reconciler'] {
  return { checkedAt, failure, checked, mended: drift.filter((entry) => entry.mended).length, open };
}

async function probe(name: string, ask: () => Promise<void>): Promise<Part> {
  const startedAt = performance.now();
  try {
    await withPatience(ask);
    return { status: 'up', latencyMs: Math.round(performance.now() - startedAt) };
  } catch {
    // No detail: this page is public, and addresses are nobody's business.
    return { status: 'down', reason: `${name} does not answer.` };
  }
}

async function withPatience<T>(ask: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS);
    });
    return await Promise.race([ask(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
