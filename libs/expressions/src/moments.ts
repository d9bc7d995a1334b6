/** Nanoseconds since 1970 of the first and the last moment that RFC 3339 can write: years 1 to 9999. */
export const MIN_NANOS = -62_135_596_800_000_000_000n;
export const MAX_NANOS = 253_402_300_799_999_999_999n;

const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/**
 * Nanoseconds since 1970 of a moment in RFC 3339 ({@link https://www.rfc-editor.org/rfc/rfc3339}): the zone is not
 * optional, and a day, hour or offset that no calendar or clock has is no moment. Undefined for anything else, leap
 * seconds too (they have no number of seconds since 1970).
 */
export function parseMoment(text: string): bigint | undefined {
  const match = RFC_3339.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  const [fraction = '', sign, offsetHours = '0', offsetMinutes = '0'] = match.slice(7);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || Number(offsetHours) > 23 || Number(offsetMinutes) > 59)
    return undefined;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === '-' ? -60 : 60);
  const seconds = daysSince1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset;
  const nanos = BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
  return nanos < MIN_NANOS || nanos > MAX_NANOS ? undefined : nanos;
}

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function daysSince1970(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day); // Date.UTC would take years below 100 for the twentieth century
  return Math.round(date.getTime() / 86_400_000);
}

/** RFC 3339 in UTC, with as many digits of a second as are needed. */
export function formatTimestamp({ ns, ms }: { ns: bigint; ms: number }): string {
  const whole = new Date(ms).toISOString().slice(0, 19);
  return `${whole}${fractionOf(((ns % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n)}Z`;
}

/** Nanoseconds as seconds, with as many digits after the point as are needed. */
export function formatSeconds(ns: bigint): string {
  const size = ns < 0n ? -ns : ns;
  return `${ns < 0n ? '-' : ''}${String(size / 1_000_000_000n)}${fractionOf(size % 1_000_000_000n)}`;
}

function fractionOf(nanos: bigint): string {
  return nanos === 0n ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`;
}
