import { beginEffect, hashJson, settleEffect } from '@jarvis/database';
import type { PerformActionResult } from '@jarvis/plan';
import type { StepJob } from './step-job.js';
import { toWorkflowValue } from './value-limit.js';

/**
 * A write to our own database only: ledger, feed and step are one transaction, so there is no moment in which it
 * may or may not have happened.
 */
export async function performOwnWrite(job: StepJob): Promise<PerformActionResult> {
  const { action, call, dependencies, key, scope } = job;
  const result = await job.run({ attempt: 1 });
  const output = toWorkflowValue(result.output, call.node);
  return dependencies.database.tenant(scope.observatoryId, async (manager) => {
    const { started, effect } = await beginEffect(manager, {
      scope,
      records: [],
      effect: {
        key,
        stepPath: call.node.path,
        iteration: call.iteration,
        platform: action.platform,
        action: action.id,
        effect: 'write',
        inputHash: hashJson(call.input),
        request: job.masked(call.input),
      },
    });
    if (!started) return { status: 'done', output: effect.response, attempts: effect.attempts };
    const { attempts } = effect;
    await settleEffect(manager, {
      scope,
      records: [...call.records, job.record('succeeded', { output, attempts })],
      activities: job.activity(output, result),
      key,
      outcome: { state: 'confirmed', output: job.masked(output) },
    });
    return { status: 'done', output, attempts };
  });
}
