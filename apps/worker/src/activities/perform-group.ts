import { hashJson, isDatabaseUnavailable, recordGroup, type GroupedEffect, type NewFeedEntry } from '@jarvis/database';
import { jsonText } from '@jarvis/json';
import { runGroup, type Calls, type RanGroup } from '@jarvis/interpreter';
import type {
  Json,
  PerformActionInput,
  PerformActionResult,
  PerformGroupInput,
  PlanActivities,
  RunCodeInput,
} from '@jarvis/plan';
import type { Lane } from '@jarvis/vocabulary';
import { CancelledFailure, Context } from '@temporalio/activity';
import { assertMayRunAlone } from './assert-approved.js';
import type { ActivityDependencies } from './dependencies.js';
import { actionOrFail, withFailures } from './failures.js';
import { withHeartbeat } from './heartbeat.js';
import { compute } from './run-code.js';
import { StepJob } from './step-job.js';
import { toWorkflowValue } from './value-limit.js';
import { OWN_PLATFORM } from './vendor-use.js';

/** Nothing of a group is seen before it ends, and a crash repeats all of it, so it does not go on for longer. */
const MAX_MS = 200;
/** The steps of a group share one message. */
const MAX_BYTES = 512 * 1024;

/**
 * Runs neighbouring short steps in this one activity: one way through Temporal and one transaction instead of one for
 * each. Whatever is not the usual way (an error, a wait, an effect outside, an event for other rules) is left to the
 * workflow, where the step has an activity of its own.
 * @param alone the activities that steps have outside of groups
 */
export function createPerformGroup(
  dependencies: ActivityDependencies,
  alone: Omit<PlanActivities, 'performGroup'>,
): PlanActivities['performGroup'] {
  return (call) => {
    const [first] = call.nodes;
    if (!first) throw new Error('A group has at least one step.');
    return withFailures(first, () =>
      withHeartbeat(() => {
        const lane = Context.current().info.isLocal ? 'local' : 'remote';
        const work = async () => {
          const beganAt = performance.now();
          const written = await new Group(dependencies, { call, lane, alone }).perform(first.path);
          return { ...written, tookMs: Math.round(performance.now() - beganAt) };
        };
        return lane === 'local' ? dependencies.slots.run(call.observatoryId, work) : work();
      }),
    );
  };
}

/** What the steps of one group did so far, none of which is written. */
class Group {
  private readonly feed: NewFeedEntry[] = [];
  private readonly effects: GroupedEffect[] = [];
  private readonly endsAt = performance.now() + MAX_MS;
  private bytes = 0;

  private readonly call: PerformGroupInput;

  constructor(
    private readonly dependencies: ActivityDependencies,
    private readonly job: { call: PerformGroupInput; lane: Lane; alone: Omit<PlanActivities, 'performGroup'> },
  ) {
    this.call = job.call;
  }

  async perform(path: string): Promise<RanGroup> {
    const { database, logger } = this.dependencies;
    const { runId, observatoryId, ruleId, iteration, records } = this.call;
    const scope = { runId, observatoryId, ruleId };
    const common = { scope, path, iteration, records };
    try {
      const ran = await runGroup(this.call, {
        callsFor: () => this.calls(),
        show: () => undefined,
        hasRoom: () => performance.now() < this.endsAt && this.bytes < MAX_BYTES,
      });
      const { feed, effects } = this;
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

  private calls(): Calls {
    const activities: PlanActivities = {
      ...this.job.alone,
      performAction: (step) => this.performAction(step),
      runCode: (step) => this.runCode(step),
      performGroup: () => Promise.reject(new Error('A group holds no groups.')),
    };
    const scope = { ...this.call, records: [] };
    return {
      isSideBySide: false,
      isFull: false,
      sideBySide: (work) => work(),
      laneOf: () => this.job.lane,
      step: (_, perform) => perform(activities, scope),
      record: (_, perform) => perform(activities, scope),
      startNewGroup: () => undefined,
    };
  }

  private async runCode(step: RunCodeInput): ReturnType<PlanActivities['runCode']> {
    const output = await compute(this.dependencies.code, step);
    this.count(step.inputs, output);
    // The group says how long all of it took.
    return { status: 'done', output, tookMs: 0 };
  }

  private count(input: Json, output: Json): void {
    this.bytes += Buffer.byteLength(jsonText([input, output]));
  }

  /** @throws whatever leaves the step to the workflow; nothing has been written for it */
  private async performAction(step: PerformActionInput): Promise<PerformActionResult> {
    const { dependencies } = this;
    const action = actionOrFail(dependencies.registry, step.node);
    const effect = action.effectOf(step.input);
    // A vendor may ask to wait. What is masked cannot be read back after a crash. What other rules hear may be refused.
    if (action.platform !== OWN_PLATFORM || action.sensitive.length > 0 || action.emits(step.input) !== undefined)
      throw new Error(`"${step.node.name}" has to run by itself.`);
    assertMayRunAlone(step, action);
    const job = new StepJob(dependencies, { call: step, action });
    const result = await job.run({ attempt: 1 });
    const output = toWorkflowValue(result.output, step.node);
    this.count(step.input, output);
    const occurredAt = new Date().toISOString();
    this.feed.push(...job.feed(output, result).map((entry) => ({ ...entry, occurredAt })));
    if (effect === 'write') {
      this.effects.push({
        key: job.key,
        stepPath: step.node.path,
        iteration: step.iteration,
        platform: action.platform,
        action: action.id,
        effect,
        inputHash: hashJson(step.input),
        request: step.input,
        response: output,
      });
    }
    return { status: 'done', output, attempts: 1 };
  }
}
