import { CancellationScope, CancelledFailure } from '@temporalio/workflow';
import type { Frame } from './frame.js';

/** Parts of a step that may go on at the same time: items of a loop, branches. */
interface Parts {
  count: number;
  /** At most so many at the same time. */
  limit: number;
  /** Asked before each; with false nothing more is begun. */
  mayBegin: () => boolean;
  /** Asked after each; with true those that are under way are stopped. */
  isDecided: () => boolean;
  enter: (index: number) => Frame;
  run: (index: number, frame: Frame) => Promise<void>;
}

/**
 * Goes through the parts in their order. Comes back when everything that was begun has ended, whatever became of it.
 * @param around the frame of the step itself
 * @throws what the first that failed has thrown, after the others have ended; CancelledFailure when all of it was cancelled
 */
export async function inParallel(around: Frame, parts: Parts): Promise<void> {
  const { calls } = around.run;
  const limit = Math.min(parts.limit, parts.count);
  const all = (): Promise<void> => throughLanes(around, { ...parts, limit });
  await (limit > 1 ? calls.sideBySide(all) : all());
  // A part that was stopped already has not told of it.
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('The run was cancelled.');
}

async function throughLanes(around: Frame, { count, limit, mayBegin, isDecided, enter, run }: Parts): Promise<void> {
  let next = 0;
  const failures: unknown[] = [];
  const open = new Set<Frame>();
  const lane = async (): Promise<void> => {
    while (next < count && failures.length === 0 && mayBegin()) {
      const index = next;
      next += 1;
      const frame = enter(index);
      open.add(frame);
      try {
        await run(index, frame);
      } catch (error) {
        // Stopped from here, because it is decided; everything else is for those around.
        if (!frame.isStopped || around.isStopped) failures.push(error);
      } finally {
        open.delete(frame);
        frame.close();
      }
      if (isDecided()) for (const other of open) other.stop();
    }
  };
  await Promise.all(Array.from({ length: limit }, lane));
  if (failures.length > 0) throw failures[0];
}
