import { isDatabaseUnavailable, recordGroup } from '@jarvis/database';
import type { RanGroup } from '@jarvis/interpreter';
import type { PerformGroupInput, PlanActivities } from '@jarvis/plan';
import type { Lane } from '@jarvis/vocabulary';
import { CancelledFailure, Context } from '@temporalio/activity';
import type { ActivityDependencies } from './dependencies.js';
import { withFailures } from './failures.js';
import { GroupInMemory, type Alone } from './group-in-memory.js';
import { withHeartbeat } from './heartbeat.js';

/**
 * Runs neighbouring short steps in this one activity: one way through Temporal and one transaction instead of one for
 * each. Whatever is not the usual way (an error, a wait, an effect outside, an event for other rules) is left to the
 * workflow, where the step has an activity of its own.
 * @param alone the activities that steps have outside of groups
 */
export function createPerformGroup(dependencies: ActivityDependencies, alone: Alone): PlanActivities['performGroup'] {
  return (call) => {
    const [first] = call.nodes;
    if (!first) throw new Error('A group has at least one step.');
    return withFailures(first, () =>
      withHeartbeat(() => {
        const lane = Context.current().info.isLocal ? 'local' : 'remote';
        const work = async () => {
          const beganAt = performance.now();
          const written = await perform(dependencies, { call, lane, alone, path: first.path });
          return { ...written, tookMs: Math.round(performance.now() - beganAt) };
        };
        return lane === 'local' ? dependencies.slots.run(call.observatoryId, work) : work();
      }),
    );
  };
}

async function perform(
  dependencies: ActivityDependencies,
  { path, ...job }: { call: PerformGroupInput; lane: Lane; alone: Alone; path: string },
): Promise<RanGroup> {
  const { database, logger } = dependencies;
  const { runId, observatoryId, ruleId, iteration, records } = job.call;
  const scope = { runId, observatoryId, ruleId };
  const common = { scope, path, iteration, records };
  try {
    const group = new GroupInMemory(dependencies, job);
    const ran = await group.run();
    const { feed, effects } = group;
    return await database.statements(observatoryId, (queryable) =>
      recordGroup(queryable, { ...common, feed, effects, ...ran }),
    );
  } catch (error) {
    if (isDatabaseUnavailable(error) || error instanceof CancelledFailure) throw error;
    // Nothing was written. Each step by itself shows which one does not work out, and why.
    logger.warn({ err: error, runId, path }, 'A group of steps did not work out as one.');
    return database.statements(observatoryId, (queryable) =>
      recordGroup(queryable, {
        ...common,
        feed: [],
        effects: [],
        steps: [],
        end: { type: 'left', path, alone: true },
      }),
    );
  }
}
