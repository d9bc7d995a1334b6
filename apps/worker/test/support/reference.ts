import type { RehearsalAnswer, RehearsalEvent } from '@jarvis/plan';
import type { PlanNode } from '@jarvis/steps/nodes';
import type { FinalRunStatus, OnItemError } from '@jarvis/vocabulary';
import { action, approvalOf, log, waitForEvent } from './plans.js';

/** A plan in the fewest words: enough to make the real one, and to say what must come of it. */
export type Sketch =
  | { kind: 'value'; number: number; runs?: boolean }
  | { kind: 'broken'; goesOn: boolean; handler?: Sketch[] }
  | { kind: 'undoable'; undo: 'works' | 'breaks' }
  | { kind: 'branch'; holds: boolean; then: Sketch[]; else: Sketch[] }
  | { kind: 'wait'; hours: number }
  | { kind: 'event'; comes: 'in-time' | 'late' | 'never'; goesOn: boolean }
  | { kind: 'each'; items: number; policy: OnItemError; steps: Sketch[] }
  | { kind: 'parallel'; branches: Sketch[][] }
  | { kind: 'stop'; outcome: 'succeeded' | 'rejected' | 'expired' | 'failed' }
  | { kind: 'ask'; answer: 'approved' | 'rejected' | 'late' | 'none'; rejected: Sketch[]; expired: Sketch[] };

export const EVENT = { yes: true, no: false, base: 1000 };
const EXPIRES_HOURS = 24;
const EVENT_HOURS = 3;
const HOUR_MS = 60 * 60 * 1000;

interface Built {
  nodes: PlanNode[];
  answers: Record<string, RehearsalAnswer>;
  events: Record<string, RehearsalEvent>;
}

/** The plan and the answers that go with it. Ids are given in the order of reading. */
export function build(sketches: readonly Sketch[]): Built {
  let count = 0;
  const answers: Record<string, RehearsalAnswer> = {};
  const events: Record<string, RehearsalEvent> = {};
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
      case 'broken': {
        const then = sketch.goesOn ? 'continue' : 'fail';
        return [log(id, '', { path: id, onError: sketch.handler ? { steps: toNodes(sketch.handler), then } : then })];
      }
      case 'undoable': {
        const undo = log(`${id}-undo`, sketch.undo === 'works' ? 'Undone' : '', { path: `${id}-undo` });
        return [log(id, 'Done', { path: id, compensate: { steps: [undo] } })];
      }
      case 'branch': {
        const then = toNodes(sketch.then);
        const cases = [{ if: sketch.holds ? 'event.yes' : 'event.no', steps: then }];
        return [{ kind: 'branch', ...base(id), cases, else: toNodes(sketch.else) }];
      }
      case 'wait':
        return [{ kind: 'wait', ...base(id), forMs: sketch.hours * HOUR_MS }];
      case 'event': {
        const { comes, goesOn } = sketch;
        if (comes !== 'never') {
          events[id] = { afterMs: (comes === 'in-time' ? EVENT_HOURS : EXPIRES_HOURS) * HOUR_MS, body: {} };
        }
        return [waitForEvent('order.paid', { ...base(id), onNoEvent: goesOn ? 'continue' : 'fail' })];
      }
      case 'stop':
        return [{ kind: 'stop', ...base(id), outcome: sketch.outcome }];
      case 'each': {
        const items = JSON.stringify(Array.from({ length: sketch.items }, (_, index) => index));
        const steps = toNodes(sketch.steps);
        return [{ kind: 'each', ...base(id), items, concurrency: 1, onItemError: sketch.policy, steps }];
      }
      case 'parallel': {
        const branches = sketch.branches.map((steps, index) => ({ name: `${index}`, steps: toNodes(steps) }));
        return [{ kind: 'parallel', ...base(id), mode: 'all', limit: branches.length, branches }];
      }
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
  return { nodes: toNodes(sketches), answers, events };
}

export interface Expected {
  status: FinalRunStatus;
  /** `id status` with the iteration of each, sorted: what runs at the same time has no order. */
  trail: string[];
  hours: number;
}

/** How a list came out, unless it came to its end. */
interface Ending {
  how: 'failed' | 'declined' | 'ended';
  status: FinalRunStatus;
}

/**
 * What must come of it, in plain recursion: no workflow, no activities, no clock. Branches that run at the same time may
 * only hold what comes to its end ({@link Sketch}es are made so), since which of two endings is first is not said.
 */
