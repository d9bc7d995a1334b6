import { escapeMarkdown, FAILURE, type PlanActivities, type RunScope } from '@jarvis/plan';
import type { RetryPolicy } from '@jarvis/steps/nodes';
import type { Lane } from '@jarvis/vocabulary';
import {
  ApplicationFailure,
  proxyActivities,
  proxyLocalActivities,
  sleep,
  type ActivityOptions,
  type LocalActivityOptions,
} from '@temporalio/workflow';
import { GroupBudget, type StepResult } from './group-budget.js';
import type { Timeline } from './timeline.js';
import { isUnsealed } from './unsealed.js';

/** The activity enforces `timeoutMs` itself and settles the ledger; Temporal's own timeout only notices a dead worker. */
const SETTLE_MARGIN_MS = 15_000;
const HEARTBEAT_TIMEOUT_MS = 15_000;
/** A longer backoff becomes a timer of the server, so that it holds no workflow task open. */
const LOCAL_BACKOFF_LIMIT_MS = 1000;
/** Bookkeeping is retried until the database is back; giving up would lose the record of what happened. */
const BOOKKEEPING: LocalActivityOptions = {
  startToCloseTimeout: 30_000,
  localRetryThreshold: LOCAL_BACKOFF_LIMIT_MS,
  retry: { initialInterval: 100, backoffCoefficient: 2, maximumInterval: 10_000 },
};

interface StepCall {
  lane: Lane;
  timeoutMs: number;
  retry: RetryPolicy;
  summary: string;
}

/** Calls one activity of the given lane. */
type Perform<Result> = (activities: PlanActivities, scope: RunScope) => Promise<Result>;

/** What every call tells about the run; the timeline's unwritten records are added by {@link ActivityCalls}. */
export type RunIdentity = Omit<RunScope, 'records'>;

/** Calls activities in the right lane and hands them the step records that still need a row. */
export class ActivityCalls {
  private readonly budget = new GroupBudget();
  private pause: Promise<void> | undefined;
  private lastRecord: Promise<unknown> | undefined;

  constructor(
    private readonly identity: RunIdentity,
    private readonly timeline: Timeline,
  ) {}

  /** A step of the plan, with its own lane, timeout and retries. */
  step<Result extends StepResult>(call: StepCall, perform: Perform<Result>): Promise<Result> {
    if (call.lane === 'remote') {
      return this.withRecords(proxyActivities(remoteOptions(call)), perform, () => this.budget.reset());
    }
    const local = (): Promise<Result> =>
      this.withRecords(proxyLocalActivities(localOptions(call)), perform, (result) => this.budget.spend(result));
    return this.budget.isSpent ? this.letSignalsIn().then(local) : local();
  }

  /** A short write to our own database. One after the other, so that what is said last of a run is what its row says. */
  record<Result>(summary: string, perform: Perform<Result>): Promise<Result> {
    const write = (): Promise<Result> =>
      this.withRecords(proxyLocalActivities({ ...BOOKKEEPING, summary: escapeMarkdown(summary) }), perform);
    const written = this.lastRecord === undefined ? write() : this.lastRecord.then(write, write);
    const done = (): void => {
      if (this.lastRecord === written) this.lastRecord = undefined;
    };
    this.lastRecord = written;
    written.then(done, done);
    return written;
  }

  /** Call after anything that ended the workflow task. */
  startNewGroup(): void {
    this.budget.reset();
  }

  /** Steps that run at the same time share the pause. */
  private letSignalsIn(): Promise<void> {
    this.pause ??= sleep(1, { summary: 'Lets signals in' }).then(
      () => {
        this.pause = undefined;
        this.budget.reset();
      },
      (error: unknown) => {
        this.pause = undefined;
        throw error;
      },
    );
    return this.pause;
  }

  /**
   * Not async, and neither is {@link step}: the SDK takes a stack trace for every promise of a workflow, and every
   * `async` and `await` on a step's way is one.
   */
  private withRecords<Result>(
    activities: PlanActivities,
    perform: Perform<Result>,
    then?: (result: Result) => void,
  ): Promise<Result> {
    const { records, written } = this.timeline.takeUnwritten();
    return perform(activities, { ...this.identity, records }).then((result) => {
      if (isUnsealed(result)) throw notFromOurWorker();
      // Kept until an activity has succeeded: writing them twice is harmless, losing them is not.
      written();
      then?.(result);
      return result;
    });
  }
}

/** Whoever can reach Temporal can complete an activity with an answer of their own. */
function notFromOurWorker(): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    'The answer of this step was not sealed by a worker of this installation, so it is not used. What the step did is not known: look at the vendor, then run it again.',
    FAILURE.foreignAnswer,
  );
}

function remoteOptions({ timeoutMs, retry, summary }: StepCall): ActivityOptions {
  return {
    startToCloseTimeout: timeoutMs + SETTLE_MARGIN_MS,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: retryOptions(retry),
    summary: escapeMarkdown(summary),
  };
}

function localOptions({ timeoutMs, retry, summary }: StepCall): LocalActivityOptions {
  return {
    startToCloseTimeout: timeoutMs + SETTLE_MARGIN_MS,
    localRetryThreshold: LOCAL_BACKOFF_LIMIT_MS,
    retry: retryOptions(retry),
    summary: escapeMarkdown(summary),
  };
}

/**
 * No `maximumAttempts`: the activity counts attempts at the vendor and fails for good at the step's limit, so that
 * a database that is down for a while does not use them up.
 */
function retryOptions(retry: RetryPolicy): ActivityOptions['retry'] {
  return {
    initialInterval: retry.initialIntervalMs,
    backoffCoefficient: retry.backoffCoefficient,
    maximumInterval: Math.max(retry.maximumIntervalMs, retry.initialIntervalMs),
    nonRetryableErrorTypes: Object.values(FAILURE).filter((type) => type !== FAILURE.vendor),
  };
}
