import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDatabaseUnavailable, QueuedRuns, recordCarried, type CarriedRun } from '@jarvis/database';
import type { CarrierActivities, CarrierInput, RunInput } from '@jarvis/plan';
import { isShort } from '@jarvis/steps/groups';
import { CancelledFailure, Context } from '@temporalio/activity';
import type { ActivityDependencies } from './dependencies.js';
import { withFailures } from './failures.js';
import { GroupInMemory, type Alone } from './group-in-memory.js';

/** The rest is left to workflows of their own, so that nobody waits long for what is done already. */
const MAX_MS = 2000;

/**
 * Runs many short runs of one rule in memory and writes those that came to their end in one statement. Whatever is not the
 * usual way (a step that fails, asks somebody or needs a vendor) leaves its run as it was: queued.
 */
export function createCarryRuns(dependencies: ActivityDependencies, alone: Alone): CarrierActivities['carryRuns'] {
  const { database, slots } = dependencies;
  const queued = new QueuedRuns(database);
  return ({ observatoryId, ruleId, runIds }: CarrierInput) =>
    withFailures({ name: 'carrier', path: '' }, () =>
      slots.run(observatoryId, async () => {
        const { workflowExecution } = Context.current().info;
        if (!workflowExecution) throw new Error('Runs are carried by a workflow.');
        const endsAt = performance.now() + MAX_MS;
        const starts = await queued.load(observatoryId, runIds);
        const done: CarriedRun[] = [];
        for (const start of starts.values()) {
          if (start.type !== 'ready' || start.input.rule?.id !== ruleId || performance.now() > endsAt) continue;
          const ran = await runWhole(dependencies, { input: start.input, alone });
          if (ran) done.push(ran);
          // The worker has other things to do as well.
          await nextTurn();
        }
        const carried =
          done.length === 0
            ? 0
            : (
                await database.statements(observatoryId, (queryable) =>
                  recordCarried(queryable, {
                    observatoryId,
                    carrierId: workflowExecution.workflowId,
                    temporalRunId: workflowExecution.runId,
                    runs: done,
                  }),
                )
              ).size;
        return { carried, left: runIds.length - carried };
      }),
    );
}

/** @returns undefined when the run needs a workflow of its own; nothing has been written for it */
async function runWhole(
  dependencies: ActivityDependencies,
  { input, alone }: { input: RunInput; alone: Alone },
): Promise<CarriedRun | undefined> {
  const { runId, observatoryId, rule, plan } = input;
  if (!isShort(plan.nodes)) return undefined;
  const call = { runId, observatoryId, ...(rule ? { ruleId: rule.id } : {}), records: [], run: input };
  const startedAt = new Date().toISOString();
  const group = new GroupInMemory(dependencies, {
    call: { ...call, nodes: plan.nodes, iteration: '', results: {}, names: {} },
    lane: 'local',
    alone,
  });
  try {
    const { steps, end } = await group.run();
    const status = end.type === 'completed' ? 'succeeded' : end.type === 'ended' ? end.status : undefined;
    if (status !== 'succeeded' && status !== 'rejected') return undefined;
    const { feed, effects } = group;
    const message = end.type === 'ended' ? end.message : undefined;
    return { runId, planHash: plan.hash, status, message, title: group.title(), startedAt, steps, feed, effects };
  } catch (error) {
    if (isDatabaseUnavailable(error) || error instanceof CancelledFailure) throw error;
    dependencies.logger.warn({ err: error, runId }, 'A short run did not work out together with others.');
    return undefined;
  }
}
