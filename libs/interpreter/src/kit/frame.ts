import {
  TriggerDetails,
  type Approved,
  type GroupEnd,
  type Json,
  type PassedFrame,
  type PerformGroupInput,
  type RunResumption,
  type StepRecord,
  type StepResult,
} from '@jarvis/plan';
import type { PlanNode } from '@jarvis/steps/nodes';
import { condition, workflowInfo } from '@temporalio/workflow';
import type { Perform, StepCall } from './calls.js';
import type { StepResult as CallResult } from './group-budget.js';
import type { NodeOutcome } from './outcome.js';
import type { Run } from './run.js';
import { StopSwitch } from './stop-switch.js';

const NO_DETAILS = TriggerDetails.parse({});

/** Temporal ends a workflow at 51,200 events or 50 MB. */
const MAX_EVENTS = 40_000;
const MAX_BYTES = 35 * 1024 * 1024;
/** What undoes the steps of a run may use of the rest, too. */
const UNDOING_SHARE = 1.2;

type Left = Extract<GroupEnd, { type: 'left' }>;
type GroupPlace = Pick<PerformGroupInput, 'iteration' | 'names' | 'results'>;

interface Place {
  /** Frame around this one; none in a group, which was handed what is known around it. */
  outer?: Frame;
  /** The iteration path. */
  at: string;
  /** Names that expressions can read here besides those of the run. */
  names: Readonly<Record<string, Json>>;
  /** Whether what runs here is its own: of one item among others. */
  ownResults: boolean;
  /** It is not stopped with the frame around it. */
  isApart?: boolean;
}

/**
 * A place in a run where a list of steps is gone through. Frames form a tree: a loop has one for each item, a parallel
 * step one for each branch. What a step gave is looked up here first, then in the frames around.
 */
export class Frame {
  private readonly results = new Map<string, StepResult>();
  private readonly approvals = new Map<string, Approved>();
  private readonly stopSwitch: StopSwitch | undefined;
  /** Where an earlier execution of the run stopped, until that place is reached. */
  private resumption: RunResumption | undefined;
  /** Where a group of steps left off, until that step is reached. */
  private left: Left | undefined;

  private constructor(
    readonly run: Run,
    private readonly place?: Place,
  ) {
    if (place) this.stopSwitch = new StopSwitch(place.isApart ? undefined : place.outer?.stopSwitch);
  }

  /** The frame of the plan's own list. */
  static root(run: Run): Frame {
    const frame = new Frame(run);
    const { resumption } = run.input;
    for (const [id, result] of Object.entries(resumption?.results ?? {})) frame.results.set(id, result);
    for (const [id, approved] of Object.entries(resumption?.approvals ?? {})) frame.approvals.set(id, approved);
    frame.resumption = resumption;
    return frame;
  }

  /** The frame in which a group of steps runs, and what was known before the first of them. */
  static ofGroup(run: Run, { iteration, names, results }: GroupPlace): Frame {
    const frame = new Frame(run, { at: iteration, names, ownResults: true });
    for (const [id, result] of Object.entries(results)) frame.results.set(id, result);
    return frame;
  }

  /** The iteration path: empty outside of every loop. */
  get at(): string {
    return this.place?.at ?? '';
  }

  /** A frame for one item of a loop. `item` and `index` hide those of a loop around, which are `parent` here. */
  iterate(loopId: string, index: number, item: Json): Frame {
    const around = this.names();
    const outer: Record<string, Json> = 'index' in around ? { parent: { ...around } } : {};
    const at = `${this.at}${this.at === '' ? '' : '/'}${loopId}#${String(index)}`;
    return new Frame(this.run, { outer: this, at, names: { item, index, ...outer }, ownResults: true });
  }

  /** A frame for one of several branches. What runs in it is seen after it. */
  branch(): Frame {
    return new Frame(this.run, { outer: this, at: this.at, names: this.names(), ownResults: false });
  }

  /** A frame for what undoes a step that ran here. It goes on although what ran here was stopped. */
  undo(): Frame {
    return new Frame(this.run, { outer: this, at: this.at, names: this.names(), ownResults: false, isApart: true });
  }

  /** What is known here and not in the frame of the plan's own list. */
  passed(): PassedFrame {
    const outer = this.place?.outer;
    const around = outer?.place ? outer.passed() : { results: {}, approvals: {} };
    return {
      names: { ...this.names() },
      results: { ...around.results, ...Object.fromEntries(this.results) },
      approvals: { ...around.approvals, ...Object.fromEntries(this.approvals) },
    };
  }

  /** A frame of an item that an earlier execution of the run went through; this one is that of the plan's own list. */
  restore(at: string, { names, results, approvals }: PassedFrame): Frame {
    const frame = new Frame(this.run, { outer: this, at, names, ownResults: true });
    for (const [id, result] of Object.entries(results)) frame.results.set(id, result);
    for (const [id, approved] of Object.entries(approvals)) frame.approvals.set(id, approved);
    return frame;
  }

