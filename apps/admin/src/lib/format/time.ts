const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Three significant figures at most: 84 ms, 1.24 s, 12.4 s, 3 m 12 s, 2 h 05 m, 3 d 4 h. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return '–';
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(2)} s`;
  if (ms < MINUTE) return `${(ms / SECOND).toFixed(1)} s`;
  if (ms < HOUR) return pair(ms, MINUTE, 'm', SECOND, 's');
  if (ms < DAY) return pair(ms, HOUR, 'h', MINUTE, 'm');
  return pair(ms, DAY, 'd', HOUR, 'h');
}

function pair(ms: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const major = Math.floor(ms / big);
  const minor = Math.floor((ms % big) / small);
  return minor === 0
    ? `${major} ${bigUnit}`
    : `${major} ${bigUnit} ${String(minor).padStart(bigUnit === 'd' ? 1 : 2, '0')} ${smallUnit}`;
}

/** "just now", "12 s ago", "3 min ago", "in 4 h", "yesterday", then the date. */
export function formatRelative(iso: string, { now, timeZone }: { now: number; timeZone: string }): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return '–';
  const delta = now - at;
  const distance = Math.abs(delta);
  const say = (amount: string) => (delta >= 0 ? `${amount} ago` : `in ${amount}`);
  if (distance < 5 * SECOND) return delta >= 0 ? 'just now' : 'now';
  if (distance < MINUTE) return say(`${Math.floor(distance / SECOND)} s`);
  if (distance < HOUR) return say(`${Math.floor(distance / MINUTE)} min`);
  if (distance < DAY) return say(`${Math.floor(distance / HOUR)} h`);
  if (distance < 7 * DAY) return say(`${Math.floor(distance / DAY)} d`);
  return formatDate(iso, timeZone);
}

/** Time left until a deadline: "23 h 41 m", "4 m 07 s"; null once it has passed. */
export function formatCountdown(iso: string, now: number): string | null {
  const left = Date.parse(iso) - now;
  if (Number.isNaN(left) || left <= 0) return null;
  if (left < MINUTE) return `${Math.ceil(left / SECOND)} s`;
  return formatDuration(left);
}

const formatters = new Map<string, Intl.DateTimeFormat>();
function formatter(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = timeZone + JSON.stringify(options);
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
  formatters.set(key, made);
  return made;
}

/** 21 Nov 2026 */
export function formatDate(iso: string, timeZone: string): string {
  return formatter(timeZone, { day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(iso));
}

/** 14:03:22 */
export function formatClock(iso: string, timeZone: string): string {
  return formatter(timeZone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(iso));
}

/** 14:03 */
export function formatHourMinute(iso: string, timeZone: string): string {
  return formatter(timeZone, { hour: '2-digit', minute: '2-digit' }).format(new Date(iso));
}

/** Mon, 30 Nov 2026, 09:00, with seconds where there are some */
export function formatWeekdayTime(iso: string, timeZone: string): string {
  const seconds = iso.slice(17, 19) === '00' ? {} : ({ second: '2-digit' } as const);
  return formatter(timeZone, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...seconds,
  }).format(new Date(iso));
}

/** 21 Nov 2026, 14:03:22 CET */
export function formatExact(iso: string, timeZone: string): string {
  return formatter(timeZone, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(iso));
}

/** A sentence of the engine with its moments as the person reads them: "until 2026-11-22T17:18:06.000Z". */
export function withLocalTimes(text: string, timeZone: string): string {
  return text.replace(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, (iso) => formatExact(iso, timeZone));
}

/** "Today", "Yesterday", or "Friday 20 November". */
export function formatDay(iso: string, { now, timeZone }: { now: number; timeZone: string }): string {
  const day = dayKey(iso, timeZone);
  if (day === dayKey(new Date(now).toISOString(), timeZone)) return 'Today';
  if (day === dayKey(new Date(now - DAY).toISOString(), timeZone)) return 'Yesterday';
  return formatter(timeZone, { weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(iso));
}

/** A sortable key of the calendar day in the person's zone: 2026-11-21. */
export function dayKey(iso: string, timeZone: string): string {
  const parts = formatter(timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(new Date(iso));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

export const browserTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Whether the runtime knows the zone; what a cookie claims is not trusted. */
export function isTimeZone(value: string | undefined): value is string {
  if (!value) return false;
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
