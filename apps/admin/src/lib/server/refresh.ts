import type { Tokens } from './tokens.js';

export type RefreshOutcome =
  | { kind: 'refreshed'; tokens: Tokens }
  /** The API refused the token: the session is over. */
  | { kind: 'refused' }
  /** The API did not answer: the session may still be good. */
  | { kind: 'unavailable' };

/** @param address the browser's, for the list of devices */
type Exchange = (refreshToken: string, address: string) => Promise<RefreshOutcome>;

/** How long a used refresh token still maps to its successor: requests already under way carry the old cookie. */
const KEEP_MS = 60_000;

/**
 * One exchange per refresh token, however many requests arrive with it. Without this, parallel loads
 * would present the same token twice, which the API must take for theft.
 */
export function createRefresher(exchange: Exchange, keepMs = KEEP_MS): Exchange {
  const flights = new Map<string, Promise<RefreshOutcome>>();
  return (refreshToken, address) => {
    const running = flights.get(refreshToken);
    if (running) return running;
    const flight = exchange(refreshToken, address).then((outcome) => {
      if (outcome.kind === 'unavailable') flights.delete(refreshToken);
      else setTimeout(() => flights.delete(refreshToken), keepMs).unref();
      return outcome;
    });
    flights.set(refreshToken, flight);
    flight.catch(() => flights.delete(refreshToken));
    return flight;
  };
}