  /** The names an expression may use. `now` is workflow time as text, since a Date does not cross the sandbox. */
  expressionScope(): Record<string, unknown> {
    const { event, rule, plan, runId, trigger } = this.run.input;
    return {
      event,
      trigger: { kind: trigger.type, ...NO_DETAILS, ...trigger.details },
      run: { id: runId },
      steps: Object.fromEntries(this.visibleResults()),
      rule: rule ?? { id: '', name: plan.name, version: 0 },
      vars: plan.vars,
      now: new Date().toISOString(),
      ...this.names(),
    };
  }

  /** What a group of steps that runs here has to know. */
  get groupPlace(): GroupPlace {
    return { iteration: this.at, names: this.names(), results: Object.fromEntries(this.visibleResults()) };
  }

  setResult(id: string, result: StepResult): void {
    this.owner.results.set(id, result);
  }

  approve(id: string, approved: Approved): void {
    this.owner.approvals.set(id, approved);
  }

  approvalOf(id: string): Approved | undefined {
    return this.approvals.get(id) ?? this.place?.outer?.approvalOf(id);
  }

  /** Stops what runs here, at its next wait or before its next step. */
  stop(): void {
    this.stopSwitch?.throw();
  }

  /** Nothing runs here any more. */
  close(): void {
    this.stopSwitch?.remove();
  }

  get isStopped(): boolean {
    return this.stopSwitch?.isThrown ?? false;
  }

  /** @throws CancelledFailure when this part of the run was stopped */
  checkStopped(): void {
    this.stopSwitch?.check();
  }

  /** Calls the activity of a step that runs here. */
  step<Result extends CallResult>(call: StepCall, perform: Perform<Result>): Promise<Result> {
    const { calls } = this.run;
    return calls.isSideBySide ? this.stepBesideOthers(call, perform) : calls.step(call, perform);
  }

  private async stepBesideOthers<Result extends CallResult>(call: StepCall, perform: Perform<Result>): Promise<Result> {
    const { calls } = this.run;
    while (calls.isFull) await this.wait(() => condition(() => !calls.isFull));
    this.checkStopped();
    return calls.step(call, perform);
  }

  /** Waits for time or for a signal; every wait of a step goes through here. @throws CancelledFailure */
  wait<T>(waiting: () => Promise<T>): Promise<T> {
    return this.stopSwitch ? this.stopSwitch.wait(waiting) : waiting();
  }

  /** The nodes of a list that are still to be run. */
  remaining(nodes: readonly PlanNode[]): readonly PlanNode[] {
    const first = nodes.findIndex(({ path }) => this.resumesIn(path));
    return first === -1 ? nodes : nodes.slice(first);
  }

  /** Whether an earlier execution of the run, or a group of steps, stopped at this path, or inside of it. */
  resumesIn(path: string): boolean {
    const at = this.left?.path ?? this.resumption?.path;
    return at !== undefined && at.startsWith(path) && ['.', '[', undefined].includes(at[path.length]);
  }

  /** What a node knew when an earlier execution stopped there; from then on the run goes its usual way. */
  takePassedOn({ path }: PlanNode): Json | undefined {
    if (this.resumption?.path !== path) return undefined;
    const { state } = this.resumption;
    this.resumption = undefined;
    return state;
  }

  /** A group of steps that began here has left off before this one. */
  goOnAt(left: Left): void {
    this.left = left;
  }

  /** Whether the step that comes now has to run by itself. */
  takeAlone({ path }: PlanNode): boolean {
    if (this.left?.path !== path) return false;
    const { alone } = this.left;
    this.left = undefined;
    return alone;
  }

  /** Whether Temporal asks for a new history, and the run could go on in one from here: nothing runs beside. */
  get shouldPassOn(): boolean {
    return this.isRoot && !this.run.input.rehearsal && workflowInfo().continueAsNewSuggested;
  }

  /** Ends this execution; the next one comes back to the node with this state. */
  passOn({ path }: PlanNode, state: Json): NodeOutcome {
    const { results, approvals, run } = this;
    const undoing = run.undoing.passOn();
    return {
      type: 'passed-on',
      resumption: {
        path,
        state,
        results: Object.fromEntries(results),
        approvals: Object.fromEntries(approvals),
        ...(undoing ? { undoing } : {}),
      },
    };
  }

  /** Temporal ends a workflow whose history is full, so it is not filled. */
  get isHistoryFull(): boolean {
    const { historyLength, historySize } = workflowInfo();
    const share = this.run.undoing.hasBegun ? UNDOING_SHARE : 1;
    return historyLength > MAX_EVENTS * share || historySize > MAX_BYTES * share;
  }

  /** A record of a step that begins here. */
  start(node: PlanNode): StepRecord {
    return this.run.timeline.start(node, this.at);
  }

  private get isRoot(): boolean {
    return this.place === undefined;
  }

  /** Where results are kept: a branch has none of its own. */
  private get owner(): Frame {
    return this.place?.outer && !this.place.ownResults ? this.place.outer.owner : this;
  }

  private names(): Readonly<Record<string, Json>> {
    return this.place?.names ?? {};
  }

  /** Those of inner frames last, so that they hide the others. */
  private visibleResults(): Map<string, StepResult> {
    const { outer } = this.place ?? {};
    return outer ? new Map([...outer.visibleResults(), ...this.results]) : this.results;
  }
}
