import { randomUUID } from 'node:crypto';
import { WorkflowFailedError, type Client } from '@temporalio/client';
import {
  escapeMarkdown,
  REHEARSAL_TASK_QUEUE,
  RunResult,
  WORKFLOW_TYPE,
  type Json,
  type Plan,
  type RehearsalAnswer,
  type RehearsalEvent,
  type RunInput,
  type StepResult,
} from '@jarvis/plan';
import { RehearsalError } from './rehearsal-error.js';
import { isUnsupported, skipTime } from './time-skipping.js';

/** Real time. A rehearsal takes about a second; far beyond that its worker is missing or it waits for real. */
const DEFAULT_DEADLINE_MS = 20_000;

export interface Rehearsal {
  plan: Plan;
  event: Json;
  /** Default: started by hand. */
  trigger?: RunInput['trigger'];
  /** By the approval's step id; an approval without one expires. */
  answers: Record<string, RehearsalAnswer>;
  /** By the id of the step that waits for it; one without an event waits until its time is over. */
  events?: Record<string, RehearsalEvent>;
  /** Ids of the steps that fail. */
  failures?: string[];
  /** What steps give instead of being done, by their ids. */
  pins?: Record<string, Json>;
  /** What steps gave that are not in the plan, where only a part of one is rehearsed. */
  results?: Record<string, StepResult>;
  rule?: NonNullable<RunInput['rule']>;
  /** Default: the rehearsal worker's. */
  taskQueue?: string;
  /** How long to wait in real time, milliseconds. */
  deadlineMs?: number;
}

/**
 * Runs a plan on the real engine in virtual time, with stand-ins for every effect: nothing leaves, nothing is
 * written to the database, and a wait of days takes a moment.
 *
 * @param client of the rehearsal namespace (`TEMPORAL_REHEARSAL_NAMESPACE`), with the payload codec
 * @returns how it would end, and `steps`: the timeline with virtual times
 * @throws RehearsalError when the server cannot skip time, no rehearsal worker answers, or the plan never ends
 */
export async function rehearsePlan(client: Client, rehearsal: Rehearsal): Promise<RunResult> {
  const { plan, event, answers, events = {}, failures = [], pins = {}, results, rule } = rehearsal;
  const { taskQueue = REHEARSAL_TASK_QUEUE } = rehearsal;
  const { trigger = { type: 'manual', summary: 'Rehearsal' } } = rehearsal;
  const runId = randomUUID();
  const input: RunInput = {
    runId,
    // Stand-ins touch no tenant's data, so no tenant's id needs to go along.
    observatoryId: randomUUID(),
    ...(rule ? { rule } : {}),
    plan,
    trigger,
    event,
    rehearsal: { answers, events, failures, pins },
    // It goes on in none of the plan's loops, so that all of the plan is run.
    ...(results ? { resumption: { path: '', results, approvals: {}, state: null } } : {}),
  };
  // The ordinary start encodes input and summary; a raw request would send them in plain.
  const handle = await client.workflow.start(WORKFLOW_TYPE, {
    taskQueue,
    workflowId: `rehearsal-${runId}`,
    args: [input],
    staticSummary: `Rehearsal: ${escapeMarkdown(plan.name.slice(0, 189))}`,
  });
  try {
    await skipTime(client, { workflowId: handle.workflowId });
    const outcome: Promise<unknown> = handle.result();
    const result = await withDeadline(outcome, rehearsal.deadlineMs ?? DEFAULT_DEADLINE_MS);
    return RunResult.parse(result);
  } catch (error) {
    await handle.terminate('The rehearsal was given up.').catch(() => undefined);
    throw explain(error);
  }
}

async function withDeadline<T>(result: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new RehearsalError(
          'no-answer',
          `The rehearsal did not end within ${(milliseconds / 1000).toString()} s of real time. Check that the worker runs; a plan that waits more than 1,000 times cannot be rehearsed.`,
        ),
      );
    }, milliseconds);
  });
  try {
    return await Promise.race([result, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

function explain(error: unknown): unknown {
  if (isUnsupported(error)) {
    return new RehearsalError(
      'not-supported',
      'This Temporal server cannot skip time, so nothing can be rehearsed. Use Temporal 1.32 or newer with frontend.WorkflowTimeSkippingEnabled for the rehearsal namespace.',
      { cause: error },
    );
  }
  if (error instanceof WorkflowFailedError) {
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    return new RehearsalError('failed', `The rehearsal broke off: ${reason}`, { cause: error });
  }
  return error;
}
