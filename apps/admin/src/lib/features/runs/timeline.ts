import { ASIDES, displayOf } from '@jarvis/steps/display';
import { isRecord } from '../../format/json-schema.js';
import type { StepView } from '../../components/flow/steps.js';
import { stretchOf, timesAround } from './stretch.js';
import { placeOf, type Branch, type Item, type Items, type Recorded, type Row } from './timeline-rows.js';

type Inside<S> = ReadonlyMap<string | undefined, S[]>;

/** Steps that lie in others, by the path of what they lie in: a step whose lists run side by side, or one they stand beside. */
interface Within<S> {
  inside: Inside<S>;
  aside: Inside<S>;
}

/** The rows of a run as a tree: what ran for an item lies in its loop, what ran beside others in its branch. */
export function timelineOf<S extends Recorded>(records: readonly S[], definition: readonly StepView[]): Row<S>[] {
  const views = new Map(definition.map((view) => [view.key, view]));
  const at = Map.groupBy(records, ({ iteration }) => iteration);
  const items = itemsOf(records.map(({ iteration }) => iteration));

  const rowsAt = (iteration: string): Row<S>[] => rowsOf(at.get(iteration) ?? []);

  const rowsOf = (recorded: readonly S[]): Row<S>[] => {
    const paths = new Set(recorded.map(({ path }) => path));
    const aside = Map.groupBy(recorded, ({ path }) => besideWhich(path, paths));
    const steps = aside.get(undefined) ?? [];
    const beside = steps.filter(({ kind }) => runsLists(kind, 'beside'));
    const inside = Map.groupBy(steps, (step) => innermost(step, beside)?.path);
    return (inside.get(undefined) ?? []).map((step) => rowOf(step, { inside, aside }));
  };

  const rowOf = (step: S, within: Within<S>): Row<S> => {
    const asides = asidesOf(step, within.aside);
    const row = { key: placeOf(step), step, ...(asides.length > 0 ? { asides } : {}) };
    if (runsLists(step.kind, 'repeats')) {
      const items = loopOf(step);
      return items ? { ...row, items, times: timesAround(step, items.begun) } : { ...row, times: step };
    }
    if (!runsLists(step.kind, 'beside')) return { ...row, times: step };
    const branches = branchesOf(step, within);
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

  const asidesOf = (step: S, aside: Inside<S>): NonNullable<Row<S>['asides']> =>
    ASIDES.flatMap(({ field, label }) => {
      const mine = (aside.get(step.path) ?? []).filter(({ path }) => path.startsWith(`${step.path}.${field}.`));
      return mine.length === 0 ? [] : [{ key: `${placeOf(step)} ${field}`, label, rows: rowsOf(mine) }];
    });

  const branchesOf = (step: S, within: Within<S>): Branch<S>[] => {
    const mine = Map.groupBy(within.inside.get(step.path) ?? [], ({ path }) => branchIn(path, step.path));
    const lists = views.get(step.path)?.lists ?? [];
    const known = lists.map((list, index) => ({ index, name: list.label, list: list.steps }));
    const begun = [...mine.keys()].map((index) => ({ index, name: `Branch ${index + 1}`, list: undefined }));
    return (known.length > 0 ? known : begun).map(({ index, name, list }) => {
      const rows = (mine.get(index) ?? []).map((one) => rowOf(one, within));
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

const ASIDE = new RegExp(`\\.(?:${ASIDES.map(({ field, within }) => `${field}\\.${within}`).join('|')})\\[`, 'g');

/** The outermost of these steps that a path stands beside, as what runs when it has failed or what undoes it. */
function besideWhich(path: string, steps: ReadonlySet<string>): string | undefined {
  return [...path.matchAll(ASIDE)].map(({ index }) => path.slice(0, index)).find((owner) => steps.has(owner));
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
