export interface Span {
  start: number;
  end: number;
  /** Waiting for a person, a clock or nothing at all. */
  idle: boolean;
}

export interface Waterfall {
  /** Position of a moment, 0 to 1. */
  at: (time: number) => number;
  /** Stretches drawn shorter than they were, by position. */
  folded: { from: number; to: number; ms: number }[];
}

/** How much of the whole the waiting may take, however long it was. */
const IDLE_SHARE = 0.35;

/**
 * A time axis on which work stays readable beside a day of waiting: stretches in which nothing worked are
 * shortened to a share of the axis, the rest is to scale.
 */
export function waterfall(spans: readonly Span[], range: { start: number; end: number }): Waterfall {
  const { start } = range;
  const end = Math.max(range.end, start + 1);
  const stretches = stretchesOf(spans, { start, end });
  const total = (idle: boolean) =>
    stretches.filter((one) => one.idle === idle).reduce((sum, one) => sum + one.to - one.from, 0);
  const [busy, idle] = [total(false), total(true)];
  const room = busy === 0 ? idle : (busy * IDLE_SHARE) / (1 - IDLE_SHARE);
  const shrink = idle > room ? room / idle : 1;
  const weight = (one: Stretch) => (one.to - one.from) * (one.idle ? shrink : 1);
  const whole = stretches.reduce((sum, one) => sum + weight(one), 0);

  let done = 0;
  const before = stretches.map((one) => (done += weight(one)) - weight(one));
  const at = (time: number): number => {
    const index = lastBefore(stretches, time);
    const one = stretches[index];
    if (!one) return 0;
    const part = Math.min(1, (time - one.from) / (one.to - one.from));
    return ((before[index] ?? 0) + weight(one) * part) / whole;
  };
  const folded =
    shrink < 0.5
      ? stretches
          .filter((one) => one.idle)
          .map((one) => ({ from: at(one.from), to: at(one.to), ms: one.to - one.from }))
      : [];
  return { at, folded };
}

interface Stretch {
  from: number;
  to: number;
  idle: boolean;
}

/** The range in pieces: between two of them something begins or ends. In one pass, since there may be thousands of spans. */
function stretchesOf(spans: readonly Span[], { start, end }: { start: number; end: number }): Stretch[] {
  const clamp = (time: number) => Math.min(Math.max(time, start), end);
  /** By how much the number of those that work changes at a moment. */
  const changes = new Map<number, number>([
    [start, 0],
    [end, 0],
  ]);
  for (const span of spans) {
    for (const [time, by] of [
      [clamp(span.start), 1],
      [clamp(span.end), -1],
    ] as const)
      changes.set(time, (changes.get(time) ?? 0) + (span.idle ? 0 : by));
  }
  const edges = [...changes.keys()].sort((one, other) => one - other);
  let working = 0;
  return edges.slice(1).map((to, index) => {
    const from = edges[index] ?? start;
    working += changes.get(from) ?? 0;
    return { from, to, idle: working === 0 };
  });
}

/** The index of the last stretch that begins before a moment; -1 when none does. */
function lastBefore(stretches: readonly Stretch[], time: number): number {
  let [low, high] = [0, stretches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle]?.from ?? Infinity) < time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
