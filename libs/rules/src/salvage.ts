import { formatPath, pathOfIssue, type Path } from '@jarvis/issues/path';
import { STEP_ID } from '@jarvis/steps/language';
import { STEP_LIST_FIELDS } from '@jarvis/steps/lists';
import { triggerDisplayOf } from '@jarvis/triggers/display';
import type { z } from 'zod';
import { Definition } from './definition.js';
import { inNearestForm } from './nearest-form.js';

/** A definition with its malformed parts replaced, so that the rest of it can be checked too. */
export interface Salvaged {
  definition: Definition;
  /** Paths that hold a replacement; what is found at or below them means nothing. */
  damagedPaths: string[];
  /** Ids of steps with a replaced part: nothing is known about their output. */
  damagedSteps: string[];
}

const MAX_ROUNDS = 8;

/**
 * Repairs a malformed definition just enough to pass the schema. It is never saved or run: it only lets the
 * compiler list its problems together with those of the schema. Undefined when there is nothing to save.
 */
export function salvage(value: unknown): Salvaged | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const root = copy(value);
  const damagedPaths = new Set<string>();
  const damagedSteps = new Set<string>();

  for (let round = 0; round < MAX_ROUNDS; round++) {
    const parsed = Definition.safeParse(root);
    if (parsed.success) {
      return { definition: parsed.data, damagedPaths: [...damagedPaths], damagedSteps: [...damagedSteps] };
    }
    for (const issue of parsed.error.issues.flatMap(inNearestForm)) {
      if (issue.code === 'unrecognized_keys') dropKeys(root, issue);
      else if (issue.path[0] === 'trigger') repairTrigger(pathOfIssue(issue)[1], { isFirst: round === 0 });
      else if (issue.path[0] === 'limits') repair(root, ['limits']);
      else repair(root, pathOfIssue(issue));
    }
  }
  return undefined;

  function repair(at: unknown, path: Path): void {
    damagedPaths.add(formatPath(path));
    const container = path.slice(0, -1).reduce(child, at);
    const key = path.at(-1);
    if (!isContainer(container) || key === undefined) return;
    const step = path.findLastIndex(
      (part, index) => typeof part === 'number' && STEP_LIST_FIELDS.has(String(path[index - 1])),
    );
    if (step >= 0) markStep(path.slice(0, step + 1).reduce(child, at));

    if (key === 'kind') replaceStep(at, path.slice(0, -1));
    else if (typeof key === 'number' && STEP_LIST_FIELDS.has(String(path.at(-2)))) replaceStep(at, path);
    else if (typeof key === 'number') container[key] = path.at(-2) === 'cases' ? { if: 'true', steps: [] } : null;
    else if (Object.hasOwn(container, key)) Reflect.deleteProperty(container, key);
    else container[key] = placeholder(key);
  }

  /** Field by field at first, so that its other fields are checked; what is no trigger even then is replaced. */
  function repairTrigger(field: string | number | undefined, { isFirst }: { isFirst: boolean }): void {
    const trigger = root['trigger'];
    const blank = triggerDisplayOf(child(trigger, 'kind'))?.blank('UTC');
    if (field !== undefined) damagedPaths.add(formatPath(['trigger', field]));
    if (!isFirst || field === undefined || !blank || !isContainer(trigger)) root['trigger'] = { kind: 'manual' };
    else if (Object.hasOwn(blank, field)) trigger[field] = blank[field];
    else Reflect.deleteProperty(trigger, field);
  }

  function replaceStep(at: unknown, path: Path): void {
    const list = path.slice(0, -1).reduce(child, at);
    const index = path.at(-1);
    if (!isContainer(list) || index === undefined) return;
    const id = child(list[index], 'id');
    const kept = typeof id === 'string' && STEP_ID.test(id) ? id : newId();
    damagedSteps.add(kept);
    list[index] = { kind: 'wait', id: kept, for: '1s' };
  }

  function markStep(step: unknown): void {
    const id = child(step, 'id');
    if (typeof id === 'string') damagedSteps.add(id);
  }

  function newId(): string {
    return `damaged_${String(damagedPaths.size)}_${String(damagedSteps.size)}`;
  }

  function placeholder(key: string): unknown {
    if (key === 'id') return newId();
    return PLACEHOLDERS[key] ?? 'damaged';
  }
}

const PLACEHOLDERS: Record<string, unknown> = {
  format: 1,
  trigger: { kind: 'manual' },
  steps: [],
  cases: [{ if: 'true', steps: [] }],
  output: {},
  if: 'true',
  outcome: 'succeeded',
};

function dropKeys(root: unknown, issue: z.core.$ZodIssueUnrecognizedKeys): void {
  const container = pathOfIssue(issue).reduce(child, root);
  if (isContainer(container)) for (const key of issue.keys) Reflect.deleteProperty(container, key);
}

function child(value: unknown, key: string | number): unknown {
  return isContainer(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function isContainer(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}

function copy(value: object): Record<string, unknown> {
  const visit = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.map(visit);
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(Object.entries(item).map(([key, entry]) => [key, visit(entry)]));
  };
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, visit(entry)]));
}
