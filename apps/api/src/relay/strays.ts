import { SEARCH_ATTRIBUTES, WORKFLOW_TYPE } from '@jarvis/plan';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { z } from 'zod';
import type { Drift } from './drift.js';
import type { OpenRunsQueries } from './open-runs.queries.js';

const PAGE = 200;
/** Workflows looked at in one pass; the next pass goes on behind them. */
const MAX_A_PASS = 2000;

/** Walks over all running workflows, a part each time, round after round. */
export class RunningWorkflows {
  private round: AsyncIterator<WorkflowExecutionInfo> | undefined;

  /** @returns the next part, and whether the round ends with it */
  async next(client: Client): Promise<{ workflows: WorkflowExecutionInfo[]; ended: boolean }> {
    const query = `WorkflowType = '${WORKFLOW_TYPE}' and ExecutionStatus = 'Running'`;
    this.round ??= client.workflow.list({ query, pageSize: PAGE })[Symbol.asyncIterator]();
    const workflows: WorkflowExecutionInfo[] = [];
    try {
      while (workflows.length < MAX_A_PASS) {
        const step = await this.round.next();
        if (step.done === true) {
          this.round = undefined;
          return { workflows, ended: true };
        }
        workflows.push(step.value);
      }
      return { workflows, ended: false };
    } catch (error) {
      this.round = undefined;
      throw error;
    }
  }
}

/** Of these running workflows, those whose row has ended or does not exist. */
export async function straysAmong(
  openRuns: OpenRunsQueries,
  workflows: readonly WorkflowExecutionInfo[],
  quietSeconds: number,
): Promise<Drift[]> {
  const quiet = workflows.filter(({ startTime }) => startTime.getTime() < Date.now() - quietSeconds * 1000);
  if (quiet.length === 0) return [];
  const known = await openRuns.findByWorkflows({
    runIds: quiet.flatMap(({ workflowId }) => runIdOf(workflowId) ?? []),
    workflowIds: quiet.map(({ workflowId }) => workflowId),
    quietSeconds,
  });
  const byWorkflow = new Map(known.map((row) => [row.workflow_id, row]));
  const byId = new Map(known.map((row) => [row.id, row]));
  return quiet.flatMap((workflow): Drift[] => {
    const { workflowId: temporalId } = workflow;
    const row = byWorkflow.get(temporalId) ?? byId.get(runIdOf(temporalId) ?? '');
    const stray = { runId: row?.id ?? null, temporalId, mended: false };
    if (!row) {
      const message = 'A workflow runs in Temporal that belongs to no run here.';
      return [{ ...stray, observatoryId: observatoryOf(workflow), kind: 'row-missing', message }];
    }
    if (!row.finished) return [];
    const message = 'The run has ended, and its workflow runs on in Temporal.';
    return [{ ...stray, observatoryId: row.observatory_id, kind: 'row-closed', message }];
  });
}

/** What it was started with says whose it is; whoever acts on that must check it. */
function observatoryOf({ typedSearchAttributes }: WorkflowExecutionInfo): string | null {
  const value = typedSearchAttributes.get({ name: SEARCH_ATTRIBUTES.observatory, type: 'KEYWORD' });
  return z.uuid().safeParse(value).data ?? null;
}

function runIdOf(workflowId: string): string | undefined {
  return z.uuid().safeParse(workflowId.replace(/^run-/, '')).data;
}
