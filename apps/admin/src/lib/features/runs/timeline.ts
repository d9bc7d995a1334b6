import { displayOf } from '@jarvis/steps/display';
import { isRecord } from '../../format/json-schema.js';
import { count, grouped } from '../../format/words.js';
import type { StepView } from '../../components/flow/steps.js';
import { urgencyOf } from './urgency.js';

interface Times {
  startedAt: string | null;
  finishedAt: string | null;
}

/** What the timeline needs of a step's record. */
export interface Recorded extends Times {
  id: string;
  path: string;
  iteration: string;
  kind: string;
  status: string;
  input: unknown;
  output: unknown;
  approval?: { status: string };
}

/** A step as it ran once, with what ran inside of it. */
export interface Row<S extends Recorded> {
  key: string;
  step: S;
  /** With those of what ran inside of it: a step that is written together with others has their time. */
  times: Times;
  items?: Items<S>;
  branches?: Branch<S>[];
}

/** The items of a loop that have begun, in their order. */
export interface Items<S extends Recorded> {
  /** How many the list holds, as far as the record says. */
  total: number;
  begun: Item<S>[];
  failed: number;
  done: number;
}

/** A stretch of a run: an item of a loop, or a branch beside others. */
interface Stretch<S extends Recorded> extends Times {
  key: string;
  status: string;
  rows: Row<S>[];
  /** Of the steps of its list, how many have ended, and how many there are where the definition is known. */
  ended: number;
  steps: number | undefined;
}

export interface Item<S extends Recorded> extends Stretch<S> {
  /** From 0. */
  index: number;
}

export interface Branch<S extends Recorded> extends Stretch<S> {
  name: string;
}

type Inside<S> = ReadonlyMap<string | undefined, S[]>;

/** Where a step ran: its path, after the items it ran in. Unique in a run, and what addresses name it by. */
export const placeOf = ({ path, iteration }: { path: string; iteration: string }): string =>
  iteration === '' ? path : `${iteration}/${path}`;

/** The rows of a run as a tree: what ran for an item lies in its loop, what ran beside others in its branch. */
export function timelineOf<S extends Recorded>(records: readonly S[], definition: readonly StepView[]): Row<S>[] {
  const views = new Map(definition.map((view) => [view.key, view]));
  const at = Map.groupBy(records, ({ iteration }) => iteration);
  const items = itemsOf(records.map(({ iteration }) => iteration));

  const rowsAt = (iteration: string): Row<S>[] => {
    const steps = at.get(iteration) ?? [];
    const beside = steps.filter(({ kind }) => runsLists(kind, 'beside'));
    const inside = Map.groupBy(steps, (step) => innermost(step, beside)?.path);
    return (inside.get(undefined) ?? []).map((step) => rowOf(step, inside));
  };

  /** `inside` has the steps that lie in a step whose lists run side by side, by its path. */
  const rowOf = (step: S, inside: Inside<S>): Row<S> => {
    const row = { key: placeOf(step), step };
    if (runsLists(step.kind, 'repeats')) {
      const items = loopOf(step);
      return { ...row, items, times: timesAround(step, items.begun) };
    }
    if (!runsLists(step.kind, 'beside')) return { ...row, times: step };
    const branches = branchesOf(step, inside);
    return { ...row, branches, times: timesAround(step, branches) };
  };

  const loopOf = (step: S): Items<S> => {
    const name = `${step.iteration}${step.iteration === '' ? '' : '/'}${step.id}`;
    const list = views.get(step.path)?.lists.find(({ repeats }) => repeats);
    const begun = (items.get(name) ?? []).map((index): Item<S> => {
      const here = `${name}#${index}`;
      const rows = rowsAt(here);
      const told = resultIn(step.output, 'results', index);
      return { index, ...stretchOf({ key: here, rows, told, list: list?.steps, isOver: step.finishedAt !== null }) };
    });
    const given = isRecord(step.input) ? step.input['items'] : undefined;
    return {
      total: typeof given === 'number' ? given : begun.length,
      begun,
      failed: begun.filter(({ status }) => status === 'failed').length,
      done: begun.filter(({ finishedAt }) => finishedAt !== null).length,
    };
  };

  const branchesOf = (step: S, inside: Inside<S>): Branch<S>[] => {
    const mine = Map.groupBy(inside.get(step.path) ?? [], ({ path }) => branchIn(path, step.path));
    const lists = views.get(step.path)?.lists ?? [];
    const known = lists.map((list, index) => ({ index, name: list.label, list: list.steps }));
    const begun = [...mine.keys()].map((index) => ({ index, name: `Branch ${index + 1}`, list: undefined }));
    return (known.length > 0 ? known : begun).map(({ index, name, list }) => {
      const rows = (mine.get(index) ?? []).map((one) => rowOf(one, inside));
      const told = resultIn(step.output, 'branches', index);
      const key = `${placeOf(step)}/${index}`;
      return { name, ...stretchOf({ key, rows, told, list, isOver: step.finishedAt !== null }) };
    });
  };

  return rowsAt('');
}

