import { Context } from '@temporalio/activity';
import { ConnectorError, type ActionResult } from '@jarvis/connector-kit';
import { beginEffect, hashJson, resendEffect, type LedgerEffect } from '@jarvis/database';
import type { PerformActionResult } from '@jarvis/plan';
import { hasSentNothing } from './action-context.js';
import { isCancelledBy, isLastAttempt, toFailure } from './failures.js';
import { confirm, settleFailed, settleUnknown } from './settle.js';
import { msSinceLastSend } from './effect-age.js';
import type { StepJob } from './step-job.js';
import { judgeWait } from './vendor-wait.js';

/** Attempts at looking a lost effect up, beyond the step's own, before a person is asked. */
const EXTRA_LOOKUPS = 10;
/** On top of the step's timeout, before an attempt of which nothing was heard counts as over. */
const IN_FLIGHT_MARGIN_MS = 2000;

/**
 * A write to the outside: intent committed before the send, outcome after it. An attempt that finds the intent
 * already there repeats only what is known to be harmless (the vendor takes our key, or was looked at and has
 * nothing); everything else becomes `unknown`, for a person to settle.
 */
export async function performWrite(job: StepJob): Promise<PerformActionResult> {
  const { started, effect } = await begin(job);
  if (started) return send(job, effect);
  switch (effect.state) {
    case 'confirmed':
      return effect.response === null ? completeConfirmed(job, effect) : doneBefore(effect);
    case 'unknown':
      return unknownResult(job, effect);
    case 'sent':
      return recover(job, effect);
    case 'intended':
    case 'failed':
      throw repeatSoon(job, 'Another attempt is settling this step.', 1000);
  }
}

async function begin(job: StepJob) {
  const { action, call, dependencies, key, scope } = job;
  const { node, iteration, input } = call;
  return dependencies.database.statements(scope.observatoryId, (manager) =>
    beginEffect(manager, {
      scope,
      records: [...call.records, job.record('running', { attempts: 1 })],
      effect: {
        key,
        stepPath: node.path,
        iteration,
        platform: action.platform,
        action: action.id,
        connectionId: node.connectionId,
        effect: 'write',
        inputHash: hashJson(input),
        request: job.masked(input),
      },
    }),
  );
}

/** `earlierLost`: nobody knows what came of an attempt before this one. */
async function send(job: StepJob, effect: LedgerEffect, { earlierLost = false } = {}): Promise<PerformActionResult> {
  const { attempts } = effect;
  let result: ActionResult;
  try {
    result = await job.run({ attempt: attempts, ...(effect.sentAt ? { sentAt: effect.sentAt } : {}) });
  } catch (error) {
    return afterFailedSend(job, effect, { error, earlierLost });
  }
  return confirm(job, result, attempts);
}

async function afterFailedSend(
  job: StepJob,
  effect: LedgerEffect,
  { error, earlierLost }: { error: unknown; earlierLost: boolean },
): Promise<PerformActionResult> {
  const { attempts } = effect;
  if (isCancelledBy(Context.current().cancellationSignal, error)) {
    await settleUnknown(job, attempts, 'The run was cancelled while this was being sent.');
    throw error;
  }
  if (!earlierLost && hasSentNothing(error)) return giveUpAttempt(job, attempts, error);
  switch (job.action.idempotencyOf(job.call.input)) {
    case 'none':
      return askPerson(job, effect, messageOf(error));
    case 'native':
      if (isLast(job, attempts) || !canHelp(error)) return askPerson(job, effect, messageOf(error));
      return tryLater(job, effect, error);
    case 'lookup':
      return lookAfterLostAnswer(job, effect, error);
  }
}

/** The answer got lost: after a moment the vendor is asked whether it took effect. */
async function lookAfterLostAnswer(job: StepJob, effect: LedgerEffect, error: unknown): Promise<PerformActionResult> {
  const { attempts } = effect;
  await Context.current().sleep(job.dependencies.lookupPauseMs);
  let existing: ActionResult | null;
  try {
    existing = await job.findExisting({ attempt: attempts, sentAt: effect.sentAt ?? new Date() });
  } catch (lookupError) {
    if (isLast(job, attempts)) return askPerson(job, effect, messageOf(lookupError));
    return tryLater(job, effect, lookupError);
  }
  return existing ? confirm(job, existing, attempts) : giveUpAttempt(job, attempts, error);
}

