import { formatPath, isWithin, parsePath, valueAt } from '@jarvis/issues/path';
import { displayOf } from '@jarvis/steps/display';
import { formOf } from '@jarvis/steps/form';
import { isRecord } from '../../../format/json-schema.js';
import { plain } from '../../../format/plain.js';
import { flatten, readSteps, type StepList, type StepView } from '../../../components/flow/steps.js';
import { childPath } from '../../../components/json/json-path.js';

export interface Name {
  path: string;
  /** What it holds in the sample event, or what it is. */
  note: string;
}

const MAX_EVENT_NAMES = 150;
const MAX_ITEM_NAMES = 50;

/** Paths into a sample value, breadth first, so that what is near the top comes first. */
function leaves(root: string, value: unknown, most: number): Name[] {
  const names: Name[] = [];
  const queue: [string, unknown][] = [[root, value]];
  while (queue.length > 0 && names.length < most) {
    const [path, current] = queue.shift() ?? ['', undefined];
    if (isRecord(current))
      for (const [key, child] of Object.entries(current)) queue.push([childPath(path, key), child]);
    else if (Array.isArray(current)) names.push({ path, note: `list of ${current.length}` });
    else names.push({ path, note: shorten(current) });
  }
  return names;
}

function shorten(value: unknown): string {
  const text = plain(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Output fields of a step, as far as its kind or its schema names them; none of a kind that gives nothing. */
function outputNames(step: StepView, outputSchemaOf: (step: StepView) => unknown): Name[] {
  const gives = displayOf(step.kind)?.gives;
  const base = `steps.${step.id}.output`;
  if (!gives || step.id === '') return [];
  if ('names' in gives)
    return Object.entries(gives.names).map(([name, note]) => ({ path: childPath(base, name), note }));
  const schema = outputSchemaOf(step);
  const properties = isRecord(schema) && isRecord(schema['properties']) ? schema['properties'] : {};
  const fields = Object.entries(properties).map(([name, shape]) => ({
    path: childPath(base, name),
    note: isRecord(shape) && typeof shape['type'] === 'string' ? shape['type'] : 'value',
  }));
  return fields.length > 0 ? fields : [{ path: base, note: `what “${step.title}” gave` }];
}

/** The lists around a step, from the outside, each with the step that holds it. */
function listsAround(key: string, all: readonly StepView[]): { holder: StepView; list: StepList }[] {
  return all.flatMap((holder) =>
    holder.lists.flatMap((list) => (isWithin(key, formatPath(list.path)) ? [{ holder, list }] : [])),
  );
}

/** Earlier steps whose output can be read: not those of a loop that has ended, nor of another way than the one taken. */
function readable(before: string, all: readonly StepView[]): StepView[] {
  const index = all.findIndex((step) => step.key === before);
  return all.slice(0, index < 0 ? all.length : index).filter((step) => {
    // Only what undoes a step knows what that gave.
    if (isWithin(before, step.key)) return isWithin(before, formatPath([...step.path, 'compensate']));
    return listsAround(step.key, all).every(
      ({ holder, list }) =>
        isWithin(before, formatPath(list.path)) ||
        !(list.repeats || list.aside === 'compensate' || isWithin(before, holder.key)),
    );
  });
}

/** Of the step for whose failure this one is. */
function errorNames(before: string, all: readonly StepView[]): Name[] {
  const failed = listsAround(before, all).findLast(({ list }) => list.aside === 'onError')?.holder;
  if (!failed || failed.id === '') return [];
  const notes = { code: 'what went wrong, in a word', message: 'what went wrong', hint: 'what to do about it' };
  return Object.entries(notes).map(([name, note]) => ({ path: `steps.${failed.id}.error.${name}`, note }));
}

/** Example of a loop's item, where its list is a plain path into what is known; undefined where it is not. */
function itemOf({ raw, kind }: StepView, known: Record<string, unknown>): unknown {
  const field = formOf(kind).fields.find(({ mode }) => mode === 'condition');
  const written = field && valueAt(raw, field.path);
  const path = typeof written === 'string' ? parsePath(written.replace(/^\s*\$\{\{|\}\}\s*$/g, '').trim()) : undefined;
  const list = path && valueAt(known, path);
  return Array.isArray(list) ? list[0] : undefined;
}

/** What the loops around a step let its expressions read, the innermost first. */
function loopNames(before: string, all: readonly StepView[], known: Record<string, unknown>): Name[] {
  const loops = listsAround(before, all).filter(({ list }) => list.repeats);
  let items: { item: unknown; parent?: unknown } | undefined;
  for (const { holder } of loops) {
    const item = itemOf(holder, { ...known, ...items });
    items = items ? { item, parent: items } : { item };
  }
  const names: Name[] = [];
  for (let [depth, at] = [0, items as unknown]; isRecord(at); [depth, at] = [depth + 1, at['parent']]) {
    const prefix = 'parent.'.repeat(depth);
    const title = loops.at(-1 - depth)?.holder.title ?? '';
    const fields = isRecord(at['item']) ? leaves(`${prefix}item`, at['item'], MAX_ITEM_NAMES) : [];
    names.push(
      {
        path: `${prefix}item`,
        note: at['item'] === undefined || isRecord(at['item']) ? `of “${title}”` : shorten(at['item']),
      },
      ...fields,
      { path: `${prefix}index`, note: `its place in “${title}”, from 0` },
    );
  }
  return names;
}

/** Names an expression may use at a step: loops around, earlier steps, constants and the event as the sample shows it. */
export function namesInScope(
  definition: Record<string, unknown>,
  { before, sample, outputSchemaOf }: { before: string; sample: unknown; outputSchemaOf: (step: StepView) => unknown },
): { title: string; names: Name[] }[] {
  const all = flatten(readSteps(definition['steps'], ['steps']));
  const vars = isRecord(definition['vars']) ? definition['vars'] : {};
  return [
    { title: 'The item', names: loopNames(before, all, { event: sample, vars }) },
    { title: 'What failed', names: errorNames(before, all) },
    { title: 'Earlier steps', names: readable(before, all).flatMap((step) => outputNames(step, outputSchemaOf)) },
    {
      title: 'Constants',
      names: Object.entries(vars).map(([name, value]) => ({ path: `vars.${name}`, note: shorten(value) })),
    },
    { title: 'The event', names: leaves('event', sample ?? {}, MAX_EVENT_NAMES) },
    {
      title: 'Also',
      names: [
        { path: 'now', note: 'time of the step' },
        { path: 'rule.name', note: 'name of this rule' },
        { path: 'trigger.eventName', note: 'the sender’s name of the event' },
        { path: 'trigger.deliveryId', note: 'the sender’s id of the delivery' },
        { path: 'trigger.receivedAt', note: 'when it came in or was due' },
        { path: 'trigger.kind', note: 'kind of the trigger' },
      ],
    },
  ].filter((group) => group.names.length > 0);
}
