import {
  asSeen,
  isFieldName,
  previewOf,
  shapeOfSample,
  typeOfShape,
  type ObjectShape,
  type Preview,
  type Shape,
  type TypeName,
} from '@jarvis/expressions';

/** Where data came from: the stored sample, the last event or run of the rule, the trigger's own example, or whoever asks. */
export type DataOrigin = 'sample' | 'last-event' | 'last-run' | 'built-in' | 'given';
/** What is known for certain is from a schema, a constant of the rule, or the language. */
export type ScopeOrigin = 'schema' | 'constant' | 'language' | DataOrigin;

/** Values that go with a scope. */
export interface ScopeData {
  values: Readonly<Record<string, unknown>>;
  /** By the path of what came together: `event`, `steps.draft`. */
  origins: Readonly<Record<string, DataOrigin>>;
  /** Paths of what nobody has given, so that it was made up. */
  madeUp: readonly string[];
}

/** Something that an expression can read. */
export interface ScopeEntry {
  name: string;
  /** As an expression writes it: `event.issue.title`, `event["x-y"]`. */
  path: string;
  type: TypeName;
  about?: string;
  /** What its type is known from. */
  from: ScopeOrigin;
  /** It may be missing. */
  maybe?: true;
  sample?: Preview;
  /** Of a list. */
  size?: number;
  children?: ScopeEntry[];
  /** How many children are left out. */
  more?: number;
}

/** Most entries below a name, and below one step. */
const MAX_ENTRIES = 400;
const MAX_OF_STEPS = 800;
const MAX_CHILDREN = 100;
const MAX_DEPTH = 8;

interface Place {
  entry: ScopeEntry;
  shape: Shape;
  value: unknown;
  depth: number;
}

/** What expressions can read somewhere, as a tree with a sample where one is known. Never more than a few thousand entries. */
export function describeScope(scope: ObjectShape, data: ScopeData): ScopeEntry[] {
  return Object.entries(scope.fields).map(([name, shape]) => {
    const root = placeOf(name, name, { shape, value: data.values[name], data, depth: 0 });
    if (name === 'steps') describeSteps(root, data);
    else fill(root, MAX_ENTRIES, data);
    return root.entry;
  });
}

/** Each step has its share. */
function describeSteps(root: Place, data: ScopeData): void {
  const steps = childrenOf(root, data);
  const share = Math.max(8, Math.floor(MAX_OF_STEPS / Math.max(1, steps.length)));
  root.entry.children = steps.map((step) => step.entry);
  for (const step of steps) fill(step, share, data);
}

/** Breadth first, so that what is near the top is there. */
function fill(root: Place, most: number, data: ScopeData): void {
  const queue = [root];
  let left = most;
  for (let place = queue.shift(); place; place = queue.shift()) {
    const all = place.depth < MAX_DEPTH ? childrenOf(place, data) : [];
    const taken = all.slice(0, Math.min(MAX_CHILDREN, left));
    left -= taken.length;
    if (taken.length > 0) place.entry.children = taken.map(({ entry }) => entry);
    if (all.length > taken.length) place.entry.more = all.length - taken.length;
    queue.push(...taken);
  }
}

function childrenOf({ entry: { path }, shape, value, depth }: Place, data: ScopeData): Place[] {
  const below = { data, depth: depth + 1 };
  if (shape.kind === 'list') {
    const first: unknown = Array.isArray(value) ? value[0] : undefined;
    if (first === undefined && shape.items.kind !== 'object') return [];
    return [placeOf('[0]', `${path}[0]`, { ...below, shape: shape.items, value: first })];
  }
  if (shape.kind !== 'object') return [];
  const given = isObject(value) ? value : {};
  const more = shape.open ? Object.keys(given).filter((name) => !Object.hasOwn(shape.fields, name)) : [];
  const known = Object.entries(shape.fields).filter(([, field]) => field.kind !== 'absent');
  return [...known, ...more.map((name): [string, Shape] => [name, shapeOfSample(given[name], '')])].map(
    ([name, field]) => {
      const place = placeOf(name, childPath(path, name), {
        ...below,
        shape: field,
        value: Object.hasOwn(given, name) ? given[name] : undefined,
      });
      if (shape.optional?.includes(name)) place.entry.maybe = true;
      return place;
    },
  );
}

function placeOf(
  name: string,
  path: string,
  { shape: known, value, data, depth }: { shape: Shape; value: unknown; data: ScopeData; depth: number },
): Place {
  const isMadeUp = data.madeUp.some((root) => isBelow(path, root));
  const sample = isMadeUp ? undefined : value;
  const inferred = known.kind === 'any';
  const shape = inferred && sample !== undefined ? { ...shapeOfSample(sample, ''), ...aboutOf(known) } : known;
  const entry: ScopeEntry = {
    name,
    path,
    type: typeOfShape(asSeen(shape)),
    ...aboutOf(known),
    from: originOf(path, inferred || ('example' in known && known.example === true), data),
  };
  if ('doubt' in shape && shape.doubt) entry.maybe = true;
  if (Array.isArray(sample)) entry.size = sample.length;
  else if (sample !== undefined && !isObject(sample)) entry.sample = previewOf(sample);
  return { entry, shape, value: sample, depth };
}

function originOf(path: string, inferred: boolean, { origins }: ScopeData): ScopeOrigin {
  const root = Object.keys(origins).find((known) => isBelow(path, known));
  if (inferred && root !== undefined) return origins[root] ?? 'schema';
  // An item is of a list, and that mostly of the event.
  if (inferred && /^(parent\.)*item\b/.test(path)) return origins['event'] ?? 'schema';
  if (isBelow(path, 'vars')) return 'constant';
  return isBelow(path, 'event') || isBelow(path, 'steps') || path.includes('item') ? 'schema' : 'language';
}

function aboutOf({ about }: Shape): { about?: string } {
  return about === undefined ? {} : { about };
}

function isBelow(path: string, root: string): boolean {
  return path === root || (path.startsWith(root) && /^[.[]/.test(path.slice(root.length)));
}

function childPath(parent: string, name: string): string {
  return isFieldName(name) ? `${parent}.${name}` : `${parent}[${JSON.stringify(name)}]`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
