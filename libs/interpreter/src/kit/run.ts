import { jsonText } from '@jarvis/json';
import { escapeMarkdown, type RunFacts, type RunState, type StepRecord } from '@jarvis/plan';
import type { FinalRunStatus, RunStatus } from '@jarvis/vocabulary';
import type { Calls } from './calls.js';
import { Timeline } from './timeline.js';
import { Undoing } from './undoing.js';
import { WakeUps } from './wake-ups.js';
import { asThisRunReads } from './whole-numbers.js';

/** Most steps that are over, and of which a query still tells. */
const MAX_TOLD = 200;

/** Where steps are run: in the run's workflow, or in an activity that runs several of them. */
export interface Host {
  /** How steps reach the outside; what only the timeline knows so far goes along. */
  callsFor(run: RunFacts, timeline: Timeline): Calls;
  /** What Temporal UI shows as current details, in Markdown. */
  show(details: string): void;
}

/** Everything one run knows while it goes; lives in the workflow's memory and is rebuilt by replay. */
export class Run {
  readonly timeline = new Timeline();
  readonly wakeUps = new WakeUps();
  readonly undoing = new Undoing();
  readonly calls: Calls;
  readonly input: RunFacts;
  /** What steps wait for, in words, in the order in which they began to. */
  private readonly waits = new Map<StepRecord, string>();
  private current: string | undefined;
  private ending: FinalRunStatus | undefined;
  private measured: number | undefined;

  constructor(
    input: RunFacts,
    private readonly host: Host,
  ) {
    this.input = { ...input, event: asThisRunReads(input.event) };
    this.calls = host.callsFor(input, this.timeline);
  }

  get status(): RunStatus {
    return this.ending ?? (this.waits.size > 0 ? 'waiting' : 'running');
  }

  /** In words; undefined when the run waits for nothing. */
  get waitingFor(): string | undefined {
    return inWords([...this.waits.values()]);
  }

  /** Characters of what steps know of their run. */
  get factsSize(): number {
    const { event, trigger, plan } = this.input;
    this.measured ??= jsonText({ event, trigger, vars: plan.vars }).length;
    return this.measured;
  }

  end(status: FinalRunStatus): void {
    this.ending = status;
  }

  enter(step: string): void {
    this.current = step;
    this.host.show(`Running **${escapeMarkdown(step)}**`);
  }

  /** Marks the run as waiting, for the query and for Temporal UI; the row is the caller's affair. */
  beginWaiting(record: StepRecord, reason: string): void {
    this.waits.set(record, reason);
    this.showWaits();
  }

  endWaiting(record: StepRecord): void {
    this.waits.delete(record);
    this.showWaits();
    this.calls.startNewGroup();
  }

  /** For a wait that is just ending: what the run waits for besides, as activities are told. */
  otherWaits(record: StepRecord): { waitingFor?: string } {
    const waitingFor = inWords([...this.waits].filter(([other]) => other !== record).map(([, reason]) => reason));
    return waitingFor === undefined ? {} : { waitingFor };
  }

  /** Marks the run as waiting, and says so in its row. */
  showWaiting(record: StepRecord, reason: string): Promise<void> {
    this.beginWaiting(record, reason);
    return this.recordStatus(`Waits: ${reason}`);
  }

  /** The wait is over, and the run's row says so; the next step may be a long one. */
  goOn(): Promise<void> {
    return this.recordStatus('Goes on');
  }

  /** Writes what only the workflow knows so far, which else goes along with the next step. */
  noteProgress(): Promise<void> {
    return this.recordStatus('Notes what happened');
  }

  /** Answer of the `getState` query. */
  state(): RunState {
    const { status, waitingFor } = this;
    return {
      status,
      ...(waitingFor === undefined ? {} : { waitingFor }),
      ...(this.current === undefined ? {} : { current: this.current }),
      steps: this.timeline.latest(MAX_TOLD).map(({ error, status: now, ...step }) => ({
        stepId: step.stepId,
        path: step.path,
        iteration: step.iteration,
        kind: step.kind,
        status: now,
        startedAt: step.startedAt,
        ...(step.finishedAt === undefined ? {} : { finishedAt: step.finishedAt }),
        ...(error === undefined ? {} : { problem: error.code }),
      })),
    };
  }

  private recordStatus(summary: string): Promise<void> {
    return this.calls.record(summary, (activities, scope) => {
      // Read when the write's turn has come: other steps may have begun or ended to wait meanwhile.
      const { waitingFor } = this;
      return activities.recordProgress(
        waitingFor === undefined ? { ...scope, status: 'running' } : { ...scope, status: 'waiting', waitingFor },
      );
    });
  }

  private showWaits(): void {
    if (this.waitingFor !== undefined) this.host.show(`Waiting: ${escapeMarkdown(this.waitingFor)}`);
  }
}

function inWords([first, ...others]: string[]): string | undefined {
  return first === undefined || others.length === 0 ? first : `${first}, and ${String(others.length)} more`;
}
