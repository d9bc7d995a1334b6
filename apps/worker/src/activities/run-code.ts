import { CodeBusy, CodeError, type CodePool } from '@jarvis/code';
import { recordSteps } from '@jarvis/database';
import { compileSchema } from '@jarvis/json-schema';
import { effectKey, FAILURE, type Json, type PlanActivities, type RunCodeInput, type StepError } from '@jarvis/plan';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityDependencies } from './dependencies.js';
import { withFailures } from './failures.js';
import { withHeartbeat } from './heartbeat.js';
import { toWorkflowValue } from './value-limit.js';

/** Problems of a result that a person is told. */
const MAX_SHOWN = 3;

/** Computes what the code of a step gives. It has no effect, so there is one commit and no ledger row. */
export function createRunCode({ code, database, slots }: ActivityDependencies): PlanActivities['runCode'] {
  return (call) =>
    withFailures(call.node, () =>
      withHeartbeat(() => (call.node.lane === 'local' ? slots.run(call.observatoryId, () => work(call)) : work(call))),
    );

  async function work(call: RunCodeInput): ReturnType<PlanActivities['runCode']> {
    const beganAt = performance.now();
    const output = await compute(code, call);
    const { runId, observatoryId, ruleId, node, iteration, records, inputs, startedAt } = call;
    const { id: stepId, path, name, lane } = node;
    await database.statements(observatoryId, (manager) =>
      recordSteps(manager, {
        scope: { runId, observatoryId, ruleId },
        records: [
          ...records,
          {
            ...{ stepId, path, iteration, kind: 'code', name, lane, status: 'succeeded', attempts: 1 },
            ...{ input: inputs, output, startedAt, finishedAt: new Date().toISOString() },
          },
        ],
        feed: [],
      }),
    );
    return { status: 'done', output, tookMs: Math.round(performance.now() - beganAt) };
  }
}

/** In a rehearsal too: there is nothing in it that could leave. */
export async function compute(pool: CodePool, call: RunCodeInput): Promise<Json> {
  const { node, inputs, observatoryId, runId, iteration, startedAt } = call;
  const { code, path, timeoutMs } = node;
  try {
    const seed = effectKey({ runId, path, iteration });
    const value = await pool.run({
      owner: observatoryId,
      code,
      inputs,
      now: startedAt,
      seed,
      limitMs: timeoutMs,
      signal: Context.current().cancellationSignal,
    });
    const output = toWorkflowValue(value, node);
    assertFits(output, node);
    return output;
  } catch (error) {
    if (error instanceof CodeBusy) throw busy(error);
    throw error instanceof CodeError ? failed(error.problem, path) : error;
  }
}

function assertFits(output: Json, { outputSchema }: RunCodeInput['node']): void {
  if (outputSchema === undefined) return;
  const problems = compileSchema(outputSchema)(output).slice(0, MAX_SHOWN);
  if (problems.length === 0) return;
  const words = problems.map(({ path, message }) => `${path === '' ? 'it' : `“${path}”`} ${message}`);
  throw new CodeError({
    code: 'code-result',
    message: `What the code gives does not fit the schema of the step: ${words.join('; ')}.`,
    hint: 'Return what `output` of the step says, or change `output`.',
  });
}

/**
 * It is tried again, however often. The pause is one of the server's timers, so no workflow task is held open for it, and
 * not the same for all who wait.
 */
function busy(cause: CodeBusy): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'CodeBusy',
    message: cause.message,
    nextRetryDelay: 1_000 + Math.round(Math.random() * 1_000),
    cause,
  });
}

/** The same code with the same inputs fails again, so it is not tried again. */
function failed(problem: Omit<StepError, 'stepPath'>, stepPath: string): ApplicationFailure {
  const { message } = problem;
  return ApplicationFailure.create({
    type: FAILURE.code,
    message,
    nonRetryable: true,
    details: [{ ...problem, stepPath }],
  });
}
