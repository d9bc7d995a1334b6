import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { isDiskFull, roomInWords } from './disk.mjs';
import { openLog, readJson, tail, writeJson } from './files.mjs';
import { until } from './health.mjs';
import { processEnvironment } from './process-environment.mjs';
import { birthOf, isAlive, killGroup, stopProcess } from './processes.mjs';
import { startPatience } from './start-patience.mjs';
import { usualPulse, watchPulse } from './watch.mjs';
import { Problem, say, warn } from './words.mjs';

const firstDelay = 500;
const longestDelay = 30_000;
/** A process that ran this long is healthy again: the next crash starts with the short delay. */
const forgiveAfter = 60_000;
const spaceInterval = 2_000;

/**
 * Ends what an earlier start left running in this state folder (its own process was killed). Only
 * processes whose id *and* time of birth were written down are touched.
 */
export async function stopLeftovers(home) {
  const alive = leftoversOf(home);
  if (alive.length === 0) return;
  warn(`Stopping what an earlier start left running: ${alive.map(([name]) => name).join(', ')}.`);
  await stopByRank(alive.map(([, entry]) => entry));
}

/** What an earlier start wrote down and still runs: its own process was killed, or it is still there. */
export function leftoversOf(home) {
  const known = Object.entries(readJson(processesFile(home)) ?? {});
  return known.filter(([, entry]) => isAlive(entry));
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
 * Runs processes, starts them again when they crash or hang, and stops them in order.
 *
 * A process is `{name, rank, command, parameters, env?, cwd?, user?, stopSignal?, patience?, ready, alive?,
 * within?}`; `ready` is polled until it is true, `alive` (else `ready`) is asked from then on, and lower ranks are
 * stopped first. While the disk is full nothing is started; it goes on by itself when there is room.
 */
export class Supervisor {
  #home;
  #parts = [];
  #stopping = false;
  #changed = () => undefined;
  #pulse;
  #isFull;
  #full = false;
  #recording;

  constructor({ home, onChange, pulse = usualPulse, isFull = isDiskFull }) {
    this.#home = home;
    this.#pulse = pulse;
    this.#isFull = isFull;
    if (onChange) this.#changed = onChange;
    setInterval(() => this.#lookAtSpace(), spaceInterval).unref();
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
    const begun = Date.now();
    if (await this.#untilReady(part)) {
      part.ready = true;
      void this.#watch(part);
      return;
    }
    if (this.#stopping) throw new Problem('Stopped.');
    const log = this.logOf(spec.name);
    const seconds = Math.round((Date.now() - begun) / 1000);
    const what = part.child ? `is not ready after ${seconds} s` : `stopped (${part.ended})`;
    throw new Problem(`${spec.name} ${what}. The end of ${log}:\n${tail(log)}`);
  }

  #untilReady(part) {
    const { name, ready, within = 60_000 } = part.spec;
    const isOver = startPatience({ name, pid: part.child?.pid, log: this.logOf(name), within });
    return until(ready, { stopped: () => !part.child || this.#stopping || isOver() });
  }

  /** Ends what hangs. A process that was suspended does not hear a polite request. */
  async #watch(part) {
    const { child, spec } = part;
    if (!child) return;
    const over = () => part.child !== child || this.#stopping;
    const hung = await watchPulse({ pid: child.pid, alive: spec.alive ?? spec.ready, over, pulse: this.#pulse });
    if (hung === undefined) return;
    warn(`${spec.name} ${hung}; ending it by force.`);
    killGroup(child.pid);
  }

  #openLog(name) {
    try {
      return openLog(this.logOf(name));
    } catch (error) {
      warn(`${name} runs without a log: ${error.message}`);
      return { handle: 'ignore', close: () => undefined };
    }
  }

  #spawn(part) {
    const { spec } = part;
    const log = this.#openLog(spec.name);
    const child = spawn(spec.command, spec.parameters, {
      cwd: spec.cwd,
      env: spec.env ?? processEnvironment(process.env),
      ...spec.user,
      // A group of its own: Ctrl-C reaches the supervisor alone, which then stops parts in order.
      detached: true,
      stdio: ['ignore', log.handle, log.handle],
    });
    log.close();
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
    this.#lookAtSpace();
    if (this.#full) {
      part.timer = setTimeout(() => void this.#restart(part), spaceInterval);
      return;
    }
    this.#spawn(part);
    const ready = await this.#untilReady(part);
    if (this.#stopping || !part.child) return;
    if (ready) say(`${part.spec.name} is running again.`);
    else warn(`${part.spec.name} runs but is not ready. Its log: ${this.logOf(part.spec.name)}`);
    void this.#watch(part);
  }

  #lookAtSpace() {
    const full = this.#isFull(this.#home);
    if (full === this.#full || this.#stopping) return;
    this.#full = full;
    const room = roomInWords(this.#home);
    if (full) {
      warn(`The disk is full (${room}). What stops waits until there is room, and goes on by itself; nothing is lost.`);
    } else say(`There is room on the disk again (${room}); going on.`);
  }

  /** Writes down what runs. On a full disk that is tried until it is true again, and ends nothing. */
  #record() {
    clearTimeout(this.#recording);
    const running = this.#parts.filter(({ child, identity }) => child && identity);
    try {
      writeJson(
        processesFile(this.#home),
        Object.fromEntries(running.map(({ spec, identity }) => [spec.name, identity])),
      );
      this.#changed(this.pids);
    } catch (error) {
      warn(`The process ids could not be written down (${error.message}); trying again.`);
      this.#recording = setTimeout(() => this.#record(), spaceInterval).unref();
    }
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
