import { UNSEALED } from '@jarvis/plan';

/** Whether a value came in a payload that was not sealed for this workflow. */
export function isUnsealed(value: unknown): value is { [UNSEALED]: unknown } {
  return typeof value === 'object' && value !== null && UNSEALED in value;
}

/** What somebody sent by hand (Temporal UI, CLI). Only for what is a wake-up and decides nothing by itself. */
export function unwrapped(value: unknown): unknown {
  return isUnsealed(value) ? value[UNSEALED] : value;
}
