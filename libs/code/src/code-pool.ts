import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { holdsBigint, jsonText, parseJson } from '@jarvis/json';
import pLimit, { type LimitFunction } from 'p-limit';
import { Piscina } from 'piscina';
import { CodeBusy, CodeError } from './code-error.js';
import { tooLong, tooMuchMemory } from './engine-problems.js';
import type { EngineAnswer, EngineTask } from './engine.js';
import { newToken, withTokens, withWholeNumbers } from './whole-numbers.js';

/** Code that runs at a time in this process. */
const THREADS = 2;
const IDLE_MS = 60_000;
/** Whoever has to wait for longer comes again later, so that nobody who has given up is waited for. */
const QUEUE_MS = 2_000;
/** Of the thread itself; the engine's memory has a limit of its own. */
const HEAP_MB = 64;
/** Time that a thread may take to start, and a busy machine to come to it, before it is ended from outside. */
const GRACE_MS = 5_000;

export interface CodeCall {
  /** Whose code it is: of each of them one runs at a time. */
  owner: string;
  code: string;
  /** What the code reads, by name. */
  inputs: Readonly<Record<string, unknown>>;
  /** What `Date` gives, ISO 8601. */
  now: string;
  /** What `Math.random` begins with. */
  seed: string;
  /** Time of the processor that it may take. */
  limitMs: number;
  /** Ends it, also while it waits for its turn. */
  signal?: AbortSignal | undefined;
}

/** Tests run the sources; a thread needs them compiled. */
const thread = import.meta.url.endsWith('.ts') ? '../dist/code-thread.js' : './code-thread.js';

/**
 * Runs the code of steps, off the threads that do everything else. Each owner has one thread at a time, so that the worst
 * code leaves the other to everybody else.
 */
export class CodePool {
  private readonly all = pLimit(THREADS);
  private readonly lanes = new Map<string, LimitFunction>();
  private pool: Piscina<EngineTask, EngineAnswer> | undefined;

  /**
   * @throws CodeError when the code throws, is stopped at a limit, or gives what is no JSON; CodeBusy when others are
   *   before it; the signal's reason
   */
  async run(call: CodeCall): Promise<unknown> {
    const lane = this.lanes.get(call.owner) ?? pLimit(1);
    this.lanes.set(call.owner, lane);
    const turn = new Turn(call.signal);
    try {
      return await turn.first(
        lane(() =>
          this.all(() => {
            turn.begin();
            return this.runNow(call);
          }),
        ),
      );
    } finally {
      if (lane.activeCount + lane.pendingCount === 0) this.lanes.delete(call.owner);
    }
  }

  async destroy(): Promise<void> {
    await this.pool?.destroy();
  }

  private async runNow({ code, inputs, now, seed, limitMs, signal }: CodeCall): Promise<unknown> {
    const token = newToken();
    const task: EngineTask = {
      code,
      names: Object.keys(inputs),
      inputs: jsonText(holdsBigint(inputs) ? withTokens(inputs, token) : inputs),
      token,
      now: Date.parse(now),
      seed: createHash('sha256').update(seed).digest().readUInt32LE(0),
      limitMs,
    };
    const answer = await this.inThread(task, signal);
    if ('problem' in answer) throw new CodeError(answer.problem);
    return parseJson(withWholeNumbers(answer.text, token));
  }

  private async inThread(task: EngineTask, signal: AbortSignal | undefined): Promise<EngineAnswer> {
    this.pool ??= new Piscina<EngineTask, EngineAnswer>({
      filename: fileURLToPath(new URL(thread, import.meta.url)),
      name: 'run',
      minThreads: 0,
      maxThreads: THREADS,
      idleTimeout: IDLE_MS,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
      env: {},
      execArgv: [],
      argv: [],
    });
    try {
      const ended = AbortSignal.any([AbortSignal.timeout(task.limitMs + GRACE_MS), ...(signal ? [signal] : [])]);
      return await this.pool.run(task, { signal: ended });
    } catch (error) {
      signal?.throwIfAborted();
      // What the engine is at cannot be stopped from inside everywhere, so the thread is ended.
      if (isAbort(error)) return { problem: tooLong(task.limitMs) };
      if (isOutOfMemory(error)) return { problem: tooMuchMemory() };
      throw error;
    }
  }
}

/** One call's wait for a thread. Who has waited long enough leaves, and is passed over when the turn comes. */
class Turn {
  private readonly waiting: AbortSignal;
  private hasBegun = false;

  constructor(private readonly signal: AbortSignal | undefined) {
    this.waiting = AbortSignal.any([AbortSignal.timeout(QUEUE_MS), ...(signal ? [signal] : [])]);
  }

  /** @throws when nobody waits for it any more */
  begin(): void {
    if (this.waiting.aborted) throw this.reason;
    this.hasBegun = true;
  }

  /** What comes first: the result, or the end of the wait. @throws CodeBusy, or the signal's reason */
  async first<T>(result: Promise<T>): Promise<T> {
    const gaveUp = Promise.withResolvers<never>();
    const leave = (): void => {
      if (!this.hasBegun) gaveUp.reject(this.reason);
    };
    this.waiting.addEventListener('abort', leave);
    try {
      return await Promise.race([result, gaveUp.promise]);
    } finally {
      this.waiting.removeEventListener('abort', leave);
    }
  }

  private get reason(): unknown {
    const cancelled: { reason?: unknown } | undefined = this.signal?.aborted === true ? this.signal : undefined;
    return cancelled ? cancelled.reason : new CodeBusy();
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
