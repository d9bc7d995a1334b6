import { fileURLToPath } from 'node:url';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import { refuse, type ApiError } from '../http/api-error.js';
import type { Checked, CheckTask } from './check-definition.js';
import type { FileResult, FileTask } from './rule-file.js';

const MEMORY_MB = 256;
const THREADS = 2;
/** Most of one observatory that wait for their turn, of each of {@link Asker}. */
const MAX_WAITING = 10;
const IDLE_MS = 60_000;

/** Who has something compiled: people who write rules, or callers of doors. Neither takes the places of the other. */
export type Asker = 'author' | 'door';

interface Lane {
  last: Promise<unknown>;
  waiting: Record<Asker, number>;
}

/** Tests run the sources; a thread needs them compiled. */
const thread = import.meta.url.endsWith('.ts') ? '../../dist/definition/compile-thread.js' : './compile-thread.js';

/**
 * Compiles definitions off the thread that answers requests, with limits of time and memory. Each observatory has one
 * thread at a time, so that its worst rule leaves the other thread to everybody else.
 */
@Injectable()
export class CompilePool implements OnApplicationShutdown {
  private pool: Piscina | undefined;
  private readonly lanes = new Map<string, Lane>();

  /** The largest definition takes 1 s; a thread that starts on a busy machine takes some more. */
  protected get patienceMs(): number {
    return 30_000;
  }

  /** @throws ApiError 422 for a definition that takes too long or too much memory, 429 for too many at once */
  check(observatoryId: string, task: CheckTask, asker: Asker = 'author'): Promise<Checked> {
    return this.inTurn(observatoryId, asker, () => this.run<Checked>('check', task));
  }

  /** The same limits for what is done to the text of a rule. @throws ApiError 422, 429 */
  file<Task extends FileTask>(observatoryId: string, task: Task): Promise<FileResult<Task['do']>> {
    return this.inTurn(observatoryId, 'author', () => this.run<FileResult<Task['do']>>('file', task));
  }

  private async inTurn<T>(observatoryId: string, asker: Asker, work: () => Promise<T>): Promise<T> {
    const lane = this.lanes.get(observatoryId) ?? { last: Promise.resolve(), waiting: { author: 0, door: 0 } };
    const { waiting } = lane;
    if (waiting[asker] >= MAX_WAITING) throw tooMany(asker);
    this.lanes.set(observatoryId, lane);
    waiting[asker] += 1;
    const turn = lane.last.then(work);
    lane.last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      waiting[asker] -= 1;
      if (waiting.author + waiting.door === 0) this.lanes.delete(observatoryId);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.destroy();
  }

  private async run<T>(name: 'check' | 'file', task: CheckTask | FileTask): Promise<T> {
    this.pool ??= new Piscina({
      filename: fileURLToPath(new URL(thread, import.meta.url)),
      // With none, nobody makes a thread for those who wait after the last one was stopped.
      minThreads: 1,
      maxThreads: THREADS,
      idleTimeout: IDLE_MS,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
      // A thread needs nothing of what the process was started with.
      env: {},
      execArgv: [],
      argv: [],
    });
    try {
      return (await this.pool.run(task, { name, signal: AbortSignal.timeout(this.patienceMs) })) as T;
    } catch (error) {
      throw isLimit(error) ? this.tooCostly(error) : error;
    }
  }

  private tooCostly(cause: unknown): ApiError {
    return refuse.unprocessable({
      code: 'definition-too-costly',
      message: `Checking the definition took more than ${this.patienceMs / 1000} seconds or ${MEMORY_MB} MB, so it was stopped.`,
      hint: 'Make the definition smaller: fewer steps, fields or expressions.',
      cause,
    });
  }
}

/** The pool ends the thread at either limit: by an abort, or by running out of memory. */
export function isLimit(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const isAbort = 'name' in error && (error.name === 'AbortError' || error.name === 'TimeoutError');
  return isAbort || ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY');
}

function tooMany(asker: Asker): ApiError {
  const what = asker === 'door' ? 'calls of actions' : 'definitions';
  return refuse.rateLimited({
    message: `${MAX_WAITING} ${what} of this observatory are being checked already.`,
    hint: 'Wait for them and try again.',
    retryAfterSeconds: 1,
  });
}
