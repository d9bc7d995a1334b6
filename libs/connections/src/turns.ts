import pLimit, { type LimitFunction } from 'p-limit';

/** Each holds a connection to PostgreSQL while a vendor is asked: they must not take them all. */
const AT_ONCE = 4;
/** What does not answer one observatory must not take the turns of all others. */
const AT_ONCE_PER_PLATFORM = 2;
const PATIENCE_MS = 10_000;

/** Whose turn it is. */
export interface Party {
  observatoryId: string;
  platform: string;
}

/** Lets only so many ask vendors at once. */
export class Turns {
  private readonly all = pLimit(AT_ONCE);
  private readonly parties = new Map<string, LimitFunction>();

  constructor(private readonly patienceMs = PATIENCE_MS) {}

  /** Whether somebody who came now would have to wait. */
  isBusy(party: Party): boolean {
    return this.all.activeCount >= AT_ONCE || this.limitOf(party).activeCount >= AT_ONCE_PER_PLATFORM;
  }

  /**
   * Begins `work` when its turn has come; what was begun is never cut short.
   * @throws what `tooLate` gives when it does not come in time; then `work` is not begun at all
   */
  run<T>(party: Party, work: () => Promise<T>, tooLate: () => Error): Promise<T> {
    const late = Promise.withResolvers<never>();
    let gaveUp = false;
    const timer = setTimeout(() => {
      gaveUp = true;
      late.reject(tooLate());
    }, this.patienceMs);
    const begin = (): Promise<T> => {
      clearTimeout(timer);
      return gaveUp ? late.promise : work();
    };
    const turn = this.limitOf(party)(() => this.all(begin));
    return Promise.race([turn, late.promise]);
  }

  private limitOf({ observatoryId, platform }: Party): LimitFunction {
    const key = `${observatoryId} ${platform}`;
    const limit = this.parties.get(key) ?? pLimit(AT_ONCE_PER_PLATFORM);
    this.parties.set(key, limit);
    return limit;
  }
}
