import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import { closeRun, QueuedRuns, type Database, type RunStart } from '@jarvis/database';
import { WORKFLOW_TYPE, workflowIdOfRun } from '@jarvis/plan';
import { z } from 'zod';
import { CONFIG, DATABASE } from '../infrastructure/tokens.js';
import { faultOf, wordsOf } from '../infrastructure/temporal-errors.js';
import { TemporalGateway } from '../infrastructure/temporal-gateway.js';
import { delivered, isWorkflowGone, outcomeOfError, type DeliveryOutcome } from './delivery-outcome.js';
import { startOptionsOfRun } from './start-options.js';

/** Starts queued runs, many of one observatory at a time. */
@Injectable()
export class StartRunHandler {
  private readonly queued: QueuedRuns;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    private readonly temporal: TemporalGateway,
  ) {
    this.queued = new QueuedRuns(database);
  }

  /** @returns what became of each run, in the order given */
  async deliver(observatoryId: string, runIds: readonly string[]): Promise<DeliveryOutcome[]> {
    const starts = await this.queued.load(observatoryId, runIds);
    const outcomes = await Promise.all(runIds.map((runId) => this.start(observatoryId, runId, starts.get(runId))));
    const started = runIds.filter((_, index) => outcomes[index]?.type === 'delivered');
    await this.noteStarted(observatoryId, started);
    return outcomes;
  }

  private async start(observatoryId: string, runId: string, start: RunStart | undefined): Promise<DeliveryOutcome> {
    if (!start) return { type: 'delivered', note: 'There is no such run.' };
    if (start.type === 'ended') return { type: 'delivered', note: 'The run had ended before it began.' };
    if (start.type === 'broken') {
      await this.refuse(observatoryId, runId, start.message);
      return { type: 'delivered', note: start.message };
    }
    return this.startWorkflow(observatoryId, start);
  }

  private async startWorkflow(
    observatoryId: string,
    { input, kind }: Extract<RunStart, { type: 'ready' }>,
  ): Promise<DeliveryOutcome> {
    const { temporal, admin } = this.config;
    try {
      await this.temporal.within((client) =>
        client.workflow.start(WORKFLOW_TYPE, {
          ...startOptionsOfRun(input, { taskQueue: temporal.taskQueue, kind, adminUrl: admin.url }),
          // However often this is repeated, and from however many processes: one workflow.
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          workflowIdConflictPolicy: 'USE_EXISTING',
        }),
      );
      return delivered;
    } catch (error) {
      if (error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError') {
        return { type: 'delivered', note: 'The run had already been started, and has ended.' };
      }
      if (faultOf(error) !== 'impossible') return outcomeOfError(error);
      const message = `Temporal cannot take this run, so it was not started: ${wordsOf(error)}`;
      await this.refuse(observatoryId, input.runId, message);
      return { type: 'delivered', note: message };
    }
  }

  /** Marks the inbox rows; a run that was cancelled while it was being started is cancelled in Temporal too. */
  private async noteStarted(observatoryId: string, runIds: readonly string[]): Promise<void> {
    if (runIds.length === 0) return;
    const ended = await this.database.tenant(observatoryId, async (manager) => {
      await manager.query(
        `update inbox set status = 'started', started_at = now(), attempts = attempts + 1 where run_id = any($1::uuid[]) and status = 'received'`,
        [runIds],
      );
      const rows: unknown = await manager.query(
        `select id from runs where id = any($1::uuid[]) and status = 'cancelled' and started_at = finished_at`,
        [runIds],
      );
      return z.array(z.object({ id: z.uuid() })).parse(rows);
    });
    for (const { id } of ended) {
      await this.temporal
        .within((client) => client.workflow.getHandle(workflowIdOfRun(id)).cancel())
        .catch((error: unknown) => {
          // Anything else is tried again with the whole message, or a cancelled run would go on acting.
          if (!isWorkflowGone(error)) throw error;
        });
    }
  }

  /** A run that can never start fails with words instead of being queued for ever. */
  async refuse(observatoryId: string, runId: string, message: string): Promise<void> {
    await this.database.tenant(observatoryId, async (manager) => {
      await closeRun(manager, {
        scope: { observatoryId, runId },
        records: [],
        status: 'failed',
        message,
        error: { code: 'not-started', message },
        feed: [
          {
            type: 'automation',
            action: 'finished',
            title: 'A run could not be started',
            description: message,
            status: 'failed',
          },
        ],
      });
      await manager.query(`update inbox set status = 'failed', error = $2 where run_id = $1`, [runId, message]);
    });
  }
}
