import { hashJson, isKnownEffect, recordOwnEffect } from '@jarvis/database';
import { Json, JsonObject, type PerformActionResult } from '@jarvis/plan';
import { takeGiven } from './callee.js';
import { orRefused } from './refused-call.js';
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
  const event = await taken(job, action.emits(call.input));
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

/** A rule that is called takes what it says; a step that was done before is not asked again. */
async function taken(job: StepJob, event: ReturnType<StepJob['action']['emits']>): Promise<typeof event> {
  if (!event || !('call' in event)) return event;
  const { call, dependencies, key, scope } = job;
  const { call: rule, body: given } = event;
  const body = await dependencies.database.statements(scope.observatoryId, async (queryable) =>
    (await isKnownEffect(queryable, key))
      ? given
      : takeGiven(queryable, { rule, ruleName: rule, given: Json.parse(given), step: call.node }),
  );
  return { call: rule, body: JsonObject.parse(body) };
}
