import { CancelledFailure, Context } from '@temporalio/activity';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { ConnectorError, type Action, type ConnectorRegistry } from '@jarvis/connector-kit';
import { isDatabaseUnavailable } from '@jarvis/database';
import { FAILURE, type Patience, type StepError } from '@jarvis/plan';
import type { ActionNode, RetryPolicy } from '@jarvis/steps/nodes';
import { judgeWait, LongWait, usedUpHint } from './vendor-wait.js';

interface Step {
  name: string;
  path: string;
}

/** A step's attempt that failed: whom it asked, how often, and how long the step may still wait for the vendor. */
interface Attempted extends Patience {
  platform: string;
  attempts: number;
}

/**
 * What a failure means to Temporal; the only place where a vendor's error becomes one of its failures, or a long wait.
 * `final`: the step has used up its attempts.
 */
export function toFailure(
  error: unknown,
  step: Step,
  { final = false, attempted }: { final?: boolean; attempted?: Attempted } = {},
): Error {
  if (error instanceof TemporalFailure || error instanceof LongWait) return error;
  const problem = toStepError(error, step);
  if (error instanceof ConnectorError) {
    const goesOn = !final && error.retryable;
    const wait = judgeWait(goesOn ? error.retryAfterMs : undefined, attempted ?? {});
    if (wait.kind === 'long' && attempted) return new LongWait({ ...attempted, until: wait.until, error: problem });
    return ApplicationFailure.create({
      type: error.code === 'invalid-input' ? FAILURE.invalidInput : FAILURE.vendor,
      message: problem.message,
      nonRetryable: !goesOn || wait.kind === 'used-up',
      nextRetryDelay: wait.kind === 'short' ? wait.delayMs : undefined,
      details: [wait.kind === 'used-up' ? { ...problem, hint: usedUpHint(wait.askedMs) } : problem],
      cause: error,
    });
  }
  return ApplicationFailure.create({
    type: isDatabaseUnavailable(error) ? 'DatabaseUnavailable' : 'InternalError',
    message: problem.message,
    details: [problem],
    // A database that is away comes back; anything else is a fault of ours and gets the step's attempts.
    nonRetryable: final && !isDatabaseUnavailable(error),
    cause: error instanceof Error ? error : undefined,
  });
}

/** Whether a step ends with this failure: its attempts are used up, or it says that the error is not worth another one. */
export function isLastAttempt(
  { maximumAttempts, notOn = [] }: Pick<RetryPolicy, 'maximumAttempts' | 'notOn'>,
  { attempts, error }: { attempts: number; error: unknown },
): boolean {
  return attempts >= maximumAttempts || (error instanceof ConnectorError && notOn.includes(error.code));
}

/** What a failure means to people. */
export function toStepError(error: unknown, { name, path }: Step): StepError {
  if (error instanceof ConnectorError) {
    const { code, message, hint } = error;
    return { code, message, ...(hint === undefined ? {} : { hint }), stepPath: path };
  }
  if (isDatabaseUnavailable(error)) {
    return {
      code: 'database-unavailable',
      message: `"${name}" waits for the database, which does not answer.`,
      hint: 'It goes on by itself when PostgreSQL is back.',
      stepPath: path,
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: `"${name}" failed: ${message}`, stepPath: path };
}

/** A fault of ours is tried this often where no step says otherwise: often enough for a blip, not for ever. */
const MAX_ATTEMPTS = 10;

/** Runs `work`; whatever it throws leaves as a Temporal failure. */
export async function withFailures<T>(
  step: Step & { retry?: Pick<RetryPolicy, 'maximumAttempts'> },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const limit = step.retry?.maximumAttempts ?? MAX_ATTEMPTS;
    throw toFailure(error, step, { final: Context.current().info.attempt >= limit });
  }
}

/** Looks an action up. A plan that names an unknown one was compiled by another version of the worker. */
export function actionOrFail(registry: ConnectorRegistry, node: Pick<ActionNode, 'uses' | 'name'>): Action {
  const action = registry.getAction(node.uses);
  if (action) return action;
  throw new ConnectorError({
    code: 'invalid-input',
    message: `This worker does not know the action ${node.uses} of "${node.name}".`,
    hint: 'Update the worker, or publish the rule again.',
  });
}

/** Whether the activity was asked to stop, as opposed to the vendor failing. */
export function isCancelledBy(signal: AbortSignal, error: unknown): boolean {
  return signal.aborted && (signal.reason instanceof CancelledFailure || error instanceof CancelledFailure);
}
