/** Calls a second of an app, and of its searches. Source: https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
const PER_SECOND = 190;
const SEARCHES_PER_SECOND = 5;
const PER_DAY = 250_000;

interface Counted {
  exceeded: boolean;
  headers: Record<string, string> | undefined;
}

/** Counts calls in seconds and names what is left, as HubSpot's headers do; searches have no such headers. */
export function createRateLimiter(now: () => number = () => Date.now()): (who: string, isSearch: boolean) => Counted {
  const seconds = new Map<string, { second: number; used: number }>();
  let today = 0;
  return (who, isSearch) => {
    const second = Math.floor(now() / 1000);
    const key = `${who} ${isSearch ? 'search' : 'call'}`;
    const known = seconds.get(key);
    const window = known?.second === second ? known : { second, used: 0 };
    seconds.set(key, window);
    window.used += 1;
    today += 1;
    const limit = isSearch ? SEARCHES_PER_SECOND : PER_SECOND;
    const exceeded = window.used > limit;
    const headers = {
      'x-hubspot-ratelimit-daily': PER_DAY.toString(),
      'x-hubspot-ratelimit-daily-remaining': Math.max(0, PER_DAY - today).toString(),
      'x-hubspot-ratelimit-secondly': limit.toString(),
      'x-hubspot-ratelimit-secondly-remaining': Math.max(0, limit - window.used).toString(),
    };
    return isSearch ? { exceeded, headers: undefined } : { exceeded, headers };
  };
}
