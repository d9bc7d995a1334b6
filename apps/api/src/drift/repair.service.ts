import { Inject, Injectable } from '@nestjs/common';
import { DriftEntry, Run, type Database } from '@jarvis/database';
import { SIGNAL_LOOK_AGAIN } from '@jarvis/plan';
import { IsNull } from 'typeorm';
import type { Principal } from '../auth/principal.js';
import { notFound, refuse, type ApiError } from '../http/api-error.js';
import { audit } from '../infrastructure/audit.js';
import { TemporalGateway } from '../infrastructure/temporal-gateway.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { isWorkflowGone } from '../relay/delivery-outcome.js';
import { close } from '../relay/mend-run.js';
import { stuckAtTry } from '../relay/stuck-workflow.js';
import { ReplayService } from '../runs/replay.service.js';
import { AdoptService } from './adopt.service.js';
import { repairsOf, type Repair, type Repaired } from './drift.schemas.js';

/** The repairs that the reconciler leaves to a person. Each holds what was listed against how it is now. */
@Injectable()
export class RepairService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly temporal: TemporalGateway,
    private readonly adoption: AdoptService,
    private readonly replays: ReplayService,
  ) {}

  /** @throws ApiError 404 for what is not listed, 409 for a repair that does not fit it, or no longer does */
  async repair(principal: Principal, id: string, repair: Repair): Promise<Repaired> {
    const entry = await this.findOrFail(principal, id);
    if (!repairsOf(entry).includes(repair)) {
      throw refuse.conflict({
        code: 'repair-does-not-fit',
        message: `“${repair}” does not put this right (${entry.kind}).`,
        hint: 'Use one of the repairs that are listed with it.',
      });
    }
    const runId = await this.apply(principal, entry, repair);
    await this.database.tenant(principal.observatoryId, async (manager) => {
      await manager.delete(DriftEntry, { id });
      await audit(manager, principal, {
        action: 'drift.repaired',
        entityType: 'drift',
        entityId: id,
        metadata: { repair, kind: entry.kind, temporalId: entry.temporalId, runId },
      });
    });
    return { runId };
  }

  private async findOrFail({ observatoryId }: Principal, id: string): Promise<DriftEntry> {
    const entry = await this.database.tenant(observatoryId, (manager) => manager.findOneBy(DriftEntry, { id }));
    if (!entry) throw notFound('disagreement');
    return entry;
  }

  private async apply(principal: Principal, entry: DriftEntry, repair: Repair): Promise<string | null> {
    switch (repair) {
      case 'adopt':
        return this.adoption.adopt(principal, entry.temporalId);
      case 'terminate':
        return this.terminateStray(principal, entry);
      case 'tell-again':
        return this.tellAgain(entry);
      case 'close':
        return this.closeRun(principal, entry);
      case 'run-again':
        return this.runAgain(principal, entry);
      case 'remove-schedule':
        return this.removeSchedule(entry);
    }
  }

  /** Only while no open run stands behind the workflow. */
  private async terminateStray(principal: Principal, entry: DriftEntry): Promise<string | null> {
    const { temporalId: workflowId, runId } = entry;
    const wanted = await this.database.tenant(principal.observatoryId, (manager) =>
      manager.exists(Run, { where: [{ workflowId, finishedAt: IsNull() }, ...byId(runId)] }),
    );
    if (wanted) throw changed();
    await this.terminate(principal, entry);
    return runId;
  }

  private async tellAgain({ temporalId, runId, kind }: DriftEntry): Promise<string | null> {
    try {
      await this.temporal.within(async (client) => {
        const workflow = client.workflow.getHandle(temporalId);
        if (kind === 'cancel-lost') await workflow.cancel();
        else await workflow.signal(SIGNAL_LOOK_AGAIN);
      });
    } catch (error) {
      if (isWorkflowGone(error)) throw changed();
      throw error;
    }
    return runId;
  }

  private async closeRun(principal: Principal, entry: DriftEntry): Promise<string> {
    if (entry.kind === 'workflow-stuck') await this.failIfGoesOn(entry);
    if (entry.kind === 'workflow-missing') await this.failIfKnown(entry);
    else await this.terminate(principal, entry);
    return this.closeRow(principal, entry);
  }

  private async closeRow({ name }: Principal, entry: DriftEntry): Promise<string> {
    const { runId: id, observatoryId: observatory_id, message } = entry;
    if (id === null) throw changed();
    const words = { status: 'failed', message: `${name} closed this run: ${message}` } as const;
    await close(this.database, { id, observatory_id }, words);
    return id;
  }

  /** Both or neither: a run that cannot be repeated stays as it is, and says why. */
  private async runAgain(principal: Principal, entry: DriftEntry): Promise<string> {
    await this.failIfKnown(entry);
    return this.database.tenant(principal.observatoryId, async () => {
      const closed = await this.closeRow(principal, entry);
      const asked = { version: 'same', idempotencyKey: `drift-${entry.id}` } as const;
      return (await this.replays.replay(principal, closed, asked)).runId;
    });
  }

  private async removeSchedule({ temporalId }: DriftEntry): Promise<null> {
    try {
      await this.temporal.within((client) => client.schedule.getHandle(temporalId).delete());
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ScheduleNotFoundError')) throw error;
    }
    return null;
  }

  private async terminate({ name }: Principal, { temporalId, message }: DriftEntry): Promise<void> {
    const reason = `Ended by ${name} in Jarvis: ${message}`;
    try {
      await this.temporal.within((client) => client.workflow.getHandle(temporalId).terminate(reason));
    } catch (error) {
      if (!isWorkflowGone(error)) throw error;
    }
  }

  /** A later try succeeded, or a newer worker came: nobody may end what works. */
  private async failIfGoesOn({ temporalId }: DriftEntry): Promise<void> {
    try {
      const description = await this.temporal.within((client) => client.workflow.getHandle(temporalId).describe());
      if (stuckAtTry(description) !== undefined) return;
    } catch (error) {
      if (!isWorkflowGone(error)) throw error;
    }
    throw changed();
  }

  /** Temporal was restored once more: the run may go on by itself. */
  private async failIfKnown({ temporalId }: DriftEntry): Promise<void> {
    try {
      await this.temporal.within((client) => client.workflow.getHandle(temporalId).describe());
    } catch (error) {
      if (isWorkflowGone(error)) return;
      throw error;
    }
    throw changed();
  }
}

function byId(runId: string | null) {
  return runId === null ? [] : [{ id: runId, finishedAt: IsNull() }];
}

function changed(): ApiError {
  return refuse.conflict({
    code: 'no-longer-so',
    message: 'This has changed since it was found, so nothing was done.',
    hint: 'Compare again and look at what is listed then.',
  });
}
