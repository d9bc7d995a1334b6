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
import type { Calls, Perform, StepCall } from './calls.js';
import { GroupBudget, type StepResult } from './group-budget.js';
import type { Timeline } from './timeline.js';
import { isUnsealed } from './unsealed.js';

/** The activity enforces `timeoutMs` itself and settles the ledger; Temporal's own timeout only notices a dead worker. */
const SETTLE_MARGIN_MS = 15_000;
const HEARTBEAT_TIMEOUT_MS = 15_000;
/** A longer backoff becomes a timer of the server, so that it holds no workflow task open. */
const LOCAL_BACKOFF_LIMIT_MS = 1000;
/** Bookkeeping is retried until the database is back; giving up would lose the record of what happened. */
const BOOKKEEPING = {
  startToCloseTimeout: 30_000,
  retry: { initialInterval: 100, backoffCoefficient: 2, maximumInterval: 10_000 },
};

/** What every call tells about the run; the timeline's unwritten records are added by {@link ActivityCalls}. */
export type RunIdentity = Omit<RunScope, 'records'>;

/** Most calls of a run that are under way at the same time: what one task asks for must fit into one message. */
const MAX_UNDER_WAY = 25;

/**
 * Calls activities in the right lane and hands them the step records that still need a row.
 *
 * While parts of a run go on side by side, every call is an ordinary activity. The order in which local ones come back is
 * not in the history: at a replay several come back at once, and parts that were ahead would change places.
 */
export class ActivityCalls implements Calls {
  private readonly budget = new GroupBudget();
  private lastRecord: Promise<unknown> | undefined;
  private regions = 0;
  private underWay = 0;

  constructor(
    private readonly identity: RunIdentity,
    private readonly timeline: Timeline,
  ) {}

  get isSideBySide(): boolean {
    return this.regions > 0;
  }

  get isFull(): boolean {
    return this.underWay >= MAX_UNDER_WAY;
  }

  async sideBySide<Result>(work: () => Promise<Result>): Promise<Result> {
    this.regions += 1;
    try {
      return await work();
    } finally {
      this.regions -= 1;
    }
  }

  laneOf(lane: Lane): Lane {
    return this.isSideBySide ? 'remote' : lane;
  }

  step<Result extends StepResult>(call: StepCall, perform: Perform<Result>): Promise<Result> {
    if (call.lane === 'remote') {
      this.underWay += 1;
      const over = (result?: Result): void => {
        this.underWay -= 1;
        // Only then, as ever: where the pauses are must be as in the history.
        if (result) this.budget.reset();
      };
      return this.withRecords(proxyActivities(remoteOptions(call)), perform, over);
    }
    const local = (): Promise<Result> =>
      this.withRecords(proxyLocalActivities(localOptions(call)), perform, (result) => {
        if (result) this.budget.spend(result);
      });
    return this.budget.isSpent ? this.letSignalsIn().then(local) : local();
  }

  record<Result>(summary: string, perform: Perform<Result>): Promise<Result> {
    const write = (): Promise<Result> => this.withRecords(bookkeeping(this.isSideBySide, summary), perform);
    const written = this.lastRecord === undefined ? write() : this.lastRecord.then(write, write);
    const done = (): void => {
      if (this.lastRecord === written) this.lastRecord = undefined;
    };
    this.lastRecord = written;
    written.then(done, done);
    return written;
  }

  startNewGroup(): void {
    this.budget.reset();
  }

  private async letSignalsIn(): Promise<void> {
    await sleep(1, { summary: 'Lets signals in' });
    this.budget.reset();
  }

  /**
   * Not async, and neither is {@link step}: the SDK takes a stack trace for every promise of a workflow, and every
   * `async` and `await` on a step's way is one.
   * @param over called when the activity has ended, with its result unless it failed
   */
  private withRecords<Result>(
    activities: PlanActivities,
    perform: Perform<Result>,
    over?: (result?: Result) => void,
  ): Promise<Result> {
    const { records, giveBack } = this.timeline.takeUnwritten();
    return perform(activities, { ...this.identity, records }).then(
      (result) => {
        over?.(result);
        if (!isUnsealed(result)) return result;
        giveBack();
        throw notFromOurWorker();
      },
      (error: unknown) => {
        over?.();
        // Writing them twice is harmless, losing them is not.
        giveBack();
        throw error;
      },
    );
  }
}

function bookkeeping(ordinary: boolean, summary: string): PlanActivities {
  const options = { ...BOOKKEEPING, summary: escapeMarkdown(summary) };
  return ordinary
    ? proxyActivities({ ...options, cancellationType: 'WAIT_CANCELLATION_COMPLETED' })
    : proxyLocalActivities({ ...options, localRetryThreshold: LOCAL_BACKOFF_LIMIT_MS });
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
