/**
 * A cap on how much one observatory may do at a time in this process. Fairness and rate limits of task queues do
 * not reach local activities, so without it one observatory's burst would hold every slot.
 */
export class TenantSlots {
  private readonly busy = new Map<string, { running: number; waiting: (() => void)[] }>();

  constructor(private readonly limit: number) {}

  /** Runs `work` when one of the observatory's slots is free; first come, first served. */
  async run<T>(observatoryId: string, work: () => Promise<T>): Promise<T> {
    const tenant = this.busy.get(observatoryId) ?? { running: 0, waiting: [] };
    this.busy.set(observatoryId, tenant);
    if (tenant.running < this.limit) tenant.running += 1;
    // The slot is handed over by whoever leaves, so that nobody can slip in between.
    else await new Promise<void>((resolve) => tenant.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = tenant.waiting.shift();
      if (next) next();
      else if (--tenant.running === 0) this.busy.delete(observatoryId);
    }
  }
}
