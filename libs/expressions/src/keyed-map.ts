import type { Uint, Value } from './values.js';

/** What a name in a map can be. */
export type MapKey = string | boolean | bigint | Uint;
export type MapEntry = readonly [key: MapKey, value: Value];

/** A map whose names may be whole numbers and true or false. Names are kept by what they are equal to: 1, 1u and 1.0 are one. */
export class KeyedMap {
  readonly #entries: ReadonlyMap<string, MapEntry>;

  constructor(entries: ReadonlyMap<string, MapEntry>) {
    this.#entries = entries;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(identity: string): Value | undefined {
    return this.#entries.get(identity)?.[1];
  }

  entries(): readonly MapEntry[] {
    return [...this.#entries.values()];
  }
}
