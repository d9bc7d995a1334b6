import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import release from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import type { CodeProblem } from './code-error.js';
import {
  gavePromise,
  MAX_RESULT,
  MEMORY_MB,
  noJson,
  threw,
  tooDeep,
  tooLarge,
  tooLong,
  tooMuchMemory,
  type Thrown,
} from './engine-problems.js';
import { FRAME } from './frame.js';
import { asFunction } from './wrap.js';

export interface EngineTask {
  code: string;
  names: string[];
  /** JSON of the inputs by name. */
  inputs: string;
  /** What whole numbers beyond a double begin with, in both directions. */
  token: string;
  /** Milliseconds since 1970: what `Date` gives. */
  now: number;
  seed: number;
  limitMs: number;
}

export type EngineAnswer = { text: string } | { problem: CodeProblem };

const STACK_BYTES = 256 * 1024;
/** Of memory of WebAssembly; the engine asks for so many at first. */
const PAGE_BYTES = 65_536;
const INITIAL_PAGES = 256;

// Its types are those of the CommonJS build, where this is one level deeper.
const variant = release as unknown as QuickJSSyncVariant;
let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * Runs code in an engine of its own: QuickJS, compiled to WebAssembly, with memory that nobody else has and no function of
 * ours to call. It sees JSON and gives JSON. Only for a thread that does nothing else: the clock of the engine is the
 * thread's, and stands still.
 */
export async function runInEngine(task: EngineTask): Promise<EngineAnswer> {
  const quickjs = await newEngine();
  stopClockAt(task.now);
  try {
    return runIn(quickjs, task);
  } catch (error) {
    // The engine itself gave up, for its stack is that of this thread. It is thrown away like any other.
    if (error instanceof RangeError) return { problem: tooDeep() };
    if (error instanceof WebAssembly.RuntimeError) return { problem: tooMuchMemory() };
    throw error;
  }
}

/** Compiled once a thread; memory of its own every time. */
async function newEngine(): Promise<QuickJSWASMModule> {
  const file = import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/wasm');
  compiled ??= readFile(fileURLToPath(file)).then((bytes) => WebAssembly.compile(bytes));
  // The limit is that of the memory: the engine's own count of it leaves out what it does not ask for piece by piece.
  const wasmMemory = new WebAssembly.Memory({
    initial: INITIAL_PAGES,
    maximum: (MEMORY_MB * 1024 * 1024) / PAGE_BYTES,
  });
  return newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmModule: await compiled, wasmMemory }));
}

/** The engine asks this thread for the time and the zone; with the run's time and UTC everybody gets the same results. */
function stopClockAt(now: number): void {
  Date.now = () => now;
  Date.prototype.getTimezoneOffset = () => 0;
}

function runIn(quickjs: QuickJSWASMModule, task: EngineTask): EngineAnswer {
  const runtime = quickjs.newRuntime();
  runtime.setMaxStackSize(STACK_BYTES);
  const began = process.threadCpuUsage();
  const time = { isOver: false, limitMs: task.limitMs };
  runtime.setInterruptHandler(() => {
    const { user, system } = process.threadCpuUsage(began);
    // For ever: code may catch what stops it once.
    time.isOver ||= user + system > task.limitMs * 1000;
    return time.isOver;
  });
  const context = runtime.newContext();
  const call = context.evalCode(FRAME, 'frame.js');
  if (call.error) return failure(context, call.error, time);
  const code = context.evalCode(asFunction(task.code, task.names), 'code.js');
  if (code.error) return failure(context, code.error, time);
  const words = [task.inputs, task.token].map((text) => context.newString(text));
  const result = context.callFunction(
    call.value,
    context.undefined,
    code.value,
    ...words,
    context.newNumber(task.seed),
  );
  // Over, even if the code caught what stopped it.
  if (time.isOver) return { problem: tooLong(task.limitMs) };
  if (result.error) return failure(context, result.error, time);
  const length = context.getProp(result.value, 'length');
  if (context.getNumber(length) > MAX_RESULT) return { problem: tooLarge() };
  return read(context.getString(result.value));
}

/** The frame says how it came out in the first letter of its text. */
function read(answer: string): EngineAnswer {
  const text = answer.slice(1);
  switch (answer.charAt(0)) {
    case 'v':
      return { text };
    case 'p':
      return { problem: gavePromise() };
    case 'j':
      return { problem: noJson(text.slice(0, 300)) };
    default:
      return { problem: ofThrown(thrownIn(text)) };
  }
}

/** The frame writes it as JSON, but the code may have changed how that is done. */
function thrownIn(text: string): Thrown {
  try {
    return Object(JSON.parse(text)) as Thrown;
  } catch {
    return { message: 'what it threw cannot be read' };
  }
}

function failure(
  context: QuickJSContext,
  error: QuickJSHandle,
  { isOver, limitMs }: { isOver: boolean; limitMs: number },
): EngineAnswer {
  if (isOver) return { problem: tooLong(limitMs) };
  const thrown: unknown = context.dump(error);
  // With no memory left for an error the engine throws null.
  if (thrown === null) return { problem: tooMuchMemory() };
  return { problem: ofThrown(typeof thrown === 'object' ? thrown : { message: JSON.stringify(thrown) }) };
}

function ofThrown(thrown: Thrown): CodeProblem {
  if (thrown.name === 'InternalError' && thrown.message === 'out of memory') return tooMuchMemory();
  if (thrown.name === 'InternalError' && thrown.message === 'stack overflow') return tooDeep();
  return threw(thrown);
}
