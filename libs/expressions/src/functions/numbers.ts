import { compareValues, isNumber } from '../compare.js';
import type { Budget } from '../budget.js';
import { ExpressionError } from '../errors.js';
import { checkInteger } from '../operators.js';
import { isList, MAX_UINT, typeOf, Uint, withArticle, type TypeName, type Value } from '../values.js';
import { COST, defineFunction, type FunctionSpec } from './spec.js';

type AnyNumber = number | bigint | Uint;

export const numberFunctions: readonly FunctionSpec[] = [
  numeric('abs', 'number', 'The number without its sign.', absolute),
  numeric('round', 'int', 'The nearest whole number.', (value) => whole(value, Math.round)),
  numeric('floor', 'int', 'The next lower whole number.', (value) => whole(value, Math.floor)),
  numeric('ceil', 'int', 'The next higher whole number.', (value) => whole(value, Math.ceil)),
  extreme('min', ['number', 'number'], 'The smaller number.'),
  extreme('max', ['number', 'number'], 'The larger number.'),
  extreme('math.least', ['any'], 'The smallest of the numbers, or of a list of numbers.'),
  extreme('math.greatest', ['any'], 'The largest of the numbers, or of a list of numbers.'),
  numeric('math.abs', 'number', 'The number without its sign.', absolute),
  numeric('math.sign', 'number', '-1, 0 or 1, as the number is below, at or above zero.', sign),
  fraction(
    'math.round',
    'double',
    'The nearest whole number; halves away from zero.',
    (value) => Math.sign(value) * Math.round(Math.abs(value)),
  ),
  fraction('math.floor', 'double', 'The next lower whole number.', Math.floor),
  fraction('math.ceil', 'double', 'The next higher whole number.', Math.ceil),
  fraction('math.trunc', 'double', 'The number without its fraction.', Math.trunc),
  fraction('math.isNaN', 'bool', 'Whether it is not a number.', Number.isNaN),
  fraction('math.isInf', 'bool', 'Whether it is infinite.', (value) => !Number.isNaN(value) && !Number.isFinite(value)),
  fraction('math.isFinite', 'bool', 'Whether it is a number, and not infinite.', Number.isFinite),
  numeric('math.sqrt', 'double', 'The square root.', (value) => Math.sqrt(Number(value))),
  ...bits('math.bitAnd', 'Bits that are set in both.', (a, b) => a & b),
  ...bits('math.bitOr', 'Bits that are set in either.', (a, b) => a | b),
  ...bits('math.bitXor', 'Bits that are set in one only.', (a, b) => a ^ b),
  integer('math.bitNot', ['any'], 'Bits that are not set.', ([value]) =>
    value instanceof Uint ? new Uint(MAX_UINT - value.value) : ~asInt(value),
  ),
  integer('math.bitShiftLeft', ['any', 'int'], 'The bits moved up.', ([value, by]) => {
    const distance = shiftBy(by);
    return value instanceof Uint
      ? new Uint(BigInt.asUintN(64, value.value << distance))
      : BigInt.asIntN(64, asInt(value) << distance);
  }),
  integer('math.bitShiftRight', ['any', 'int'], 'The bits moved down; zeros come in from above.', ([value, by]) => {
    const distance = shiftBy(by);
    return value instanceof Uint
      ? new Uint(value.value >> distance)
      : BigInt.asIntN(64, BigInt.asUintN(64, asInt(value)) >> distance);
  }),
];

function numeric(name: string, returns: TypeName, doc: string, run: (value: AnyNumber) => Value): FunctionSpec {
  return defineFunction({ name, params: ['number'], returns, cost: COST.flat, doc }, ([value]) => run(value));
}

/** CEL has these for doubles only; numbers of data are doubles. */
function fraction(name: string, returns: 'double' | 'bool', doc: string, run: (value: number) => Value): FunctionSpec {
  return defineFunction({ name, params: ['double'], returns, cost: COST.flat, doc }, ([value]) => run(value));
}

function integer<const Params extends readonly TypeName[]>(
  name: string,
  params: Params,
  doc: string,
  run: Parameters<typeof defineFunction<Params>>[1],
): FunctionSpec {
  return defineFunction({ name, params, returns: 'number', cost: COST.flat, doc }, run);
}

function bits(name: string, doc: string, run: (a: bigint, b: bigint) => bigint): FunctionSpec[] {
  return [
    defineFunction(
      { name, params: ['uint', 'uint'], returns: 'uint', cost: COST.flat, doc },
      ([a, b]) => new Uint(run(a.value, b.value)),
    ),
    defineFunction({ name, params: ['number', 'number'], returns: 'int', cost: COST.flat, doc }, ([a, b]) =>
      run(asInt(a), asInt(b)),
    ),
  ];
}

/** The smallest or largest of numbers, of whatever kind each is. */
function extreme(name: string, params: readonly TypeName[], doc: string): FunctionSpec {
  const largest = name.endsWith('max') || name.endsWith('greatest');
  const variadic = params.length === 1;
  return defineFunction(
    { name, params, ...(variadic ? { variadic } : {}), returns: 'number', cost: COST.entries, doc },
    (values: readonly Value[], budget: Budget) => {
      const [only] = values;
      const numbers = variadic && values.length === 1 && only !== undefined && isList(only) ? only : values;
      const [first, ...rest] = numbers;
      if (first === undefined) throw new ExpressionError('invalid-argument', `${name} needs at least one number.`);
      for (const value of numbers) {
        if (!isNumber(value))
          throw new ExpressionError('wrong-type', `${name} takes numbers, not ${withArticle(typeOf(value))}.`);
      }
      return rest.reduce((best, value) => {
        const order = compareValues(value, best, budget);
        return (largest ? order > 0 : order < 0) ? value : best;
      }, first);
    },
  );
}

function absolute(value: AnyNumber): Value {
  if (value instanceof Uint) return value;
  return typeof value === 'bigint' ? checkInteger(value < 0n ? -value : value) : Math.abs(value);
}

function sign(value: AnyNumber): Value {
  if (value instanceof Uint) return new Uint(value.value === 0n ? 0n : 1n);
  if (typeof value === 'bigint') return value < 0n ? -1n : value > 0n ? 1n : 0n;
  return Math.sign(value);
}

function whole(value: AnyNumber, round: (value: number) => number): bigint {
  if (typeof value === 'number') return integerOf(round(value));
  return checkInteger(value instanceof Uint ? value.value : value);
}

/** A double without its fraction as an int. As in CEL the outermost values are refused: a double cannot hold them exactly. */
export function integerOf(value: number): bigint {
  if (!Number.isFinite(value))
    throw new ExpressionError('invalid-argument', 'An infinite number cannot be made whole.');
  if (Math.abs(value) >= 2 ** 63) checkInteger(2n ** 63n);
  return BigInt(Math.trunc(value));
}

function asInt(value: Value): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  throw new ExpressionError('wrong-type', `Bits are those of whole numbers, not of ${withArticle(typeOf(value))}.`);
}

/** Beyond 64 nothing is left anyway, and a huge shift would take huge memory. */
function shiftBy(by: number): bigint {
  if (by < 0) throw new ExpressionError('invalid-argument', 'Bits are moved by 0 or more.');
  return BigInt(Math.min(by, 64));
}
