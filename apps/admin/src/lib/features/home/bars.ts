export interface HourCount {
  hour: string;
  succeeded: number;
  failed: number;
  other: number;
}

const HOUR = 3_600_000;

/** One bar per slot up to now, empty ones included; longer spans put several hours into one bar. */
export function toBars(
  hours: readonly HourCount[],
  { span, now, most }: { span: number; now: number; most: number },
): (HourCount & { slotHours: number })[] {
  const slotHours = Math.ceil(span / most);
  const slots = Math.ceil(span / slotHours);
  const last = Math.floor(now / HOUR) * HOUR;
  const first = last - (slots * slotHours - 1) * HOUR;
  const bars = Array.from({ length: slots }, (_, index) => ({
    hour: new Date(first + index * slotHours * HOUR).toISOString(),
    succeeded: 0,
    failed: 0,
    other: 0,
    slotHours,
  }));
  for (const one of hours) {
    const bar = bars[Math.floor((Date.parse(one.hour) - first) / (slotHours * HOUR))];
    if (!bar) continue;
    bar.succeeded += one.succeeded;
    bar.failed += one.failed;
    bar.other += one.other;
  }
  return bars;
}
