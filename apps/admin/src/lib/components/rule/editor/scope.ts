import { isRecord } from '../../../format/json-schema.js';
import { plain } from '../../../format/plain.js';
import { flatten, readSteps, type StepView } from '../../flow/steps.js';
import { childPath } from '../../json/json-path.js';

export interface Name {
  path: string;
  /** What it holds in the sample event, or what it is. */
  note: string;
}

const MOST_EVENT_NAMES = 150;

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

/** Output fields of a step, as far as its schema names them. */
function outputNames(step: StepView, outputSchemaOf: (step: StepView) => unknown): Name[] {
  const schema = outputSchemaOf(step);
  const base = `steps.${step.id}.output`;
  const properties = isRecord(schema) && isRecord(schema['properties']) ? schema['properties'] : {};
  const fields = Object.entries(properties).map(([name, shape]) => ({
    path: childPath(base, name),
    note: isRecord(shape) && typeof shape['type'] === 'string' ? shape['type'] : 'value',
  }));
  return fields.length > 0 ? fields : [{ path: base, note: `what “${step.title}” gave` }];
}

/** Names an expression may use at a step: earlier steps, constants and the event as the sample shows it. */
export function namesInScope(
  definition: Record<string, unknown>,
  { before, sample, outputSchemaOf }: { before: string; sample: unknown; outputSchemaOf: (step: StepView) => unknown },
): { title: string; names: Name[] }[] {
  const all = readSteps(definition['steps'], ['steps']);
  const flat = flatten(all);
  const index = flat.findIndex((step) => step.key === before);
  const earlier = flat
    .slice(0, index < 0 ? flat.length : index)
    .filter((step) => step.id && ['action', 'model', 'approval'].includes(step.kind));
  const vars = isRecord(definition['vars'])
    ? Object.entries(definition['vars']).map(([name, value]) => ({ path: `vars.${name}`, note: shorten(value) }))
    : [];
  return [
    { title: 'Earlier steps', names: earlier.flatMap((step) => outputNames(step, outputSchemaOf)) },
    { title: 'Constants', names: vars },
    { title: 'The event', names: leaves('event', sample ?? {}, MOST_EVENT_NAMES) },
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
