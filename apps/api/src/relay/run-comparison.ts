import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@jarvis/database';
import { workflowIdOfRun } from '@jarvis/plan';
import type { Client } from '@temporalio/client';
import { DATABASE } from '../infrastructure/tokens.js';
import { TemporalGateway } from '../infrastructure/temporal-gateway.js';
import { compareState, NobodyAnswers } from './compare-state.js';
import { isWorkflowGone } from './delivery-outcome.js';
import type { KnownDrift } from './drift.queries.js';
import type { Drift } from './drift.js';
import { closeLikeWorkflow, missing, restart } from './mend-run.js';
import type { OpenRun } from './open-runs.queries.js';
import { stuck, stuckAtTry } from './stuck-workflow.js';

const ANSWER_DEADLINE_MS = 2_000;
const MAX_REMEMBERED = 20_000;
const RUNNING = new Set(['RUNNING', 'PAUSED', 'CONTINUED_AS_NEW', 'UNSPECIFIED', 'UNKNOWN']);

/** What a whole pass has in common. */
export interface Pass {
  client: Client;
  quietSeconds: number;
  /** Found by earlier passes, by the id in Temporal. */
  known: ReadonlyMap<string, KnownDrift>;
  /** Until a pass has found no worker that answers. */
  somebodyAnswers: boolean;
}

type Asked = Omit<Parameters<typeof compareState>[0], 'database'>;

/** Compares one open run with its workflow. */
@Injectable()
export class RunComparison {
  /** How both sides looked when they were last found to agree, by run. */
  private readonly agreed = new Map<string, string>();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly temporal: TemporalGateway,
  ) {}

  async compare(pass: Pass, run: OpenRun): Promise<Drift | undefined> {
    if (run.start_pending) return undefined;
    const { client, quietSeconds, known } = pass;
    const workflowId = run.workflow_id ?? workflowIdOfRun(run.id);
    try {
      const handle = client.workflow.getHandle(workflowId);
      const description = await this.temporal.within(() => handle.describe());
      if (!RUNNING.has(description.status.name)) {
        return await closeLikeWorkflow({ database: this.database, client, run, workflowId }, description.status.name);
      }
      const atTry = stuckAtTry(description);
      // It could not answer either.
      if (atTry !== undefined) return stuck(run, atTry);
      const before = known.get(workflowId);
      return await this.compareOnce(pass, { run, handle, description, quietSeconds, before });
    } catch (error) {
      if (!isWorkflowGone(error)) throw error;
      return run.status === 'queued' && !run.start_asked ? restart(this.database, run) : missing(run);
    }
  }

  /** A run that has not changed since it was compared, on either side, is not asked again: a query costs its worker. */
  private async compareOnce(pass: Pass, asked: Asked): Promise<Drift | undefined> {
    const { run, description, before } = asked;
    const { updated_at, cancel_told, effects, approvals, waits } = run;
    const { runId, historyLength } = description;
    const mark = [runId, historyLength, updated_at.getTime(), cancel_told, effects, approvals, waits].join('/');
    if (!pass.somebodyAnswers || (before === undefined && this.agreed.get(run.id) === mark)) return undefined;
    const found = await this.ask(pass, asked);
    if (found === 'nobody' || found === 'too-early') return undefined;
    if (this.agreed.size >= MAX_REMEMBERED) this.agreed.clear();
    this.agreed.set(run.id, mark);
    return found;
  }

  private async ask(pass: Pass, asked: Asked): Promise<Drift | 'nobody' | 'too-early' | undefined> {
    try {
      return await this.temporal.within(() => compareState({ ...asked, database: this.database }), ANSWER_DEADLINE_MS);
    } catch (error) {
      if (!(error instanceof NobodyAnswers)) throw error;
      pass.somebodyAnswers = false;
      return 'nobody';
    }
  }
}
