import { setTimeout as sleep } from 'node:timers/promises';
import type { ActionResult } from '@jarvis/connector-kit';
import { isDatabaseUnavailable, settleEffect, type EffectOutcome } from '@jarvis/database';
import type { Json, PerformActionResult, StepError, StepRecord } from '@jarvis/plan';
import { toStepError } from './failures.js';
import type { StepJob } from './step-job.js';
import { toWorkflowValue } from './value-limit.js';

/** Within the margin the workflow gives beyond the step's timeout. */
const SETTLE_PATIENCE_MS = 10_000;
const SETTLE_INTERVAL_MS = 500;

/** It happened: ledger, step and feed say so in one commit. */
export async function confirm(job: StepJob, result: ActionResult, attempts: number): Promise<PerformActionResult> {
  const { externalId, externalUrl } = result;
  let output: Json;
  try {
    output = toWorkflowValue(result.output, job.call.node);
  } catch (error) {
    // Too large to go on, but it has happened and must never be repeated.
    const failed = job.record('failed', { attempts, error: toStepError(error, job.call.node) });
    await settle(job, { state: 'confirmed', output: null, externalId, externalUrl }, failed);
    throw error;
  }
  await settle(
    job,
    { state: 'confirmed', output: job.masked(output), externalId, externalUrl },
    job.record('succeeded', { attempts, output }),
    { output, result },
  );
  return { status: 'done', output, attempts };
}

/** It did not happen. */
export async function settleFailed(job: StepJob, attempts: number, error: unknown): Promise<void> {
  const problem = toStepError(error, job.call.node);
  await settle(job, { state: 'failed', error: problem }, job.record('running', { attempts, error: problem }));
}

/** Nobody can tell from here. */
export async function settleUnknown(job: StepJob, attempts: number, reason: string): Promise<void> {
  const { node } = job.call;
  const error: StepError = {
    code: 'effect-unknown',
    message: `It is not known whether "${node.name}" happened: ${reason}`,
    hint: `Look at ${job.platformTitle}, then say so on the run's page.`,
    stepPath: node.path,
  };
  await settle(job, { state: 'unknown', error }, job.record('waiting', { attempts, error }));
}

/**
 * Tries for a while when the database is away: an outcome that is known now would otherwise have to be found out
 * again, or asked of a person.
 */
async function settle(
  job: StepJob,
  outcome: EffectOutcome,
  own: StepRecord,
  done?: { output: Json; result: ActionResult },
): Promise<void> {
  const { dependencies, call, key, scope } = job;
  const patience = Date.now() + SETTLE_PATIENCE_MS;
  for (;;) {
    try {
      await dependencies.database.statements(scope.observatoryId, (manager) =>
        settleEffect(manager, {
          scope,
          records: [...call.records, own],
          feed: done ? job.feed(done.output, done.result) : [],
          key,
          outcome,
        }),
      );
      return;
    } catch (error) {
      if (!isDatabaseUnavailable(error) || Date.now() > patience) throw error;
      await sleep(SETTLE_INTERVAL_MS);
    }
  }
}
