import { CancelledFailure, CancellationScope } from '@temporalio/workflow';

/**
 * Stops a part of a run while the rest goes on: branches that lost, items beside one that ended the run. It ends waits at
 * once and lets no further step begin; an activity that is under way is finished, so that nobody has to ask afterwards
 * whether it happened.
 */
export class StopSwitch {
  private readonly waits = new Set<CancellationScope>();
  private readonly inner = new Set<StopSwitch>();
  private thrown = false;

  constructor(private readonly outer?: StopSwitch) {
    outer?.inner.add(this);
    this.thrown = outer?.isThrown ?? false;
  }

  get isThrown(): boolean {
    return this.thrown;
  }

  throw(): void {
    this.thrown = true;
    for (const wait of this.waits) wait.cancel();
    for (const each of this.inner) each.throw();
  }

  /** Nothing is left that could be stopped. */
  remove(): void {
    this.outer?.inner.delete(this);
  }

  /** @throws CancelledFailure when the switch is thrown */
  check(): void {
    if (this.thrown) throw new CancelledFailure('This part of the run was stopped.');
  }

  /** Waits for something that does no work by itself. @throws CancelledFailure as soon as the switch is thrown */
  async wait<T>(waiting: () => Promise<T>): Promise<T> {
    this.check();
    const scope = new CancellationScope();
    this.waits.add(scope);
    try {
      return await scope.run(waiting);
    } finally {
      this.waits.delete(scope);
    }
  }
}
