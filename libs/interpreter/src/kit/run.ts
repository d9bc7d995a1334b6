import { escapeMarkdown, TriggerDetails, type Json, type RunInput, type RunState, type StepError } from '@jarvis/plan';
import type { RunStatus } from '@jarvis/vocabulary';
import { setCurrentDetails } from '@temporalio/workflow';
import { ActivityCalls } from './activity-calls.js';
import { Timeline } from './timeline.js';
import { WakeUps } from './wake-ups.js';
import { asThisRunReads } from './whole-numbers.js';

const NO_DETAILS = TriggerDetails.parse({});

/** What later steps see as `steps.<id>`. */
export interface StepResult {
  status: 'succeeded' | 'skipped' | 'failed';
  output: Json;
  error: StepError | null;
}

/** An approved action: what it must run with, and the row that says so. */
export interface Approved {
  approvalId: string;
  input: Json;
}

/** Everything one run knows while it goes; lives in the workflow's memory and is rebuilt by replay. */
export class Run {
  readonly timeline = new Timeline();
  readonly wakeUps = new WakeUps();
  readonly calls: ActivityCalls;
  /** By step id. */
  readonly results = new Map<string, StepResult>();
  /** By the approval's step id. */
  readonly approvals = new Map<string, Approved>();
  status: RunStatus = 'running';
  private waitingFor: string | undefined;
  private current: string | undefined;

  readonly input: RunInput;

  constructor(input: RunInput) {
    this.input = { ...input, event: asThisRunReads(input.event) };
    const { runId, observatoryId, rule } = input;
    this.calls = new ActivityCalls({ runId, observatoryId, ...(rule ? { ruleId: rule.id } : {}) }, this.timeline);
  }

  /** The names an expression may use. `now` is workflow time as text, since a Date does not cross the sandbox. */
  expressionScope(): Record<string, unknown> {
    const { event, rule, plan, runId, trigger } = this.input;
    return {
      event,
      trigger: { kind: trigger.type, ...NO_DETAILS, ...trigger.details },
      run: { id: runId },
      steps: Object.fromEntries(this.results),
      rule: rule ?? { id: '', name: plan.name, version: 0 },
      vars: plan.vars,
      now: new Date().toISOString(),
    };
  }

  /** What Temporal UI shows as current details. */
  enter(step: string): void {
    this.current = step;
    setCurrentDetails(`Running **${escapeMarkdown(step)}**`);
  }

  /** Marks the run as waiting, for the query and for Temporal UI; the row is the caller's affair. */
  beginWaiting(reason: string): void {
    this.status = 'waiting';
    this.waitingFor = reason;
    setCurrentDetails(`Waiting: ${escapeMarkdown(reason)}`);
  }

  endWaiting(): void {
    this.status = 'running';
    this.waitingFor = undefined;
    this.calls.startNewGroup();
  }

  /** Answer of the `getState` query. */
  state(): RunState {
    return {
      status: this.status,
      ...(this.waitingFor === undefined ? {} : { waitingFor: this.waitingFor }),
      ...(this.current === undefined ? {} : { current: this.current }),
      steps: this.timeline.records.map(({ stepId, path, kind, status, startedAt, finishedAt, error }) => ({
        stepId,
        path,
        kind,
        status,
        startedAt,
        ...(finishedAt === undefined ? {} : { finishedAt }),
        ...(error === undefined ? {} : { problem: error.code }),
      })),
    };
  }
}
