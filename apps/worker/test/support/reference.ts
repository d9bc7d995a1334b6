import type { RehearsalAnswer } from '@jarvis/plan';
import type { PlanNode } from '@jarvis/steps/nodes';
import type { FinalRunStatus } from '@jarvis/vocabulary';
import { action, approvalOf, log } from './plans.js';

/** A plan in the fewest words: enough to make the real one, and to say what must come of it. */
export type Sketch =
  | { kind: 'value'; number: number; runs?: boolean }
  | { kind: 'broken'; goesOn: boolean }
  | { kind: 'branch'; holds: boolean; then: Sketch[]; else: Sketch[] }
  | { kind: 'wait'; hours: number }
  | { kind: 'stop'; outcome: 'succeeded' | 'rejected' | 'expired' | 'failed' }
  | { kind: 'ask'; answer: 'approved' | 'rejected' | 'late' | 'none'; rejected: Sketch[]; expired: Sketch[] };

export const EVENT = { yes: true, no: false, base: 1000 };
const EXPIRES_HOURS = 24;
const HOUR_MS = 60 * 60 * 1000;

interface Built {
  nodes: PlanNode[];
  answers: Record<string, RehearsalAnswer>;
}

/** The plan and the answers that go with it. Ids are given in the order of reading. */
export function build(sketches: readonly Sketch[]): Built {
  let count = 0;
  const answers: Record<string, RehearsalAnswer> = {};
  const nextId = () => `n${(count++).toString()}`;
  const toNodes = (list: readonly Sketch[]): PlanNode[] => list.flatMap(toNode);
  const base = (id: string) => ({ id, path: id, name: id, onError: 'fail' as const });

  function toNode(sketch: Sketch): PlanNode[] {
    const id = nextId();
    switch (sketch.kind) {
      case 'value': {
        const condition = sketch.runs === undefined ? {} : { if: sketch.runs ? 'event.yes' : 'event.no' };
        const value = `\${{ ${sketch.number.toString()} + event.base }}`;
        return [{ ...action(id, 'core.transform', { value }, { effect: 'pure', path: id }), ...condition }];
      }
      case 'broken':
        return [log(id, '', { path: id, onError: sketch.goesOn ? 'continue' : 'fail' })];
      case 'branch': {
        const then = toNodes(sketch.then);
        const cases = [{ if: sketch.holds ? 'event.yes' : 'event.no', steps: then }];
        return [{ kind: 'branch', ...base(id), cases, else: toNodes(sketch.else) }];
      }
      case 'wait':
        return [{ kind: 'wait', ...base(id), forMs: sketch.hours * HOUR_MS }];
      case 'stop':
        return [{ kind: 'stop', ...base(id), outcome: sketch.outcome }];
      case 'ask': {
        const gated = action(`${id}-gated`, 'core.log', { title: 'Gated' }, { path: `${id}-gated`, gatedBy: id });
        if (sketch.answer === 'approved' || sketch.answer === 'rejected') {
          answers[id] = { decision: sketch.answer, afterMs: 2 * HOUR_MS };
        } else if (sketch.answer === 'late') {
          answers[id] = { decision: 'approved', afterMs: EXPIRES_HOURS * HOUR_MS };
        }
        const onRejected = toNodes(sketch.rejected);
        const onExpired = toNodes(sketch.expired);
        return [approvalOf(gated, { id, path: id, name: id, onRejected, onExpired }), gated];
      }
    }
  }
  return { nodes: toNodes(sketches), answers };
}

export interface Expected {
  status: FinalRunStatus;
  /** `id status`, in the order in which steps begin. */
  trail: string[];
  hours: number;
}

/** What must come of it, in plain recursion: no workflow, no activities, no clock. */
export function expectedOf(sketches: readonly Sketch[]): Expected {
  const trail: string[] = [];
  let hours = 0;
  let count = 0;

  /** Ids count every sketch, whether it is run or not. */
  const skipIds = (list: readonly Sketch[]): void => {
    for (const sketch of list) {
      count += 1;
      if (sketch.kind === 'branch') skipIds([...sketch.then, ...sketch.else]);
      if (sketch.kind === 'ask') skipIds([...sketch.rejected, ...sketch.expired]);
    }
  };
  const runList = (list: readonly Sketch[]): FinalRunStatus | undefined => {
    for (const [index, sketch] of list.entries()) {
      const ending = runOne(sketch);
      if (ending !== undefined) {
        skipIds(list.slice(index + 1));
        return ending;
      }
    }
    return undefined;
  };
  /** Runs the chosen one of two lists, counting past the other. */
  const choose = (lists: readonly [Sketch[], Sketch[]], taken: 0 | 1 | undefined) => {
    let ending: FinalRunStatus | undefined;
    lists.forEach((list, index) => {
      if (index === taken) ending = runList(list);
      else skipIds(list);
    });
    return ending;
  };

  function runOne(sketch: Sketch): FinalRunStatus | undefined {
    const id = `n${(count++).toString()}`;
    switch (sketch.kind) {
      case 'value':
        trail.push(`${id} ${sketch.runs === false ? 'skipped' : 'succeeded'}`);
        return undefined;
      case 'broken':
        trail.push(`${id} failed`);
        return sketch.goesOn ? undefined : 'failed';
      case 'branch':
        trail.push(`${id} succeeded`);
        return choose([sketch.then, sketch.else], sketch.holds ? 0 : 1);
      case 'wait':
        hours += sketch.hours;
        trail.push(`${id} succeeded`);
        return undefined;
      case 'stop':
        trail.push(`${id} succeeded`);
        return sketch.outcome;
      case 'ask': {
        trail.push(`${id} succeeded`);
        const answered = sketch.answer === 'approved' || sketch.answer === 'rejected';
        hours += answered ? 2 : EXPIRES_HOURS;
        const lists: [Sketch[], Sketch[]] = [sketch.rejected, sketch.expired];
        if (sketch.answer === 'approved') {
          choose(lists, undefined);
          trail.push(`${id}-gated succeeded`);
          return undefined;
        }
        return choose(lists, answered ? 0 : 1) ?? (answered ? 'rejected' : 'expired');
      }
    }
  }

  const status = runList(sketches) ?? 'succeeded';
  return { status, trail, hours };
}