/** An attempt died between its two commits, in this process or another. */
async function recover(job: StepJob, effect: LedgerEffect): Promise<PerformActionResult> {
  const idempotency = job.action.idempotencyOf(job.call.input);
  if (idempotency === 'native') return sendAgain(job, effect, { earlierLost: true });
  // It may still be on its way: looking now, or asking a person, would be too early.
  const over = job.call.node.timeoutMs + IN_FLIGHT_MARGIN_MS - (await msSinceLastSend(job));
  if (over > 0) throw repeatSoon(job, 'An earlier attempt may still be on its way.', over);
  if (idempotency === 'none') {
    return askPerson(job, effect, 'The worker stopped while this was being sent.');
  }
  let existing: ActionResult | null;
  try {
    existing = await job.findExisting({
      attempt: effect.attempts + 1,
      ...(effect.sentAt ? { sentAt: effect.sentAt } : {}),
    });
  } catch (error) {
    if (job.tries >= job.call.node.retry.maximumAttempts + EXTRA_LOOKUPS) {
      return askPerson(job, effect, messageOf(error));
    }
    return tryLater(job, effect, error);
  }
  return existing ? confirm(job, existing, effect.attempts) : sendAgain(job, effect);
}

async function sendAgain(
  job: StepJob,
  effect: LedgerEffect,
  circumstances?: { earlierLost: boolean },
): Promise<PerformActionResult> {
  if (isLast(job, effect.attempts)) {
    return askPerson(job, effect, 'No attempt got an answer.');
  }
  const { dependencies, key, scope } = job;
  const attempts = await dependencies.database.statements(scope.observatoryId, (manager) => resendEffect(manager, key));
  if (attempts === null) throw repeatSoon(job, 'Another attempt has settled this step.');
  return send(job, { ...effect, attempts }, circumstances);
}

/** Definitely not done: the ledger says so, and Temporal repeats it unless it was the last attempt. */
async function giveUpAttempt(job: StepJob, attempts: number, error: unknown): Promise<never> {
  const final = isLastAttempt(job.call.node.retry, { attempts, error });
  await settleFailed(job, attempts, error);
  throw job.failure(error, { attempts, final });
}

const doneBefore = ({ response, attempts }: LedgerEffect): PerformActionResult => ({
  status: 'done',
  output: response,
  attempts,
});

/**
 * A person said that it happened and not with what result. Where the vendor can be asked, the ledger gets its id and
 * the step its output; where it cannot, the person's word stands as it is.
 */
async function completeConfirmed(job: StepJob, effect: LedgerEffect): Promise<PerformActionResult> {
  const { attempts, sentAt } = effect;
  if (job.action.idempotencyOf(job.call.input) !== 'lookup' || sentAt === null) return doneBefore(effect);
  let found: ActionResult | null;
  try {
    found = await job.findExisting({ attempt: attempts, sentAt });
  } catch (error) {
    job.dependencies.logger.warn({ step: job.key, err: error }, 'What a person confirmed could not be looked up.');
    return doneBefore(effect);
  }
  return found ? confirm(job, found, attempts) : doneBefore(effect);
}

async function askPerson(job: StepJob, effect: LedgerEffect, reason: string): Promise<PerformActionResult> {
  await settleUnknown(job, effect.attempts, reason);
  return unknownResult(job, effect);
}

function unknownResult({ call, platformTitle }: StepJob, effect: LedgerEffect): PerformActionResult {
  return {
    status: 'unknown',
    effectId: effect.id,
    message: `It is not known whether "${call.node.name}" happened on ${platformTitle}. Look there, then say so on the run's page.`,
    attempts: effect.attempts,
  };
}

function isLast({ call }: StepJob, attempts: number): boolean {
  return attempts >= call.node.retry.maximumAttempts;
}

/** Nothing is wrong at the vendor: this call of the activity only came too early. */
function repeatSoon({ call }: StepJob, message: string, delayMs?: number): Error {
  return toFailure(new ConnectorError({ code: 'unavailable', message, retryAfterMs: delayMs }), call.node);
}

/**
 * It may have happened, and cannot be asked right now: the effect stays `sent` and the vendor is asked again later.
 * A step that may wait no longer leaves it to a person, since to fail would say that it did not happen.
 */
async function tryLater(job: StepJob, effect: LedgerEffect, error: unknown): Promise<PerformActionResult> {
  const { attempts } = effect;
  if (judgeWait(retryAfterOf(error), job.call).kind === 'used-up') return askPerson(job, effect, messageOf(error));
  await job.noteRetry(error, attempts);
  const retryAfterMs = retryAfterOf(error);
  throw job.failure(
    new ConnectorError({ code: codeOf(error), message: messageOf(error), retryAfterMs, cause: error }),
    {
      attempts,
    },
  );
}

/** What can be asked again, whatever the vendor called it. */
function codeOf(error: unknown): 'rate-limited' | 'unavailable' {
  return error instanceof ConnectorError && error.code === 'rate-limited' ? 'rate-limited' : 'unavailable';
}

/** Whether the same request, under the same key, may get another answer. */
function canHelp(error: unknown): boolean {
  return !(error instanceof ConnectorError) || error.retryable;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function retryAfterOf(error: unknown): number | undefined {
  return error instanceof ConnectorError ? error.retryAfterMs : undefined;
}
