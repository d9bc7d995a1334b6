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
  const edges = [...new Set([start, end, ...spans.flatMap((span) => [span.start, span.end])])]
    .filter((time) => time >= start && time <= end)
    .sort((a, b) => a - b);
  const stretches = edges.slice(1).map((to, index) => {
    const from = edges[index] ?? start;
    return { from, to, idle: !spans.some((span) => !span.idle && span.start < to && span.end > from) };
  });
  const total = (idle: boolean) =>
    stretches.filter((one) => one.idle === idle).reduce((sum, one) => sum + one.to - one.from, 0);
  const [busy, idle] = [total(false), total(true)];
  const room = busy === 0 ? idle : (busy * IDLE_SHARE) / (1 - IDLE_SHARE);
  const shrink = idle > room ? room / idle : 1;
  const weight = (one: { from: number; to: number; idle: boolean }) => (one.to - one.from) * (one.idle ? shrink : 1);
  const whole = stretches.reduce((sum, one) => sum + weight(one), 0);

  const at = (time: number): number => {
    let done = 0;
    for (const one of stretches) {
      if (time >= one.to) done += weight(one);
      else if (time > one.from) return (done + (weight(one) * (time - one.from)) / (one.to - one.from)) / whole;
      else break;
    }
    return done / whole;
  };
  const folded =
    shrink < 0.5
      ? stretches
          .filter((one) => one.idle)
          .map((one) => ({ from: at(one.from), to: at(one.to), ms: one.to - one.from }))
      : [];
  return { at, folded };
}
