import type { RehearsalAnswer, RehearsalEvent } from '@jarvis/plan';
import type { PlanNode } from '@jarvis/steps/nodes';
import type { FinalRunStatus, OnItemError } from '@jarvis/vocabulary';
import { action, approvalOf, code, log, waitForEvent } from './plans.js';

/** A plan in the fewest words: enough to make the real one, and to say what must come of it. */
export type Sketch =
  | { kind: 'value'; number: number; runs?: boolean }
  | { kind: 'note' }
  | { kind: 'broken'; goesOn: boolean; handler?: Sketch[] }
  | { kind: 'undoable'; undo: 'works' | 'breaks' }
  | { kind: 'code'; throws: boolean; goesOn: boolean }
  | { kind: 'branch'; holds: boolean; then: Sketch[]; else: Sketch[] }
  | { kind: 'wait'; hours: number }
  | { kind: 'event'; comes: 'in-time' | 'late' | 'never'; goesOn: boolean }
  | { kind: 'each'; items: number; policy: OnItemError; steps: Sketch[]; beside?: boolean }
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
  const toNodes = (list: readonly Sketch[], around: string): PlanNode[] =>
    list.flatMap((sketch, index) => toNode(sketch, `${around}[${index.toString()}]`));

  function toNode(sketch: Sketch, path: string): PlanNode[] {
    const id = nextId();
    const base = { id, path, name: id, onError: 'fail' as const };
    switch (sketch.kind) {
      case 'value': {
        const condition = sketch.runs === undefined ? {} : { if: sketch.runs ? 'event.yes' : 'event.no' };
        const value = `\${{ ${sketch.number.toString()} + event.base }}`;
        return [{ ...action(id, 'core.transform', { value }, { effect: 'pure', path }), ...condition }];
      }
      case 'note':
        // Of what was run so far, so that a step which sees too little or too much is noticed.
        return [log(id, `${id} after \${{ string(size(steps)) }} of \${{ string(event.base) }}`, { path })];
      case 'broken': {
        const then = sketch.goesOn ? 'continue' : 'fail';
        const handler = sketch.handler && toNodes(sketch.handler, `${path}.onError.steps`);
        return [log(id, '', { path, onError: handler ? { steps: handler, then } : then })];
      }
      case 'undoable': {
        const undo = log(`${id}-undo`, sketch.undo === 'works' ? 'Undone' : '', {
          path: `${path}.compensate.steps[0]`,
        });
        return [log(id, 'Done', { path, compensate: { steps: [undo] } })];
      }
      case 'code': {
        const source = sketch.throws ? 'throw new Error("no")' : 'return base + 1';
        const onError = sketch.goesOn ? 'continue' : 'fail';
        return [code(id, source, { path, with: { base: '${{ event.base }}' }, onError })];
      }
      case 'branch': {
        const then = toNodes(sketch.then, `${path}.cases[0].steps`);
        const cases = [{ if: sketch.holds ? 'event.yes' : 'event.no', steps: then }];
        return [{ kind: 'branch', ...base, cases, else: toNodes(sketch.else, `${path}.else`) }];
      }
      case 'wait':
        return [{ kind: 'wait', ...base, forMs: sketch.hours * HOUR_MS }];
      case 'event': {
        const { comes, goesOn } = sketch;
        if (comes !== 'never') {
          events[id] = { afterMs: (comes === 'in-time' ? EVENT_HOURS : EXPIRES_HOURS) * HOUR_MS, body: {} };
        }
        return [waitForEvent('order.paid', { ...base, onNoEvent: goesOn ? 'continue' : 'fail' })];
      }
      case 'stop':
        return [{ kind: 'stop', ...base, outcome: sketch.outcome }];
      case 'each': {
        const items = JSON.stringify(Array.from({ length: sketch.items }, (_, index) => index));
        const steps = toNodes(sketch.steps, `${path}.steps`);
        return [
          {
            kind: 'each',
            ...base,
            items,
            concurrency: sketch.beside === true ? 3 : 1,
            onItemError: sketch.policy,
            steps,
          },
        ];
      }
      case 'parallel': {
        const branches = sketch.branches.map((steps, index) => ({
          name: `${index}`,
          steps: toNodes(steps, `${path}.branches[${index.toString()}].steps`),
        }));
        return [{ kind: 'parallel', ...base, mode: 'all', limit: branches.length, branches }];
      }
      case 'ask': {
        const gated = action(`${id}-gated`, 'core.log', { title: 'Gated' }, { path: `${path}-gated`, gatedBy: id });
        if (sketch.answer === 'approved' || sketch.answer === 'rejected') {
          answers[id] = { decision: sketch.answer, afterMs: 2 * HOUR_MS };
        } else if (sketch.answer === 'late') {
          answers[id] = { decision: 'approved', afterMs: EXPIRES_HOURS * HOUR_MS };
        }
        const onRejected = toNodes(sketch.rejected, `${path}.onRejected`);
        const onExpired = toNodes(sketch.expired, `${path}.onExpired`);
        return [approvalOf(gated, { ...base, onRejected, onExpired }), gated];
      }
    }
  }
  return { nodes: toNodes(sketches, 'steps'), answers, events };
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
      case 'note':
        begin(id, 'succeeded');
        return undefined;
      case 'broken':
        begin(id, 'failed');
        return runList(sketch.handler ?? []) ?? (sketch.goesOn ? undefined : { how: 'failed', status: 'failed' });
      case 'code':
        begin(id, sketch.throws ? 'failed' : 'succeeded');
        return sketch.throws && !sketch.goesOn ? { how: 'failed', status: 'failed' } : undefined;
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
