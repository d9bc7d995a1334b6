import { getConformanceSuite, type IncrementalTestSuite } from '@bufbuild/cel-spec/testdata/tests.js';
import type { Value as SpecValue } from '@bufbuild/cel-spec/cel/expr/value_pb.js';
import { readFileSync } from 'node:fs';
import { anyIs, anyUnpack, DurationSchema } from '@bufbuild/protobuf/wkt';
import { Budget } from './budget.js';
import { evaluateNode } from './evaluate.js';
import { MapBuilder } from './maps.js';
import { valuesEqual } from './compare.js';
import { parseExpression } from './parse.js';
import { ExpressionError } from './errors.js';
import { typeNamed } from './types.js';
import { Bytes, Optional, Span, typeOf, TypeValue, Uint, type Value } from './values.js';

/** One case of the published suite. */
export interface ConformanceCase {
  /** `file/section/test`, with the expression where names repeat. */
  name: string;
  expression: string;
  needsProtobuf: boolean;
  run: () => 'passes' | `fails: ${string}`;
}

/** Cases that do not pass here, each with its reason. */
export function exclusions(): Map<string, string> {
  const reasons = new Map<string, string>();
  let reason = '';
  for (const line of readFileSync(`${import.meta.dirname}/conformance-exclusions.txt`, 'utf8').split('\n')) {
    if (line.startsWith('# ')) reason = line.slice(2);
    else if (line !== '') reasons.set(line, reason);
  }
  return reasons;
}

type SimpleTest = IncrementalTestSuite['tests'][number]['original'];

/** Every case of the suite, in its order. */
export function conformanceCases(): ConformanceCase[] {
  const cases: ConformanceCase[] = [];
  const seen = new Map<string, number>();
  const walk = (suite: IncrementalTestSuite, path: readonly string[]): void => {
    for (const { name, original } of suite.tests) {
      const full = [...path, name].join('/');
      const count = (seen.get(full) ?? 0) + 1;
      seen.set(full, count);
      cases.push({
        name: count === 1 ? full : `${full}#${String(count)}`,
        expression: original.expr,
        needsProtobuf: needsProtobuf(original),
        run: () => runCase(original),
      });
    }
    for (const child of suite.suites) walk(child, [...path, child.name]);
  };
  walk(getConformanceSuite(), []);
  return cases;
}

/** Messages, enums, wrappers and what is bound as one: this library has no protocol buffers. */
function needsProtobuf(test: SimpleTest): boolean {
  return (
    /TestAll|TestRequired|\b[A-Z]\w*Value\{|NestedEnum|GlobalEnum|NullValue|\bproto\.|google\.protobuf\.(?!(?:Timestamp|Duration)\b(?!\s*\{))/.test(
      test.expr,
    ) ||
    Object.values(test.bindings).some(({ kind }) => kind.case === 'value' && isMessage(kind.value)) ||
    test.typeEnv.some((declared) =>
      JSON.stringify(declared, (_key, item: unknown) => (typeof item === 'bigint' ? Number(item) : item)).includes(
        '"messageType"',
      ),
    )
  );
}

/** What the case wants needs something that values here cannot be. */
class NeedsProtobuf extends Error {}

function runCase(test: SimpleTest): 'passes' | `fails: ${string}` {
  let actual: Value | ExpressionError;
  try {
    actual = evaluateCase(test);
  } catch (error) {
    if (error instanceof NeedsProtobuf) return `fails: ${error.message}`;
    if (!(error instanceof ExpressionError)) throw error;
    actual = error;
  }
  const { resultMatcher: wanted } = test;
  if (wanted.case === 'evalError' || wanted.case === 'anyEvalErrors') {
    return actual instanceof ExpressionError ? 'passes' : `fails: gives ${show(actual)} where an error is wanted`;
  }
  if (actual instanceof ExpressionError) return `fails: ${actual.message}`;
  if (wanted.case !== undefined && wanted.case !== 'value' && wanted.case !== 'typedResult') {
    return `fails: wants ${wanted.case}`;
  }
  if (wanted.case === 'typedResult' && wanted.value.result === undefined) return 'fails: wants a static type only';
  try {
    const value =
      wanted.case === undefined ? true : wanted.case === 'value' ? valueOf(wanted.value) : valueOf(wanted.value.result);
    return same(actual, value) ? 'passes' : `fails: gives ${show(actual)}, not ${show(value)}`;
  } catch (error) {
    if (error instanceof NeedsProtobuf) return `fails: ${error.message}`;
    throw error;
  }
}

function evaluateCase(test: SimpleTest): Value {
  const bindings = new Map(
    Object.entries(test.bindings).map(([name, { kind }]) => {
      if (kind.case !== 'value') throw new NeedsProtobuf(`binds ${String(kind.case)}`);
      return [name, valueOf(kind.value)];
    }),
  );
  return evaluateNode(parseExpression(test.expr), {
    budget: new Budget(),
    source: test.expr,
    evaluate: evaluateNode,
    names: () => [...bindings.keys()],
    lookup: (name) => bindings.get(name.replace(/^\./, '')),
  });
}

function valueOf(value: SpecValue | undefined): Value {
  const kind = value?.kind;
  switch (kind?.case) {
    case 'nullValue':
      return null;
    case 'boolValue':
    case 'stringValue':
    case 'int64Value':
    case 'doubleValue':
      return kind.value;
    case 'uint64Value':
      return new Uint(kind.value);
    case 'bytesValue':
      return new Bytes(kind.value);
    case 'listValue':
      return kind.value.values.map(valueOf);
    case 'mapValue': {
      const map = new MapBuilder();
      for (const entry of kind.value.entries) map.add(valueOf(entry.key), valueOf(entry.value));
      return map.build();
    }
    case 'typeValue': {
      const type = typeNamed(kind.value);
      if (!type) throw new NeedsProtobuf(`the type ${kind.value}`);
      return type;
    }
    case 'objectValue': {
      // The one message that is a value here too.
      const duration = anyUnpack(kind.value, DurationSchema);
      if (duration) return new Span(duration.seconds * 1_000_000_000n + BigInt(duration.nanos));
      throw new NeedsProtobuf(`a message ${kind.value.typeUrl}`);
    }
    default:
      throw new NeedsProtobuf(`a ${String(kind?.case)}`);
  }
}

function isMessage(value: SpecValue): boolean {
  const { kind } = value;
  if (kind.case === 'objectValue') return !anyIs(kind.value, DurationSchema);
  if (kind.case === 'listValue') return kind.value.values.some(isMessage);
  if (kind.case === 'mapValue') return kind.value.entries.some((entry) => entry.value && isMessage(entry.value));
  return kind.case === 'enumValue';
}

/** Equal and, other than in CEL, of the same type all the way down. */
function same(a: Value, b: Value): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Object.is(a, b) || a === b;
  if (Array.isArray(a) && Array.isArray(b)) {
    const other: readonly unknown[] = b;
    return a.length === other.length && a.every((item: Value, index) => same(item, b[index] as Value));
  }
  return typeOf(a) === typeOf(b) && valuesEqual(a, b, new Budget());
}

function show(value: Value): string {
  if (value instanceof TypeValue) return value.name;
  if (value instanceof Optional) return value.value === undefined ? 'nothing' : `optional ${show(value.value)}`;
  const text = JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? `${String(item)}n` : item));
  return `${typeOf(value)} ${text}`;
}
