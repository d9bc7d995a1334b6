import { evaluateExpression, exampleOfShape, ExpressionError, type ObjectShape, type Shape } from '@jarvis/expressions';
import type { Readable } from './compile.js';
import type { DataOrigin, ScopeData } from './describe-scope.js';

/** What the last run of a step left. */
export interface StepData {
  status: string;
  output: unknown;
  error?: unknown;
}

/** Values that are known from events and runs of before. */
export interface KnownData {
  event: unknown;
  eventFrom: DataOrigin;
  trigger: unknown;
  rule: unknown;
  run: unknown;
  now: string;
  /** By the ids of steps. */
  steps: Readonly<Record<string, StepData>>;
}

/**
 * The values that expressions read at a place when they are tried out. What no run has given yet is made up from its
 * shape; an item is the first of its list, made up where there is none.
 */
export function dataAt({ shape, items, vars }: Readable, known: KnownData): ScopeData {
  const madeUp: string[] = [];
  const invent: Invent = (path, field) => {
    madeUp.push(path);
    return field ? exampleOfShape(field) : {};
  };
  const steps = Object.fromEntries(
    Object.entries(fieldsOf(shape.fields['steps'])).flatMap(([id, step]) => {
      if (step.kind === 'absent') return [];
      const given = Object.hasOwn(known.steps, id) ? known.steps[id] : undefined;
      const { output, error } = fieldsOf(step);
      // Where only what failed lets something run, the last run may well have succeeded.
      if (output?.kind === 'absent') {
        const failed = given?.error ? given : { error: invent(`steps.${id}.error`, error) };
        return [[id, { ...failed, status: 'failed' }]];
      }
      return [[id, given ?? { status: 'succeeded', output: invent(`steps.${id}`, output) }]];
    }),
  );
  const { trigger, rule, run, now } = known;
  const event = known.event ?? invent('event', shape.fields['event']);
  const outer = { event, trigger, steps, vars, rule, run, now };
  return {
    values: { ...outer, ...itemsIn(items, { outer, shape, invent }) },
    origins: {
      event: known.eventFrom,
      ...Object.fromEntries(Object.keys(known.steps).map((id) => [`steps.${id}`, 'last-run' as const])),
    },
    madeUp,
  };
}

type Invent = (path: string, field: Shape | undefined) => unknown;

interface Around {
  outer: Readonly<Record<string, unknown>>;
  shape: ObjectShape;
  invent: Invent;
}

/** What the innermost loop lets read, with `parent` for the one around it. */
function itemsIn(lists: readonly string[], { outer, shape, invent }: Around): Record<string, unknown> {
  return lists.reduce<Record<string, unknown>>((around, list, place) => {
    const parents = Array<string>(lists.length - 1 - place).fill('parent');
    const fields = parents.reduce((at, parent) => fieldsOf(at[parent]), shape.fields);
    const item = firstOf(list, { ...outer, ...around }) ?? invent([...parents, 'item'].join('.'), fields['item']);
    return { item, index: 0, ...('index' in around ? { parent: around } : {}) };
  }, {});
}

/** Undefined where the list cannot be evaluated or is empty. */
function firstOf(list: string, scope: Readonly<Record<string, unknown>>): unknown {
  try {
    return evaluateExpression(`(${list})[0]`, scope);
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

function fieldsOf(shape: Shape | undefined): ObjectShape['fields'] {
  return shape?.kind === 'object' ? shape.fields : {};
}
