const DAY_MS = 86_400_000;
/** No zone changes its clocks twice in a week. */
const STEP_MS = 7 * DAY_MS;

/** A clock on a wall, as the milliseconds that UTC would have when its clock shows the same. */
export type Wall = number;

/** A change of the clocks. */
export interface ClockChange {
  /** The first moment of the new time. */
  at: number;
  /** What the clock would have shown then, and what it shows. */
  before: Wall;
  after: Wall;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock in the zone is ahead of UTC at a moment, in milliseconds. */
export function offsetAt(at: number, timezone: string): number {
  return wallAt(at, timezone) - Math.floor(at / 1000) * 1000;
}

export function wallAt(at: number, timezone: string): Wall {
  let format = formats.get(timezone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timezone, format);
  }
  const { year, month, day, hour, minute, second } = Object.fromEntries(
    format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
  );
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}

/** When a clock shows this: mostly once, never where it is put forward, twice where it is put back. */
export function momentsOf(wall: Wall, timezone: string): number[] {
  const offsets = new Set([wall - DAY_MS, wall + DAY_MS].map((near) => offsetAt(near, timezone)));
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((at) => wallAt(at, timezone) === wall)
    .sort((a, b) => a - b);
}

/** The changes of the clocks between two moments. */
export function clockChanges(timezone: string, { from, to }: { from: number; to: number }): ClockChange[] {
  const changes: ClockChange[] = [];
  let offset = offsetAt(from, timezone);
  for (let start = from; start < to; start += STEP_MS) {
    const next = offsetAt(start + STEP_MS, timezone);
    if (next === offset) continue;
    let [low, high] = [Math.floor(start / 1000), Math.floor((start + STEP_MS) / 1000)];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetAt(middle * 1000, timezone) === offset) low = middle;
      else high = middle;
    }
    const at = high * 1000;
    changes.push({ at, before: at + offset, after: wallAt(at, timezone) });
    offset = next;
  }
  return changes;
}
