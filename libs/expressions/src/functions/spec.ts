import type { Budget } from '../budget.js';
import {
  type Optional,
  type Span,
  type Timestamp,
  typeOf,
  type TypeName,
  type Value,
  type ValueMap,
} from '../values.js';

/** What a parameter of each type arrives as. An `int` arrives as a safe integer, whichever way it was written. */
interface ParameterTypes {
  any: Value;
  null: null;
  bool: boolean;
  int: number;
  double: number;
  number: number;
  string: string;
  list: readonly Value[];
  map: ValueMap;
  timestamp: Timestamp;
  duration: Span;
  optional: Optional;
}

/** One overload of a function. With `receiver` it is called as `value.name(…)`. */
export interface FunctionSpec {
  name: string;
  receiver?: TypeName;
  args: readonly TypeName[];
  returns: TypeName;
  /** One line for the documentation. */
  doc: string;
  run(values: readonly Value[], budget: Budget): Value;
}

/** Describes an overload; its parameters (the receiver first) arrive converted to their types. */
export function defineFunction<const Params extends readonly TypeName[]>(
  spec: { name: string; method?: boolean; params: Params; returns: TypeName; doc: string },
  run: (parameters: { [Index in keyof Params]: ParameterTypes[Params[Index]] }, budget: Budget) => Value,
): FunctionSpec {
  const { name, params, returns, doc } = spec;
  const [receiver, ...rest] = params;
  return {
    name,
    ...(spec.method && receiver !== undefined ? { receiver, args: rest } : { args: params }),
    returns,
    doc,
    run(values, budget) {
      budget.spend(2);
      for (const value of values) if (typeof value === 'string') budget.spendText(value.length);
      // The caller picked this overload because each value fits its parameter; a mapped tuple cannot express that.
      const parameters: unknown = params.map((type, index) => convert(values[index] ?? null, type));
      return run(parameters as { [Index in keyof Params]: ParameterTypes[Params[Index]] }, budget);
    },
  };
}

/** Whether a value can be passed where the type is asked. */
export function fits(value: Value, type: TypeName): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'number':
    case 'double':
      return typeof value === 'number' || typeof value === 'bigint';
    case 'int':
      return typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value));
    default:
      return typeOf(value) === type;
  }
}

/** Numbers arrive as numbers; only `any` lets an int through as bigint. */
function convert(value: Value, type: TypeName): Value {
  return type !== 'any' && typeof value === 'bigint' ? Number(value) : value;
}

/** How an overload is written: `string.split(string): list`. */
export function signatureOf({ name, receiver, args, returns }: FunctionSpec): string {
  return `${receiver === undefined ? '' : `${receiver}.`}${name}(${args.join(', ')}): ${returns}`;
}
