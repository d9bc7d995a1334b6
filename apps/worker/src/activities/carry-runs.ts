import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDatabaseUnavailable, QueuedRuns, readOwnEnding, recordCarried, type CarriedRun } from '@jarvis/database';
import {
  workflowIdOfRun,
  type CarriedRuns,
  type CarrierActivities,
  type CarrierInput,
  type RunInput,
  type WholeRun,
  type WholeRunInput,
} from '@jarvis/plan';
import { isShort } from '@jarvis/steps/groups';
import { CancelledFailure, Context } from '@temporalio/activity';
import type { ActivityDependencies } from './dependencies.js';
import { withFailures } from './failures.js';
import { GroupInMemory, type Alone } from './group-in-memory.js';

/** The rest is left to workflows of their own, so that nobody waits long for what is done already. */
const MAX_MS = 2000;

/** Activities that do all of a run. */
export function createCarrierActivities(dependencies: ActivityDependencies, alone: Alone): CarrierActivities {
  const carrier = new Carrier(dependencies, alone);
  return {
    carryRuns: (input) => withFailures({ name: 'carrier', path: '' }, () => carrier.carry(input)),
    runWhole: (input) => withFailures({ name: 'run', path: '' }, () => carrier.runWhole(input)),
  };
}

/**
 * Runs short runs in memory and writes those that came to their end in one statement. Whatever is not the usual way (a step
 * that fails, asks somebody or needs a vendor) leaves its run as it was: queued.
 */
class Carrier {
  private readonly queued: QueuedRuns;

  constructor(
    private readonly dependencies: ActivityDependencies,
    private readonly alone: Alone,
  ) {
    this.queued = new QueuedRuns(dependencies.database);
  }

  carry({ observatoryId, ruleId, runIds }: CarrierInput): Promise<CarriedRuns> {
    return this.dependencies.slots.run(observatoryId, async () => {
      const endsAt = performance.now() + MAX_MS;
      const done: CarriedRun[] = [];
      for (const start of (await this.queued.load(observatoryId, runIds)).values()) {
        if (start.type !== 'ready' || start.input.rule?.id !== ruleId || performance.now() > endsAt) continue;
        const ran = await this.run(start.input);
        if (ran) done.push(ran);
        // The worker has other things to do as well.
        await nextTurn();
      }
      const carried = done.length === 0 ? 0 : (await this.write(observatoryId, done)).size;
      return { carried, left: runIds.length - carried };
    });
  }

  runWhole({ observatoryId, runId, planHash }: WholeRunInput): Promise<WholeRun> {
    const { database, slots } = this.dependencies;
    return slots.run(observatoryId, async () => {
      const start = (await this.queued.load(observatoryId, [runId])).get(runId);
      if (start?.type === 'ended') {
        const ending = await database.statements(observatoryId, (queryable) =>
          readOwnEnding(queryable, { runId, ...ownExecution() }),
        );
        return ending ? { type: 'ended', ...ending } : { type: 'left' };
      }
      // What a workflow says of itself is looked into where its run is opened step by step.
      const isOurs = start?.type === 'ready' && start.input.plan.hash === planHash;
      const ran =
        isOurs && ownExecution().workflowId === workflowIdOfRun(runId) ? await this.run(start.input) : undefined;
      if (!ran || !(await this.write(observatoryId, [ran])).has(runId)) return { type: 'left' };
      const { status, message, output } = ran;
      return {
        type: 'ended',
        status,
        ...(message === undefined ? {} : { message }),
        ...(output === undefined ? {} : { output }),
      };
    });
  }

  /** @returns the ids of those that were written; none where they cannot be written together */
  private async write(observatoryId: string, runs: readonly CarriedRun[]): Promise<ReadonlySet<string>> {
    try {
      return await this.dependencies.database.statements(observatoryId, (queryable) =>
        recordCarried(queryable, { observatoryId, ...ownExecution(), runs }),
      );
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      this.dependencies.logger.warn({ err: error, runs: runs.length }, 'Short runs could not be written as one.');
      return new Set();
    }
  }

  /** @returns undefined when the run needs a workflow of its own; nothing has been written for it */
  private async run(input: RunInput): Promise<CarriedRun | undefined> {
    const { runId, observatoryId, rule, plan } = input;
    if (!isShort(plan.nodes)) return undefined;
    const scope = { runId, observatoryId, ...(rule ? { ruleId: rule.id } : {}), records: [] };
    const startedAt = new Date().toISOString();
    const group = new GroupInMemory(this.dependencies, {
      call: { ...scope, run: input, nodes: plan.nodes, iteration: '', results: {}, names: {} },
      lane: 'local',
      alone: this.alone,
    });
    try {
      const { steps, end } = await group.run();
      const status = end.type === 'completed' ? 'succeeded' : end.type === 'ended' ? end.status : undefined;
      if (status !== 'succeeded' && status !== 'rejected') return undefined;
      const { feed, effects } = group;
      const message = end.type === 'ended' ? end.message : undefined;
      const template = end.type === 'completed' ? plan.output : undefined;
      const output = template === undefined ? undefined : group.render(template, steps);
      const title = group.title();
      return { runId, planHash: plan.hash, status, message, output, title, startedAt, steps, feed, effects };
    } catch (error) {
      if (isDatabaseUnavailable(error) || error instanceof CancelledFailure) throw error;
      this.dependencies.logger.warn({ err: error, runId }, 'A run of short steps did not work out as one.');
      return undefined;
    }
  }
}

/** The workflow that this activity belongs to. */
function ownExecution(): { workflowId: string; temporalRunId: string } {
  const { workflowExecution } = Context.current().info;
  if (!workflowExecution) throw new Error('Runs are run by workflows.');
  return { workflowId: workflowExecution.workflowId, temporalRunId: workflowExecution.runId };
}
