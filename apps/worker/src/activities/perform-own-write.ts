import { ConnectorError } from '@jarvis/connector-kit';
import { hashJson, recordOwnEffect, refusedCall } from '@jarvis/database';
import type { PerformActionResult } from '@jarvis/plan';
import type { StepJob } from './step-job.js';
import { checkEmitted, toWorkflowValue } from './value-limit.js';

/**
 * A write to our own database only: ledger, feed and step are one statement, so there is no moment in which it
 * may or may not have happened.
 */
export async function performOwnWrite(job: StepJob): Promise<PerformActionResult> {
  const { action, call, dependencies, key, scope } = job;
  const result = await job.run({ attempt: 1 });
  const output = toWorkflowValue(result.output, call.node);
  const event = action.emits(call.input);
  if (event) checkEmitted(event.body, call.node);
  const effect = await orRefused(
    dependencies.database.statements(scope.observatoryId, (queryable) =>
      recordOwnEffect(queryable, {
        scope,
        records: [...call.records, job.record('succeeded', { output, attempts: 1 })],
        feed: job.feed(output, result),
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
        output: job.masked(output),
        event,
      }),
    ),
  );
  return { status: 'done', output: effect.response, attempts: effect.attempts };
}

/** A rule that cannot be called is what the step says, and not a fault of the database. */
async function orRefused<T>(written: Promise<T>): Promise<T> {
  try {
    return await written;
  } catch (error) {
    const refused = refusedCall(error);
    if (!refused) throw error;
    const hint =
      refused.code === 'not-found'
        ? 'It must be a rule of this observatory that is published with the trigger “Another rule calls it” and switched on.'
        : 'Nothing was started.';
    throw new ConnectorError({ ...refused, hint, cause: error });
  }
}
