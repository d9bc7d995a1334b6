/** An event that waits for others, in the order in which they came. */
export interface Gathered {
  runId: string;
  /** Those with the same are collected together. */
  group: string;
  cameAt: Date;
  bytes: number;
}

export interface Batch {
  runIds: string[];
  /** When it starts, if no more events come. */
  readyAt: Date;
}

/** Most bytes of events that are collected in one run, unless one alone is larger: as much as a webhook may bring. */
const MAX_BYTES = 1_000_000;

/** Divides events into runs. One that is full, because of its size or because the next would be too much, is ready at once. */
export function cutBatches(
  events: readonly Gathered[],
  { size, withinMs, now }: { size: number; withinMs: number; now: Date },
): Batch[] {
  const batches: Batch[] = [];
  const open = new Map<string, { batch: Batch; bytes: number }>();
  for (const { runId, group, cameAt, bytes } of events) {
    let current = open.get(group);
    if (current && current.bytes + bytes > MAX_BYTES) {
      current.batch.readyAt = now;
      current = undefined;
    }
    if (current) {
      current.batch.runIds.push(runId);
      current.bytes += bytes;
    } else {
      current = { batch: { runIds: [runId], readyAt: new Date(cameAt.getTime() + withinMs) }, bytes };
      batches.push(current.batch);
      open.set(group, current);
    }
    if (current.batch.runIds.length < size) continue;
    current.batch.readyAt = now;
    open.delete(group);
  }
  return batches;
}