/** The indexes that began of each loop, by the loop's place: its iteration and its id. */
function itemsOf(iterations: readonly string[]): Map<string, number[]> {
  const found = new Map<string, Set<number>>();
  for (const iteration of new Set(iterations)) {
    // An item whose own steps have no record yet may hold one of an inner loop.
    for (let end = iteration.length; end > 0; end = iteration.lastIndexOf('/', end - 1)) {
      const place = iteration.slice(0, end);
      const mark = place.lastIndexOf('#');
      const index = Number(place.slice(mark + 1));
      const loop = place.slice(0, mark);
      if (!found.get(loop)?.add(index)) found.set(loop, new Set([index]));
    }
  }
  return new Map([...found].map(([loop, indexes]) => [loop, [...indexes].sort((one, other) => one - other)]));
}

/** Whether steps of a kind run a list more than once, or several at the same time. */
export function runsLists(kind: string, what: 'repeats' | 'beside'): boolean {
  return displayOf(kind)?.lists.some((list) => list[what]) ?? false;
}

function innermost<S extends Recorded>({ path }: S, beside: readonly S[]): S | undefined {
  return beside
    .filter((one) => path !== one.path && path.startsWith(`${one.path}.`) && branchIn(path, one.path) >= 0)
    .reduce<S | undefined>((best, one) => (best && best.path.length >= one.path.length ? best : one), undefined);
}

/** The number of the branch that a path lies in; -1 for what lies in none, as an approval before the step. */
function branchIn(path: string, parent: string): number {
  const match = /^\.\w+\[(\d+)\]/.exec(path.slice(parent.length));
  return match ? Number(match[1]) : -1;
}

/** What the step itself says has become of a part of it, once it has ended. */
function resultIn(output: unknown, field: string, index: number): string | undefined {
  const results = isRecord(output) ? output[field] : undefined;
  const result: unknown = Array.isArray(results) ? results[index] : undefined;
  return isRecord(result) && typeof result['status'] === 'string' ? result['status'] : undefined;
}

interface Found<S extends Recorded> {
  key: string;
  rows: Row<S>[];
  told: string | undefined;
  list: readonly StepView[] | undefined;
  isOver: boolean;
}

function stretchOf<S extends Recorded>({ key, rows, told, list, isOver }: Found<S>): Stretch<S> {
  const steps = rows.map((row) => row.step);
  const own = new Set(list?.map((view) => view.key));
  const ended = steps.filter(({ path, finishedAt }) => finishedAt !== null && (!list || own.has(path))).length;
  const status = told ?? statusOf(steps, { isWhole: isOver || (list !== undefined && ended >= list.length) });
  const goesOn = !isOver && ['pending', 'running', 'waiting'].includes(status);
  return {
    key,
    status,
    rows,
    ended,
    steps: list?.length,
    startedAt: least(steps.map(({ startedAt }) => startedAt)),
    finishedAt: goesOn ? null : most(steps.map(({ finishedAt }) => finishedAt)),
  };
}

/** A person, or the clock, has said no: the rest of the list does not run. */
const DECLINED = ['rejected', 'expired'];

/** From what its steps say. A failure after which more ran was one the rule goes on from. */
function statusOf(steps: readonly Recorded[], { isWhole }: { isWhole: boolean }): string {
  for (const status of ['waiting', 'running']) if (steps.some((step) => step.status === status)) return status;
  const declined = steps.find(({ approval }) => approval && DECLINED.includes(approval.status))?.approval;
  if (declined) return declined.status;
  const last = steps.at(-1)?.status;
  if (last === 'failed' || last === 'cancelled') return last;
  if (steps.length === 0) return isWhole ? 'skipped' : 'pending';
  return isWhole ? 'succeeded' : 'running';
}

function timesAround(step: Times, parts: readonly Times[]): Times {
  return {
    startedAt: least([step, ...parts].map(({ startedAt }) => startedAt)),
    finishedAt: step.finishedAt && most([step, ...parts].map(({ finishedAt }) => finishedAt)),
  };
}

function least(times: readonly (string | null)[]): string | null {
  return times.reduce((best, time) => (time !== null && (best === null || time < best) ? time : best), null);
}

function most(times: readonly (string | null)[]): string | null {
  return times.reduce((best, time) => (time !== null && (best === null || time > best) ? time : best), null);
}

/** The keys of what a row lies in, from the outside, and its own; undefined when it is not there. */
export function wayTo<S extends Recorded>(rows: readonly Row<S>[], key: string): string[] | undefined {
  for (const row of rows) {
    if (row.key === key) return [key];
    for (const stretch of row.items?.begun ?? row.branches ?? []) {
      const inner = wayTo(stretch.rows, key);
      if (inner) return [row.key, stretch.key, ...inner];
    }
  }
  return undefined;
}

/** How many items are shown before a person asks for more. */
export const FEW_ITEMS = 20;
/** Of many items the few that matter, these first: what failed, waits or runs; then the first, and those that are kept. */
export function fewOf<S extends Recorded>(items: readonly Item<S>[], isKept: (item: Item<S>) => boolean): Item<S>[] {
  const sorted = [...items].sort((one, other) => urgencyOf(one) - urgencyOf(other) || one.index - other.index);
  return sorted.filter((item, place) => place < FEW_ITEMS || isKept(item));
}

/** How far a loop is: "37 of 120, 2 failed". */
export function progressOf<S extends Recorded>({ total, done, failed }: Items<S>): string {
  const far = done === total ? count(total, 'item') : `${grouped(done)} of ${grouped(total)}`;
  return failed === 0 ? far : `${far}, ${grouped(failed)} failed`;
}
