import { CancellationScope, CancelledFailure } from '@temporalio/workflow';

/**
 * Works at `count` things, at most `limit` at the same time, in their order. Comes back when everything that was begun has
 * ended, whatever became of it.
 * @param mayBegin asked before each; with false nothing more is begun
 * @throws what the first that failed has thrown, after the others have ended; CancelledFailure when all of it was cancelled
 */
export async function inParallel(
  { count, limit, mayBegin }: { count: number; limit: number; mayBegin: () => boolean },
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    while (next < count && failures.length === 0 && mayBegin()) {
      const index = next;
      next += 1;
      try {
        await work(index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, count) }, lane));
  if (failures.length > 0) throw failures[0];
  // A part that was stopped already has not told of it.
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('The run was cancelled.');
}
