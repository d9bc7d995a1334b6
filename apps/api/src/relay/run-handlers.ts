import { Inject, Injectable } from '@nestjs/common';
import { closeRun, readDecision, type Database } from '@jarvis/database';
import {
  SIGNAL_DECIDE_APPROVAL,
  SIGNAL_EVENT_ARRIVED,
  SIGNAL_RESOLVE_EFFECT,
  SIGNAL_RETRY_NOW,
  workflowIdOfRun,
  type DecideApproval,
  type EventArrived,
  type ResolveEffect,
  type RetryNow,
} from '@jarvis/plan';
import { z } from 'zod';
import { DATABASE } from '../infrastructure/tokens.js';
import { TemporalGateway } from '../infrastructure/temporal-gateway.js';
import { delivered, isWorkflowGone, outcomeOfError, type DeliveryOutcome } from './delivery-outcome.js';
import type { MessageOf } from './outbox-message.js';

const Rows = z.array(z.object({ workflow_id: z.string().nullable(), ended: z.boolean() }));
const gone: DeliveryOutcome = { type: 'delivered', note: 'The run had ended already.' };

/** Tells a running workflow what happened. Each may be repeated: the workflow asks the rows. */
@Injectable()
export class RunHandlers {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly temporal: TemporalGateway,
  ) {}

  async signalApproval({
    observatory_id: observatoryId,
    payload,
  }: MessageOf<'signal-approval'>): Promise<DeliveryOutcome> {
    const approval = await this.database.tenant(observatoryId, (manager) => readDecision(manager, payload.approvalId));
    if (approval?.status !== 'approved' && approval?.status !== 'rejected') {
      return { type: 'delivered', note: 'The approval has no decision to tell.' };
    }
    const signal: DecideApproval = {
      approvalId: approval.id,
      decision: approval.status,
      ...(approval.responseNote === null ? {} : { note: approval.responseNote.slice(0, 2000) }),
      ...(approval.responder === null ? {} : { by: approval.responder }),
    };
    return this.signal({ observatoryId, runId: payload.runId }, SIGNAL_DECIDE_APPROVAL, signal);
  }

  signalEffect({ observatory_id: observatoryId, payload }: MessageOf<'signal-effect'>): Promise<DeliveryOutcome> {
    const signal: ResolveEffect = { effectId: payload.effectId };
    return this.signal({ observatoryId, runId: payload.runId }, SIGNAL_RESOLVE_EFFECT, signal);
  }

  signalEvent({ observatory_id: observatoryId, payload }: MessageOf<'signal-event'>): Promise<DeliveryOutcome> {
    const signal: EventArrived = { waitId: payload.waitId };
    return this.signal({ observatoryId, runId: payload.runId }, SIGNAL_EVENT_ARRIVED, signal);
  }

  signalRetry({ observatory_id: observatoryId, payload }: MessageOf<'signal-retry'>): Promise<DeliveryOutcome> {
    const { runId, stepPath, iteration } = payload;
    const signal: RetryNow = { stepPath, iteration };
    return this.signal({ observatoryId, runId }, SIGNAL_RETRY_NOW, signal);
  }

  async cancelRun({
    observatory_id: observatoryId,
    payload: { runId },
  }: MessageOf<'cancel-run'>): Promise<DeliveryOutcome> {
    const run = await this.findRun({ observatoryId, runId });
    if (!run || run.ended) return gone;
    const cancel = () => this.temporal.within((client) => client.workflow.getHandle(run.workflowId).cancel());
    try {
      await cancel();
      return delivered;
    } catch (error) {
      if (!isWorkflowGone(error)) return outcomeOfError(error);
    }
    // Not started yet, or ended without settling its row. The row says so first; a start that is just under way
    // either sees that, or is there for the second attempt.
    await this.database.tenant(observatoryId, (manager) =>
      closeRun(manager, {
        scope: { observatoryId, runId },
        records: [],
        status: 'cancelled',
        message: 'The run was cancelled.',
      }),
    );
    try {
      await cancel();
    } catch (error) {
      if (!isWorkflowGone(error)) return outcomeOfError(error);
    }
    return delivered;
  }

  private async signal(
    run: { observatoryId: string; runId: string },
    name: string,
    payload: DecideApproval | EventArrived | ResolveEffect | RetryNow,
  ): Promise<DeliveryOutcome> {
    const found = await this.findRun(run);
    if (!found) return gone;
    try {
      await this.temporal.within((client) => client.workflow.getHandle(found.workflowId).signal(name, payload));
      return delivered;
    } catch (error) {
      return isWorkflowGone(error) ? gone : outcomeOfError(error);
    }
  }

  private async findRun({ observatoryId, runId }: { observatoryId: string; runId: string }) {
    const rows: unknown = await this.database.tenant(observatoryId, (manager) =>
      manager.query('select workflow_id, finished_at is not null as ended from runs where id = $1', [runId]),
    );
    const [row] = Rows.parse(rows);
    return row && { workflowId: row.workflow_id ?? workflowIdOfRun(runId), ended: row.ended };
  }
}
