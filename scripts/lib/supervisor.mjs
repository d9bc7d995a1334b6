import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { openLog, readJson, tail, writeJson } from './files.mjs';
import { until } from './health.mjs';
import { birthOf, isAlive, killGroup, stopProcess, yieldToOthers } from './processes.mjs';
import { Problem, say, warn } from './words.mjs';

const firstDelay = 500;
const longestDelay = 30_000;
/** A process that ran this long is healthy again: the next crash starts with the short delay. */
const forgiveAfter = 60_000;

/**
 * Ends what an earlier start left running in this state folder (its own process was killed). Only
 * processes whose id *and* time of birth were written down are touched.
 */
export async function stopLeftovers(home) {
  const known = Object.entries(readJson(processesFile(home)) ?? {});
  const alive = known.filter(([, entry]) => isAlive(entry));
  if (alive.length === 0) return;
  warn(`Stopping what an earlier start left running: ${alive.map(([name]) => name).join(', ')}.`);
  await stopByRank(alive.map(([, entry]) => entry));
}

/** Lowest rank first, equals together: nobody loses what it depends on while it finishes. */
async function stopByRank(entries) {
  const ranks = [...new Set(entries.map(({ rank }) => rank))].sort((one, other) => one - other);
  for (const rank of ranks) {
    const together = entries.filter((entry) => entry.rank === rank);
    await Promise.all(
      together.map((entry) => stopProcess(entry, { name: entry.stopSignal, patience: entry.patience })),
    );
  }
}

const processesFile = (home) => join(home, 'run', 'processes.json');

/**
 * Runs processes, starts them again when they crash, and stops them in order.
 *
 * A process is `{name, rank, command, parameters, env?, cwd?, user?, stopSignal?, patience?, ready,
 * within?, yields?}`; `ready` is polled until it is true, and lower ranks are stopped first. What
 * `yields` works in the background: when processors are scarce, whoever answers people goes first.
 */
export class Supervisor {
  #home;
  #parts = [];
  #stopping = false;
  #changed = () => undefined;

  constructor({ home, onChange }) {
    this.#home = home;
    if (onChange) this.#changed = onChange;
    // The last line of defence, for a crash of the supervisor itself.
    process.on('exit', () => this.#killAll());
  }

  /** `{name: pid}` of everything running. */
  get pids() {
    return Object.fromEntries(
      this.#parts.filter(({ child }) => child).map(({ spec, child }) => [spec.name, child.pid]),
    );
  }

  logOf(name) {
    return join(this.#home, 'logs', `${name}.log`);
  }

  /** Starts a process and waits until it is ready. */
  async start(spec) {
    if (this.#stopping) throw new Problem('Stopped.');
    const part = { spec, child: undefined, delay: firstDelay, ready: false };
    this.#parts.push(part);
    this.#spawn(part);
    const within = spec.within ?? 60_000;
    const ready = await until(spec.ready, { within, stopped: () => !part.child || this.#stopping });
    if (ready) {
      part.ready = true;
      return;
    }
    if (this.#stopping) throw new Problem('Stopped.');
    const log = this.logOf(spec.name);
    const what = part.child ? `is not ready after ${within / 1000} s` : `stopped (${part.ended})`;
    throw new Problem(`${spec.name} ${what}. The end of ${log}:\n${tail(log)}`);
  }

  #spawn(part) {
    const { spec } = part;
    const log = openLog(this.logOf(spec.name));
    const child = spawn(spec.command, spec.parameters, {
      cwd: spec.cwd,
      env: spec.env ?? process.env,
      ...spec.user,
      // A group of its own: Ctrl-C reaches the supervisor alone, which then stops parts in order.
      detached: true,
      stdio: ['ignore', log.handle, log.handle],
    });
    log.close();
    if (spec.yields && child.pid !== undefined) yieldToOthers(child.pid);
    part.child = child;
    part.since = Date.now();
    part.exited = new Promise((resolve) => {
      const end = (reason) => {
        this.#ended(part, reason);
        resolve();
      };
      child.once('error', (error) => end(error.message));
      child.once('exit', (code, signal) => end(signal ?? `code ${code}`));
    });
    if (child.pid !== undefined) {
      const { rank, stopSignal, patience } = spec;
      part.identity = { pid: child.pid, birth: birthOf(child.pid), rank, stopSignal, patience };
    }
    this.#record();
  }

  #ended(part, reason) {
    if (!part.child) return;
    part.child = undefined;
    part.ended = reason;
    if (part.identity) killGroup(part.identity.pid);
    if (this.#stopping || !part.ready) return;
    if (Date.now() - part.since > forgiveAfter) part.delay = firstDelay;
    const { name } = part.spec;
    warn(`${name} stopped (${reason}); starting it again in ${part.delay / 1000} s. Its log: ${this.logOf(name)}`);
    this.#record();
    part.timer = setTimeout(() => void this.#restart(part), part.delay);
    part.delay = Math.min(part.delay * 2, longestDelay);
  }

  async #restart(part) {
    if (this.#stopping) return;
    this.#spawn(part);
    const stopped = () => !part.child || this.#stopping;
    const ready = await until(part.spec.ready, { within: part.spec.within ?? 60_000, stopped });
    if (ready) say(`${part.spec.name} is running again.`);
    else if (!stopped()) warn(`${part.spec.name} runs but is not ready. Its log: ${this.logOf(part.spec.name)}`);
  }

  #record() {
    const running = this.#parts.filter(({ child, identity }) => child && identity);
    writeJson(
      processesFile(this.#home),
      Object.fromEntries(running.map(({ spec, identity }) => [spec.name, identity])),
    );
    this.#changed(this.pids);
  }

  #killAll() {
    for (const { child } of this.#parts) if (child?.pid) killGroup(child.pid);
  }

  /** Stops everything in the order of ranks and starts nothing again. */
  async stop() {
    this.#stopping = true;
    for (const { timer } of this.#parts) clearTimeout(timer);
    const running = this.#parts.filter(({ child }) => child);
    await stopByRank(running.map(({ identity }) => identity));
    // The system knows that they are gone a moment before we are told.
    await Promise.all(running.map(({ exited }) => exited));
    this.#record();
  }
}
