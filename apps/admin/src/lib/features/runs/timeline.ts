import { displayOf } from '@jarvis/steps/display';
import { isRecord } from '../../format/json-schema.js';
import type { StepView } from '../../components/flow/steps.js';
import { stretchOf, timesAround } from './stretch.js';
import { placeOf, type Branch, type Item, type Items, type Recorded, type Row } from './timeline-rows.js';

type Inside<S> = ReadonlyMap<string | undefined, S[]>;

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
      return items ? { ...row, items, times: timesAround(step, items.begun) } : { ...row, times: step };
    }
    if (!runsLists(step.kind, 'beside')) return { ...row, times: step };
    const branches = branchesOf(step, inside);
    return { ...row, branches, times: timesAround(step, branches) };
  };

  const loopOf = (step: S): Items<S> | undefined => {
    const name = `${step.iteration}${step.iteration === '' ? '' : '/'}${step.id}`;
    const list = views.get(step.path)?.lists.find(({ repeats }) => repeats);
    const begun = (items.get(name) ?? []).map((index): Item<S> => {
      const here = `${name}#${index}`;
      const rows = rowsAt(here);
      const told = resultIn(step.output, 'results', index);
      return { index, ...stretchOf({ key: here, rows, told, list: list?.steps, isOver: step.finishedAt !== null }) };
    });
    const given = isRecord(step.input) ? step.input['items'] : undefined;
    if (typeof given !== 'number' && begun.length === 0) return undefined;
    return {
      total: typeof given === 'number' ? given : begun.length,
      begun,
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
