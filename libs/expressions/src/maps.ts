import { ExpressionError } from './errors.js';
import { KeyedMap, type MapEntry, type MapKey } from './keyed-map.js';
import { assertAllowedName, typeOf, Uint, withArticle, type Value, type ValueMap } from './values.js';

/** The value under a name; undefined when it is missing, or when no map has names of this type. */
export function mapValue(map: ValueMap, key: Value): Value | undefined {
  if (typeof key === 'string') assertAllowedName(key);
  if (map instanceof KeyedMap) {
    const identity = identityOf(key);
    return identity === undefined ? undefined : map.get(identity);
  }
  return typeof key === 'string' && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Names and values. */
export function mapEntries(map: ValueMap): readonly MapEntry[] {
  if (map instanceof KeyedMap) return map.entries();
  return Object.entries(map).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
}

export function mapKeys(map: ValueMap): readonly MapKey[] {
  return mapEntries(map).map(([key]) => key);
}

export function mapSize(map: ValueMap): number {
  return map instanceof KeyedMap ? map.size : Object.keys(map).length;
}

/** Collects entries into a map; plain data when all names are text. */
export class MapBuilder {
  readonly #entries = new Map<string, MapEntry>();

  /** @throws {ExpressionError} when no name can be of this type, or when it is there already. */
  add(key: Value, value: Value): void {
    const identity = identityOf(key);
    if (identity === undefined || !isMapKey(key)) {
      throw new ExpressionError(
        'wrong-type',
        `A name in a map is text, a whole number, true or false, not ${withArticle(typeOf(key))}.`,
        { hint: 'Put the name in quotes, or convert it with string(…) or int(…).' },
      );
    }
    if (typeof key === 'string') assertAllowedName(key);
    if (this.#entries.has(identity)) {
      throw new ExpressionError('invalid-argument', `The name ${quoted(key)} stands twice in the map.`);
    }
    this.#entries.set(identity, [key, value]);
  }

  build(): ValueMap {
    const plain: Record<string, Value> = {};
    for (const [key, value] of this.#entries.values()) {
      if (typeof key !== 'string') return new KeyedMap(this.#entries);
      plain[key] = value;
    }
    return plain;
  }
}

/** What names are compared by; undefined for a value that can be no name. Numbers in base 16: decimal is slow. */
function identityOf(key: Value): string | undefined {
  if (typeof key === 'string') return `s${key}`;
  if (typeof key === 'boolean') return `b${String(key)}`;
  if (typeof key === 'bigint') return `n${key.toString(16)}`;
  if (key instanceof Uint) return `n${key.value.toString(16)}`;
  return typeof key === 'number' && Number.isInteger(key) ? `n${BigInt(key).toString(16)}` : undefined;
}

function isMapKey(key: Value): key is MapKey {
  return ['string', 'boolean', 'bigint'].includes(typeof key) || key instanceof Uint;
}

function quoted(key: MapKey): string {
  return typeof key === 'string' ? `“${key.slice(0, 60)}”` : key.toString();
}
