import { MAX_VENDOR_WAIT_MS, type Patience, type StepRecord, type Throttled } from '@jarvis/plan';
import type { RetryPolicy } from '@jarvis/steps/nodes';
import { condition } from '@temporalio/workflow';
import type { Run } from './run.js';

/**
 * One step's waiting for its vendor: how long it may go on in all, and each wait in the open, where people see until
 * when and can cut it short.
 */
export class VendorPatience {
  private readonly waitBy = new Date(Date.now() + MAX_VENDOR_WAIT_MS).toISOString();
  private triesBefore = 0;
  private cutShort = 0;
  private hurried = false;

  constructor(
    private readonly run: Run,
    private readonly record: StepRecord,
  ) {}

  /** What the next call of the activity is told. */
  get terms(): Patience {
    return {
      waitBy: this.waitBy,
      ...(this.triesBefore > 0 ? { triesBefore: this.triesBefore } : {}),
      ...(this.hurried ? { now: true } : {}),
    };
  }

  /** Whoever asks for an attempt before its time does not take one away from the step. */
  retryOf(retry: RetryPolicy): RetryPolicy {
    return this.cutShort === 0 ? retry : { ...retry, maximumAttempts: retry.maximumAttempts + this.cutShort };
  }

  /** Waits until the vendor's time has come, or until a person asks to try now. */
  async wait({ until, platform, error, attempts, tries }: Throttled): Promise<void> {
    const { run, record } = this;
    this.triesBefore = tries;
    // An earlier request was about an earlier wait.
    run.wakeUps.takeRetry(record.path);
    const reason = `${platform}, until ${until}`;
    run.timeline.mark(record, 'waiting', { attempts, error });
    run.beginWaiting(reason);
    await run.calls.record(`Waits for ${reason}`, (activities, scope) =>
      activities.recordProgress({ ...scope, status: 'waiting', waitingFor: reason }),
    );
    await condition(() => run.wakeUps.hasRetry(record.path), Math.max(1, Date.parse(until) - Date.now()), {
      summary: `${platform} asks to wait (until ${until})`,
    });
    this.hurried = run.wakeUps.takeRetry(record.path);
    if (this.hurried) this.cutShort += 1;
    delete record.error;
    run.timeline.mark(record, 'running');
    run.endWaiting();
    await run.calls.goOn();
  }
}
