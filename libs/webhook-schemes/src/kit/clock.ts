import { badSignature, type Refusal } from './delivery.js';

/** How far the sender's clock may be from ours, either way, unless a scheme is told otherwise. */
export const TOLERANCE_SECONDS = 5 * 60;

/** Unix time in whole seconds. */
export function unixNow(): string {
  return Math.floor(Date.now() / 1000).toString();
}

/**
 * What is wrong with the time a delivery was signed at: undefined when it is fresh. Both ways: a signature that holds
 * in a year could be kept until then.
 * @param timestamp Unix seconds as text
 * @param name what the sender calls it: `webhook-timestamp`
 */
export function staleness(
  timestamp: string,
  { name, tolerance = TOLERANCE_SECONDS }: { name: string; tolerance?: number },
): Refusal | undefined {
  if (!/^\d{1,12}$/.test(timestamp))
    return badSignature(`The ${name} is not a number of seconds.`, 'Send Unix time in whole seconds.');
  return driftOf(Number(timestamp), { name, tolerance });
}

/** @param seconds Unix time */
export function driftOf(
  seconds: number,
  { name, tolerance }: { name: string; tolerance: number },
): Refusal | undefined {
  const drift = Math.abs(Date.now() / 1000 - seconds);
  if (drift <= tolerance) return undefined;
  const allowed = tolerance === TOLERANCE_SECONDS ? 'five minutes' : `${tolerance.toString()} seconds`;
  return badSignature(
    `The ${name} is ${Math.round(drift).toString()} seconds from this server's time; ${allowed} are allowed.`,
    'Check the clock of the sender. An old delivery cannot be replayed: let the sender sign it again, with the time of now.',
  );
}
