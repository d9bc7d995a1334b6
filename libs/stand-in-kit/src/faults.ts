import { z } from 'zod';

/** A failure of one platform, as `POST /_faults` orders it. */
export const Fault = z.strictObject({
  platform: z.string(),
  kind: z.enum(['rate-limited', 'server-error', 'timeout-after-accept', 'malformed']),
  count: z.int().min(1).max(10_000).default(1),
  /** Seconds a rate-limited caller is asked to wait. */
  retryAfter: z.int().min(0).max(86_400).default(2),
  /** How long an unanswered connection is held open, in milliseconds. */
  holdMs: z.int().min(0).max(600_000).default(60_000),
});

export type Fault = z.infer<typeof Fault>;

/** Failures asked for and not yet delivered, in the order they were asked for. */
export interface FaultQueue {
  add(fault: Fault): void;
  list(): readonly Fault[];
  clear(): void;
  /** Takes the next failure for a request; one that needs an effect passes over reads. */
  take(platform: string, request: { isWrite: boolean }): Fault | undefined;
}

export function createFaultQueue(): FaultQueue {
  let faults: Fault[] = [];
  return {
    add: (fault) => faults.push({ ...fault }),
    list: () => faults,
    clear: () => {
      faults = [];
    },
    take(platform, { isWrite }) {
      const next = faults.find((fault) => fault.platform === platform && (isWrite || !needsEffect(fault)));
      if (!next) return undefined;
      const taken = { ...next };
      next.count -= 1;
      faults = faults.filter(({ count }) => count > 0);
      return taken;
    },
  };
}

const needsEffect = ({ kind }: Fault) => kind === 'timeout-after-accept' || kind === 'malformed';
