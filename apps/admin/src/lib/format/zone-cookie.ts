import { isTimeZone } from './time.ts';

/** The browser's time zone, so that the server's first paint already shows local times. */
export const TIME_ZONE_COOKIE = 'jarvis_tz';

/** A zone, and how far its clocks were from UTC when it was read, in minutes as `Date.getTimezoneOffset()` counts them. */
export interface KnownZone {
  timeZone: string;
  offset: number | undefined;
}

/** `Europe/Berlin -60`; also what earlier versions wrote, the zone alone. */
export function readZone(cookie: string | undefined): KnownZone | undefined {
  const [timeZone, offset] = cookie?.split(' ') ?? [];
  return isTimeZone(timeZone) ? { timeZone, offset: offset === undefined ? undefined : Number(offset) } : undefined;
}

export const writeZone = ({ timeZone, offset }: KnownZone): string =>
  `${TIME_ZONE_COOKIE}=${encodeURIComponent(`${timeZone} ${offset}`)}; path=/; max-age=31536000; samesite=lax`;
