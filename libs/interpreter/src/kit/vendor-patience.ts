import { MAX_VENDOR_WAIT_MS, type Patience, type StepRecord, type Throttled } from '@jarvis/plan';
import type { RetryPolicy } from '@jarvis/steps/nodes';
import { condition } from '@temporalio/workflow';
import type { Frame } from './frame.js';

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
    private readonly frame: Frame,
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
    const { frame, record } = this;
    const { run } = frame;
    this.triesBefore = tries;
    // An earlier request was about an earlier wait.
    run.wakeUps.takeRetry(record);
    run.timeline.mark(record, 'waiting', { attempts, error });
    await run.showWaiting(record, `${platform}, until ${until}`);
    try {
      await frame.wait(() =>
        condition(() => run.wakeUps.hasRetry(record), Math.max(1, Date.parse(until) - Date.now()), {
          summary: `${platform} asks to wait (until ${until})`,
        }),
      );
    } finally {
      run.endWaiting(record);
    }
    this.hurried = run.wakeUps.takeRetry(record);
    if (this.hurried) this.cutShort += 1;
    delete record.error;
    run.timeline.mark(record, 'running');
    await run.goOn();
  }
}
