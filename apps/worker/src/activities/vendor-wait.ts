import { Context } from '@temporalio/activity';
import { MAX_VENDOR_WAIT_MS, type Patience, type StepError, type Throttled } from '@jarvis/plan';

/** A shorter wait is not worth telling anybody: Temporal repeats the activity after it. */
const WORTH_SHOWING_MS = 5000;

/** What becomes of the wait that a vendor names. */
export type VendorWait =
  /** None named: the step's own backoff applies. */
  | { kind: 'none' }
  /** Temporal repeats the activity after it. Never 0, which would end the activity instead. */
  | { kind: 'short'; delayMs: number }
  /** The workflow waits until then, shows it, and lets a person cut it short. */
  | { kind: 'long'; until: Date }
  /** The step has waited as long as a step may. */
  | { kind: 'used-up'; askedMs: number };

/** The one place that decides on a vendor's wait: it is kept to what is left of the step's time. */
export function judgeWait(
  askedMs: number | undefined,
  { waitBy }: Pick<Patience, 'waitBy'>,
  now = Date.now(),
): VendorWait {
  if (askedMs === undefined || !(askedMs > 0)) return { kind: 'none' };
  // The workflow of before cannot wait itself, so all it gets is a pause that Temporal can describe.
  if (waitBy === undefined) return { kind: 'short', delayMs: Math.ceil(Math.min(askedMs, MAX_VENDOR_WAIT_MS)) };
  const left = Date.parse(waitBy) - now;
  if (!(left > 0)) return { kind: 'used-up', askedMs };
  const milliseconds = Math.ceil(Math.min(askedMs, left));
  return milliseconds < WORTH_SHOWING_MS
    ? { kind: 'short', delayMs: milliseconds }
    : { kind: 'long', until: new Date(now + milliseconds) };
}

/** Thrown through an activity by whoever meets a long wait; {@link orThrottled} makes a result of it. */
export class LongWait extends Error {
  override readonly name = 'LongWait';

  /** `tries`: given where the attempt was not made, and so does not count. */
  constructor(readonly wait: { until: Date; platform: string; error: StepError; attempts: number; tries?: number }) {
    super(`${wait.platform} asks to wait until ${wait.until.toISOString()}.`);
  }
}

/** Runs `work`; a long wait is its result and no failure, so that the workflow can wait in the open. */
export async function orThrottled<T>(call: Patience, work: () => Promise<T>): Promise<T | Throttled> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LongWait)) throw error;
    const { until, platform, error: problem, attempts, tries = triesOf(call) } = error.wait;
    const retryAt = until.toISOString();
    return {
      status: 'throttled',
      until: retryAt,
      platform,
      error: { ...problem, retryAt },
      attempts,
      tries,
    };
  }
}

/** Which attempt of the step this is, counting those of earlier calls of the activity. */
export function triesOf({ triesBefore = 0 }: Pick<Patience, 'triesBefore'>): number {
  return triesBefore + Context.current().info.attempt;
}

/** Why a step that waited as long as it may is given up. */
export function usedUpHint(askedMs: number): string {
  return `The vendor asked for another wait of ${inWords(askedMs)}, and a step waits ${inWords(MAX_VENDOR_WAIT_MS)} for a vendor in all. Run it again when the vendor lets you.`;
}

const UNITS = [
  ['day', 24 * 60 * 60 * 1000],
  ['hour', 60 * 60 * 1000],
  ['minute', 60 * 1000],
  ['second', 1000],
] as const;

/** One unit is enough: "24 hours", "365 days". */
export function inWords(milliseconds: number): string {
  const [name, unit] = UNITS.find(([, size]) => milliseconds >= 2 * size) ?? (['second', 1000] as const);
  const count = Math.ceil(milliseconds / unit);
  return count > 36_500 && name === 'day'
    ? 'more than 100 years'
    : `${count.toString()} ${name}${count === 1 ? '' : 's'}`;
}
