const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof UNIT_MS;

const DURATION = /^(\d{1,9})(ms|s|m|h|d)$/;

/** Longest duration a definition may name: one year. */
const MAX_DURATION_MS = 366 * UNIT_MS.d;

/** The pattern of a duration, for JSON Schema. */
export const DURATION_PATTERN = DURATION.source;

/** Milliseconds of a duration such as `500ms`, `10s`, `5m`, `24h` or `7d`; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (!match) return undefined;
  const ms = Number(match[1]) * UNIT_MS[match[2] as Unit];
  return ms > 0 && ms <= MAX_DURATION_MS ? ms : undefined;
}

/** A duration in words, in its largest whole unit: `24 hours`, `90 seconds`. */
export function describeDuration(ms: number): string {
  const units: [number, string][] = [
    [UNIT_MS.d, 'day'],
    [UNIT_MS.h, 'hour'],
    [UNIT_MS.m, 'minute'],
    [UNIT_MS.s, 'second'],
  ];
  // 24 hours reads better than 1 day where people think of a deadline.
  const fitting = units.find(([size]) => ms % size === 0 && (size !== UNIT_MS.d || ms > UNIT_MS.d));
  if (!fitting) return `${String(ms)} milliseconds`;
  const count = ms / fitting[0];
  return `${String(count)} ${fitting[1]}${count === 1 ? '' : 's'}`;
}
