import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@jarvis/database';
import { DATABASE } from '../infrastructure/tokens.js';
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
    @Inject(DATABASE) private readonly database: Pick<Database, 'ping'>,
    @Inject(TemporalGateway) private readonly temporal: Pick<TemporalGateway, 'ping'>,
    @Inject(ReconcilerService) private readonly reconciler: Pick<ReconcilerService, 'report'>,
    @Inject(MailChannel) private readonly mail: Pick<MailChannel, 'report'>,
  ) {}

  check(): Promise<HealthAnswer> {
    const now = performance.now();
    if (this.latest === undefined || now - this.latest.askedAt > BELIEVED_MS) {
      this.latest = { askedAt: now, answer: this.ask() };
    }
    return this.latest.answer;
  }

  private async ask(): Promise<HealthAnswer> {
    const [postgres, temporal] = await Promise.all([
      probe('PostgreSQL', () => this.database.ping()),
      probe('Temporal', () => this.temporal.ping(PATIENCE_MS)),
    ]);
    const up = postgres.status === 'up' && temporal.status === 'up';
    return {
      status: up ? 'ok' : 'unavailable',
      postgres,
      temporal,
      reconciler: summarize(this.reconciler.report()),
      mail: this.mail.report(),
      uptimeSeconds: Math.round(process.uptime()),
      at: new Date(),
    };
  }
}

function summarize({ checkedAt, failure, checked, drift, open }: ReconcilerReport): HealthAnswer['reconciler'] {
  return { checkedAt, failure, checked, mended: drift.filter((entry) => entry.mended).length, open };
}

async function probe(name: string, ask: () => Promise<void>): Promise<Part> {
  const startedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  try {
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS);
    });
    await Promise.race([ask(), timeout]);
    return { status: 'up', latencyMs: Math.round(performance.now() - startedAt) };
  } catch {
    // No detail: this page is public, and addresses are nobody's business.
    return { status: 'down', reason: `${name} does not answer.` };
  } finally {
    clearTimeout(timer);
  }
}
