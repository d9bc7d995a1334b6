import { typeOf, TypeValue, type Value } from './values.js';

/** Types under the names that CEL has for them. */
const NAMES: Record<ReturnType<typeof typeOf>, string> = {
  null: 'null_type',
  bool: 'bool',
  int: 'int',
  uint: 'uint',
  double: 'double',
  string: 'string',
  bytes: 'bytes',
  list: 'list',
  map: 'map',
  timestamp: 'google.protobuf.Timestamp',
  duration: 'google.protobuf.Duration',
  type: 'type',
  optional: 'optional_type',
};

const byName = new Map(Object.values(NAMES).map((name) => [name, new TypeValue(name)]));

/** The type that is called so. */
export function typeNamed(name: string): TypeValue | undefined {
  return byName.get(name);
}

/** What `type(value)` gives. */
export function typeValueOf(value: Value): TypeValue {
  return new TypeValue(NAMES[typeOf(value)]);
}
