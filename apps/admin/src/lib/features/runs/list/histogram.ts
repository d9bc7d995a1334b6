import type { RunHistogram } from '#lib/api/types.ts';

/** Where the API's bars begin, whatever a bar stands for. */
const ORIGIN = Date.UTC(2001, 0, 1);
/** More bars than the API makes, should it ever make more. */
const MAX_BARS = 120;

export interface Bar {
  from: number;
  to: number;
  succeeded: number;
  failed: number;
  waiting: number;
  other: number;
  sum: number;
}

/** One bar for each step of the span, also where nothing ran. */
export function toBars({ from, to, stepMs, bars }: RunHistogram): Bar[] {
  const first = ORIGIN + Math.floor((Date.parse(from) - ORIGIN) / stepMs) * stepMs;
  const amount = Math.min(MAX_BARS, Math.max(1, Math.ceil((Date.parse(to) - first) / stepMs)));
  const counted = new Map(bars.map(({ at, counts }) => [Date.parse(at), counts]));
  return Array.from({ length: amount }, (_, index) => {
    const at = first + index * stepMs;
    const { succeeded = 0, failed = 0, waiting = 0, ...others } = counted.get(at) ?? {};
    const other = Object.values(others).reduce((sum, one) => sum + one, 0);
    return { from: at, to: at + stepMs, succeeded, failed, waiting, other, sum: succeeded + failed + waiting + other };
  });
}

/** The span from one bar to another, whichever is first. */
export function spanOf(one: Bar, other: Bar): { from: string; to: string } {
  return {
    from: new Date(Math.min(one.from, other.from)).toISOString(),
    to: new Date(Math.max(one.to, other.to)).toISOString(),
  };
}
