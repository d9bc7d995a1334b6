import { hashJson, type GroupedEffect, type NewFeedEntry } from '@jarvis/database';
import { jsonText } from '@jarvis/json';
import { Frame, render, Run, runGroup, titleOf, type Calls, type Host, type RanGroup } from '@jarvis/interpreter';
import type {
  Json,
  PerformActionInput,
  PerformActionResult,
  PerformGroupInput,
  PlanActivities,
  RunCodeInput,
  StepResult,
} from '@jarvis/plan';
import type { Lane } from '@jarvis/vocabulary';
import { assertMayRunAlone } from './assert-approved.js';
import type { ActivityDependencies } from './dependencies.js';
import { actionOrFail } from './failures.js';
import { compute } from './run-code.js';
import { StepJob } from './step-job.js';
import { toWorkflowValue } from './value-limit.js';
import { OWN_PLATFORM } from './vendor-use.js';

/** Nothing of a group is seen before it ends, and a crash repeats all of it, so it does not go on for longer. */
const MAX_MS = 200;
/** The steps of a group share one message. */
const MAX_BYTES = 512 * 1024;

/** Activities that steps have outside of groups. */
export type Alone = Omit<PlanActivities, 'performGroup'>;

/** Runs a group of steps and keeps what they did, none of which is written here. */
export class GroupInMemory {
  readonly feed: NewFeedEntry[] = [];
  readonly effects: GroupedEffect[] = [];
  private readonly endsAt = performance.now() + MAX_MS;
  private bytes = 0;

  constructor(
    private readonly dependencies: ActivityDependencies,
    private readonly job: { call: PerformGroupInput; lane: Lane; alone: Alone },
  ) {}

  run(): Promise<RanGroup> {
    const hasRoom = (): boolean => performance.now() < this.endsAt && this.bytes < MAX_BYTES;
    return runGroup(this.job.call, { ...this.host(), hasRoom });
  }

  /** What the rule calls this run. */
  title(): string | undefined {
    return titleOf(new Run(this.job.call.run, this.host()));
  }

  /** What the run gives to whoever called it, after these steps. @throws where that cannot be rendered */
  render(template: Json, steps: RanGroup['steps']): Json {
    const results = Object.fromEntries(
      steps.map(({ stepId, status, output = null }): [string, StepResult] => [
        stepId,
        { status: status === 'skipped' ? status : 'succeeded', output, error: null },
      ]),
    );
    const run = new Run(this.job.call.run, this.host());
    return render(template, Frame.ofGroup(run, { iteration: '', names: {}, results }));
  }

  private host(): Host {
    return { callsFor: () => this.calls(), show: () => undefined };
  }

  private calls(): Calls {
    const activities: PlanActivities = {
      ...this.job.alone,
      performAction: (step) => this.performAction(step),
      runCode: (step) => this.runCode(step),
      performGroup: () => Promise.reject(new Error('A group holds no groups.')),
    };
    const scope = { ...this.job.call, records: [] };
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
