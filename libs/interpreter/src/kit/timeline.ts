import type { Json, StepError, StepRecord } from '@jarvis/plan';
import type { PlanNode } from '@jarvis/steps/nodes';
import type { StepStatus } from '@jarvis/vocabulary';
import type { EndedOutcome } from './outcome.js';

/** How a step finished, as far as it is worth recording. */
export interface StepEnd {
  output?: Json;
  error?: StepError;
  attempts?: number;
}

/**
 * What happened in this run so far, in order. Activities write their own rows; what only the workflow knows
 * (branches, waits, stops, skipped and failed steps) collects here and travels with the next activity.
 */
export class Timeline {
  readonly records: StepRecord[] = [];
  private readonly unwritten = new Set<StepRecord>();
  /**
   * When the last of them ended. They have the clock of the worker, and the workflow's may still stand where its task
   * began: what comes after them must not seem to come before. ISO 8601 in one form, so texts compare as moments.
   */
  private notBefore = '';

  /** @param iteration the iteration path of where it runs */
  start(node: PlanNode, iteration: string): StepRecord {
    const record: StepRecord = {
      stepId: node.id,
      path: node.path,
      iteration,
      kind: node.kind,
      name: node.name,
      status: 'running',
      attempts: 1,
      startedAt: this.now(),
      ...('lane' in node ? { lane: node.lane } : {}),
      ...usesOf(node),
    };
    this.records.push(record);
    return record;
  }

  /** Steps that an activity ran by itself, and whose rows it wrote. */
  adopt(records: readonly StepRecord[]): void {
    this.records.push(...records);
    for (const { finishedAt = '' } of records) if (finishedAt > this.notBefore) this.notBefore = finishedAt;
  }

  /** Settles a record whose row no activity has written. */
  finish(record: StepRecord, status: StepStatus, end: StepEnd = {}): void {
    this.settle(record, status, end);
    this.unwritten.add(record);
  }

  /** Settles a step that holds others: it came out as they did. What it tells of them is `output`, unless it failed. */
  finishAs(record: StepRecord, outcome: EndedOutcome, output: Json): void {
    switch (outcome.type) {
      case 'completed':
        this.finish(record, 'succeeded', { output });
        break;
      case 'failed':
        this.finish(record, 'failed', { error: outcome.error });
        break;
      case 'declined':
      case 'ended':
        this.finish(record, outcome.status, { output });
        break;
    }
  }

  /** Settles a record whose row an activity wrote in its own transaction. */
  settle(record: StepRecord, status: StepStatus, end: StepEnd = {}): void {
    Object.assign(record, end, { status });
    if (status !== 'waiting' && status !== 'running') record.finishedAt = this.now();
  }

  /** A change worth a row before the step is over, for example that it waits. */
  mark(record: StepRecord, status: StepStatus, detail: StepEnd & { input?: Json } = {}): void {
    Object.assign(record, detail, { status });
    this.unwritten.add(record);
  }

  /** Whatever was going on when the run was cancelled. */
  cancelOpen(): void {
    for (const record of this.records) {
      if (record.finishedAt === undefined) this.finish(record, 'cancelled');
    }
  }

  /** What one activity shall write, as it is now; no other is given it, unless this one gives it back. */
  takeUnwritten(): { records: StepRecord[]; giveBack: () => void } {
    const taken = [...this.unwritten];
    this.unwritten.clear();
    return {
      records: taken.map((record) => ({ ...record })),
      giveBack: () => taken.forEach((record) => this.unwritten.add(record)),
    };
  }

  /** All that is open, and the last of what is over. */
  latest(most: number): StepRecord[] {
    const from = this.records.length - most;
    return this.records.filter(({ finishedAt }, index) => finishedAt === undefined || index >= from);
  }

  private now(): string {
    const now = timestamp();
    return now > this.notBefore ? now : this.notBefore;
  }

  /** Everything again, after rows were lost: what a row already says is not overwritten with less. */
  rewrite(): void {
    for (const record of this.records) this.unwritten.add(record);
  }
}

function usesOf(node: PlanNode): Pick<StepRecord, 'uses'> {
  switch (node.kind) {
    case 'action':
      return { uses: node.uses };
    case 'approval':
      return { uses: node.gates.uses };
    default:
      return {};
  }
}

/** Workflow time: in the workflow sandbox `Date` follows the history, in a rehearsal it is virtual. */
export function timestamp(): string {
  return new Date().toISOString();
}
