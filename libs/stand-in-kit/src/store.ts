import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/** A part of what is remembered. Setting it has it on disk before the next line runs. */
export interface Part<T> {
  value: T;
}

/** What the stand-ins remember; each names its own parts. */
export interface Store {
  /** The part of this name in the file; asked for again, it is the same one. `empty` while there is nothing. */
  part<T>(name: string, schema: z.ZodType<T>, empty: T): Part<T>;
}

const State = z.record(z.string(), z.unknown());

/**
 * Opens the state file, or starts empty. Every change replaces the file whole, so a killed process leaves the old or
 * the new state and never a part of one.
 */
export function openStore(file: string): Store {
  mkdirSync(dirname(file), { recursive: true });
  const state = existsSync(file) ? readable(file, () => State.parse(JSON.parse(readFileSync(file, 'utf8')))) : {};
  const parts = new Map<string, Part<unknown>>();
  const write = (): void => {
    writeFileSync(`${file}.tmp`, JSON.stringify(state, null, 2), { mode: 0o600 });
    renameSync(`${file}.tmp`, file);
  };
  const open = <T>(name: string, schema: z.ZodType<T>, empty: T): Part<T> => {
    let value = state[name] === undefined ? empty : readable(file, () => schema.parse(state[name]));
    return {
      get value() {
        return value;
      },
      set value(changed) {
        value = changed;
        state[name] = changed;
        write();
      },
    };
  };
  return {
    part<T>(name: string, schema: z.ZodType<T>, empty: T) {
      const part = parts.get(name) ?? open(name, schema, empty);
      parts.set(name, part);
      // The part was opened with the same name and so with the same schema.
      return part as Part<T>;
    },
  };
}

function readable<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new Error(`${file} is not readable as the sandbox's state. Move it away to start empty.`, { cause });
  }
}
