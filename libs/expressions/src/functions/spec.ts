import type { Budget } from '../budget.js';
import { mapSize } from '../maps.js';
import {
  Bytes,
  isList,
  isMap,
  type Optional,
  type Span,
  type Timestamp,
  typeOf,
  type TypeName,
  type TypeValue,
  Uint,
  type Value,
  type ValueMap,
} from '../values.js';

/** What a parameter of each type arrives as. An `int` arrives as a safe integer, whichever way it was written. */
interface ParameterTypes {
  any: Value;
  null: null;
  bool: boolean;
  int: number;
  uint: Uint;
  double: number;
  number: number | bigint | Uint;
  string: string;
  bytes: Bytes;
  list: readonly Value[];
  map: ValueMap;
  timestamp: Timestamp;
  duration: Span;
  type: TypeValue;
  optional: Optional;
}

/** One overload of a function. With `receiver` it is called as `value.name(…)`. */
export interface FunctionSpec {
  name: string;
  receiver?: TypeName;
  args: readonly TypeName[];
  /** The last argument may be repeated. */
  variadic?: true;
  /** Whether the call can work at all hangs on the last argument alone, such as a pattern. */
  lastDecides?: true;
  returns: TypeName;
  /** One line for the documentation. */
  doc: string;
  run(values: readonly Value[], budget: Budget): Value;
}

/** Units of work a call takes for arguments of their size. What grows with the result is paid by the function itself. */
type Cost = (values: readonly Value[]) => number;

/** What functions cost: `docs/expressions-conformance.md` says what a unit is. */
export const COST = {
  /** The same whatever comes. */
  flat: () => 2,
  /** The engine walks over the text once, quickly: 32 characters a unit. */
  text: (values) => 2 + (lengthOf(values) >> 5),
  /** Every character is looked at by code of ours: 4 characters a unit. */
  characters: (values) => 2 + (lengthOf(values) >> 2),
  /** Every entry of a list or map is looked at. */
  entries: (values) => 2 + entriesIn(values) + (lengthOf(values) >> 5),
} satisfies Record<string, Cost>;

function lengthOf(values: readonly Value[]): number {
  return values.reduce<number>(
    (total, value) =>
      total + (typeof value === 'string' ? value.length : value instanceof Bytes ? value.data.length : 0),
    0,
  );
}

function entriesIn(values: readonly Value[]): number {
  return values.reduce<number>(
    (total, value) => total + (isList(value) ? value.length : isMap(value) ? mapSize(value) : 0),
    0,
  );
}

/** Describes an overload; its parameters (the receiver first) arrive converted to their types. */
export function defineFunction<const Params extends readonly TypeName[]>(
  spec: {
    name: string;
    method?: boolean;
    params: Params;
    variadic?: true;
    lastDecides?: true;
    returns: TypeName;
    cost: Cost;
    doc: string;
  },
  run: (parameters: { [Index in keyof Params]: ParameterTypes[Params[Index]] }, budget: Budget) => Value,
): FunctionSpec {
  const { name, params, returns, doc, cost, variadic, lastDecides } = spec;
  const [receiver, ...rest] = params;
  return {
    name,
    ...(spec.method && receiver !== undefined ? { receiver, args: rest } : { args: params }),
    ...(variadic ? { variadic } : {}),
    ...(lastDecides ? { lastDecides } : {}),
    returns,
    doc,
    run(values, budget) {
      budget.spend(cost(values));
      // The caller picked this overload because each value fits its parameter; a mapped tuple cannot express that.
      const parameters: unknown = values.map((value, index) => convert(value, params[index] ?? 'any'));
      return run(parameters as { [Index in keyof Params]: ParameterTypes[Params[Index]] }, budget);
    },
  };
}

/** The type that an overload asks at a position, the receiver's being the first. */
export function parameterType({ receiver, args, variadic }: FunctionSpec, index: number): TypeName {
  if (receiver !== undefined && index === 0) return receiver;
  const position = index - (receiver === undefined ? 0 : 1);
  return args[position] ?? (variadic ? (args.at(-1) ?? 'any') : 'any');
}

/** Whether a value can be passed where the type is asked. */
export function fits(value: Value, type: TypeName): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint' || value instanceof Uint;
    case 'double':
      return typeof value === 'number';
    case 'int':
      return (typeof value === 'bigint' || typeof value === 'number') && Number.isSafeInteger(Number(value));
    default:
      return typeOf(value) === type;
  }
}

function convert(value: Value, type: TypeName): Value {
  return type === 'int' && typeof value === 'bigint' ? Number(value) : value;
}

/** How an overload is written: `string.split(string): list`. */
export function signatureOf({ name, receiver, args, variadic, returns }: FunctionSpec): string {
  const written = `${args.join(', ')}${variadic ? ', …' : ''}`;
  return `${receiver === undefined ? '' : `${receiver}.`}${name}(${written}): ${returns}`;
}
