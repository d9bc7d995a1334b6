import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeJson } from './files.mjs';
import { lockHolder, releaseLock, takeLock } from './lock.mjs';
import { Problem } from './words.mjs';

/**
 * Makes this process the only one that runs from the state folder.
 * @returns {() => void} gives it up again
 */
export function claimHome(home, { admin, variables }) {
  const path = join(home, 'run', 'lock');
  if (takeLock(path, { admin, since: new Date().toISOString() })) return () => releaseLock(path);
  const holder = lockHolder(path);
  if (!holder) throw new Problem(`${path} could not be taken. Start again; if that does not help, delete it.`);
  throw new Problem(
    `Jarvis is already running from ${home}: process ${holder.pid}, since ${holder.since}, admin at ${holder.admin}.
  Stop it (Ctrl-C where it runs, or: kill ${holder.pid}), or start a second one beside it with its own
  state and ports: JARVIS_HOME=<folder> and ${variables.join(', ')}.`,
  );
}

/** `endpoints.json`: there while everything runs, with the process ids as they are now. */
export class EndpointsFile {
  #path;
  #endpoints;

  constructor(home) {
    this.#path = join(home, 'run', 'endpoints.json');
  }

  publish(endpoints, processes) {
    this.#endpoints = endpoints;
    this.update(processes);
  }

  /** Does nothing before `publish` and after `withdraw`. */
  update(processes) {
    if (!this.#endpoints) return;
    try {
      writeJson(this.#path, { ...this.#endpoints, processes });
    } catch (error) {
      // Without room for the new one, none is better than one that names processes which are gone.
      rmSync(this.#path, { force: true });
      throw error;
    }
  }

  withdraw() {
    this.#endpoints = undefined;
    rmSync(this.#path, { force: true });
  }
}