export function expectedOf(sketches: readonly Sketch[]): Expected {
  const trail: { id: string; at: string; status: string }[] = [];
  const undos: typeof trail = [];
  let hours = 0;
  let count = 0;
  let at = '';

  const begin = (id: string, status: string) => {
    const entry = { id, at, status };
    trail.push(entry);
    return entry;
  };
  /** Ids count every sketch, whether it is run or not. */
  const skipIds = (list: readonly Sketch[]): void => {
    for (const sketch of list) {
      count += 1;
      if (sketch.kind === 'branch') skipIds([...sketch.then, ...sketch.else]);
      if (sketch.kind === 'ask') skipIds([...sketch.rejected, ...sketch.expired]);
      if (sketch.kind === 'each') skipIds(sketch.steps);
      if (sketch.kind === 'broken') skipIds(sketch.handler ?? []);
      if (sketch.kind === 'parallel') skipIds(sketch.branches.flat());
    }
  };
  const runList = (list: readonly Sketch[]): Ending | undefined => {
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
    let ending: Ending | undefined;
    lists.forEach((list, index) => {
      if (index === taken) ending = runList(list);
      else skipIds(list);
    });
    return ending;
  };
  const runItems = (id: string, { items, policy, steps }: Extract<Sketch, { kind: 'each' }>): Ending | undefined => {
    const [first, around] = [count, at];
    const endings: Ending[] = [];
    for (let index = 0; index < items; index += 1) {
      count = first;
      at = `${around}${around === '' ? '' : '/'}${id}#${index.toString()}`;
      const ending = runList(steps);
      if (ending) endings.push(ending);
      if (ending && (ending.how === 'ended' || policy === 'stop')) break;
    }
    count = first;
    skipIds(steps);
    at = around;
    const ended = endings.find(({ how }) => how === 'ended');
    if (ended || policy === 'continue') return ended;
    return endings.find(({ how }) => how === 'failed') ?? endings[0];
  };

  function runOne(sketch: Sketch): Ending | undefined {
    const id = `n${(count++).toString()}`;
    switch (sketch.kind) {
      case 'value':
        begin(id, sketch.runs === false ? 'skipped' : 'succeeded');
        return undefined;
      case 'broken':
        begin(id, 'failed');
        return runList(sketch.handler ?? []) ?? (sketch.goesOn ? undefined : { how: 'failed', status: 'failed' });
      case 'undoable':
        begin(id, 'succeeded');
        undos.push({ id: `${id}-undo`, at, status: sketch.undo === 'works' ? 'succeeded' : 'failed' });
        return undefined;
      case 'branch':
        begin(id, 'succeeded');
        return choose([sketch.then, sketch.else], sketch.holds ? 0 : 1);
      case 'each': {
        const entry = begin(id, 'succeeded');
        const ending = runItems(id, sketch);
        if (ending) entry.status = ending.status;
        return ending;
      }
      case 'parallel': {
        begin(id, 'succeeded');
        const began = hours;
        const ends = sketch.branches.map((branch) => {
          hours = began;
          runList(branch);
          return hours;
        });
        hours = Math.max(began, ...ends);
        return undefined;
      }
      case 'wait':
        hours += sketch.hours;
        begin(id, 'succeeded');
        return undefined;
      case 'event': {
        const entry = begin(id, 'succeeded');
        hours += sketch.comes === 'in-time' ? EVENT_HOURS : EXPIRES_HOURS;
        if (sketch.comes === 'in-time' || sketch.goesOn) return undefined;
        entry.status = 'failed';
        return { how: 'failed', status: 'failed' };
      }
      case 'stop':
        begin(id, 'succeeded');
        return { how: 'ended', status: sketch.outcome };
      case 'ask': {
        const answered = sketch.answer === 'approved' || sketch.answer === 'rejected';
        const declined = answered ? 'rejected' : 'expired';
        begin(id, sketch.answer === 'approved' ? 'succeeded' : declined);
        hours += answered ? 2 : EXPIRES_HOURS;
        const lists: [Sketch[], Sketch[]] = [sketch.rejected, sketch.expired];
        if (sketch.answer === 'approved') {
          choose(lists, undefined);
          begin(`${id}-gated`, 'succeeded');
          return undefined;
        }
        const ending = choose(lists, answered ? 0 : 1);
        return ending ?? { how: 'declined', status: declined };
      }
    }
  }

  const status = runList(sketches)?.status ?? 'succeeded';
  if (status === 'failed') trail.push(...undos);
  return { status, trail: trail.map((entry) => `${entry.at} ${entry.id} ${entry.status}`).sort(), hours };
}
