import { getContext, setContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { getRun, listPins, pinStep, trialStep, unpinStep } from '#lib/api/calls.ts';
import { ApiFailure } from '#lib/api/failure.ts';
import type { StepTrial } from '#lib/api/types.ts';
import type { StepView } from '../../../components/flow/steps.ts';
import { lastRehearsals } from '../last-rehearsals.ts';
import { outputsOf, resultsOf, writtenIn, type RecordedStep, type StepResult } from './step-results.ts';

const KEY = Symbol('step trials');

interface Options {
  ruleId: string;
  /** As it is in the editor. */
  text: () => string;
  definition: () => Record<string, unknown>;
  /** What expressions give is another now. */
  onData: () => void;
}

/** Where what is shown on the canvas comes from. */
interface Loaded {
  title: string;
  runId: string | null;
  steps: readonly RecordedStep[];
  /** As it was then. */
  definition: unknown;
}

/** What came of trying a step, with the step as it was written. */
interface Tried {
  trial: StepTrial;
  written: string | undefined;
}

/** What the steps of a rule gave last: when they were tried, in a rehearsal, or in a run; and what is pinned for them. */
export class StepTrials {
  pins = $state.raw<Readonly<Record<string, unknown>>>({});
  loaded = $state.raw<Loaded | null>(null);
  /** Ids of the steps that are being tried. */
  readonly busy = new SvelteMap<string, true>();
  readonly failures = new SvelteMap<string, ApiFailure>();
  readonly #tried = new SvelteMap<string, Tried>();
  readonly #options: Options;
  readonly #written = $derived.by(() => writtenIn(this.#options.definition()));
  readonly #recorded = $derived.by(() =>
    this.loaded === null
      ? new Map<string, StepResult>()
      : resultsOf(this.loaded.steps, { then: this.loaded.definition, now: this.#options.definition() }),
  );

  constructor(options: Options) {
    this.#options = options;
  }

  /** In the browser: what is pinned, and how the last rehearsal went. */
  async start(): Promise<void> {
    const last = lastRehearsals.get(this.#options.ruleId);
    if (last) {
      const { rehearsal, definition } = last;
      this.#load({ title: 'The last rehearsal', runId: null, steps: rehearsal.steps, definition });
    }
    this.#take(await listPins(fetch, this.#options.ruleId));
  }

  trialOf(id: string): StepTrial | undefined {
    return this.#tried.get(id)?.trial;
  }

  /** What a step did last, wherever that was. */
  resultOf({ id }: StepView): StepResult | undefined {
    const tried = this.#tried.get(id);
    if (!tried) return this.#recorded.get(id);
    return { ...tried.trial, times: 1, stale: tried.written !== this.#written.get(id) };
  }

  isPinned(id: string): boolean {
    return Object.hasOwn(this.pins, id);
  }

  get isEmpty(): boolean {
    return this.loaded === null && this.#tried.size === 0;
  }

  /** What steps gave, by their ids; what is pinned the server knows. */
  get outputs(): Record<string, unknown> {
    const tried = [...this.#tried].filter(([, { trial }]) => trial.status === 'succeeded');
    const all = {
      ...outputsOf(this.loaded?.steps ?? []),
      ...Object.fromEntries(tried.map(([id, { trial }]) => [id, trial.output])),
    };
    return Object.fromEntries(Object.entries(all).filter(([id]) => !this.isPinned(id)));
  }

  async try({ id, key }: StepView, { forReal = false } = {}): Promise<void> {
    const { ruleId, text } = this.#options;
    const written = this.#written.get(id);
    this.busy.set(id, true);
    this.failures.delete(id);
    try {
      const steps = Object.fromEntries(Object.entries(this.outputs).filter(([one]) => one !== id));
      const trial = await trialStep(fetch, ruleId, { source: text(), at: key, steps, forReal });
      this.#tried.set(id, { trial, written });
      this.#options.onData();
    } catch (cause) {
      if (!(cause instanceof ApiFailure)) throw cause;
      this.failures.set(id, cause);
    } finally {
      this.busy.delete(id);
    }
  }

  /** Shows how a run went, and goes on with what its steps gave. */
  async loadRun(runId: string, title: string): Promise<void> {
    const { steps, definition } = await getRun(fetch, runId);
    this.#load({ title, runId, steps, definition });
  }

  #load(loaded: Loaded | null): void {
    this.loaded = loaded;
    this.#tried.clear();
    this.failures.clear();
    this.#options.onData();
  }

  clear(): void {
    this.#load(null);
  }

  async pin(id: string, output: unknown): Promise<void> {
    this.#take(await pinStep(fetch, { id: this.#options.ruleId, step: id }, output));
  }

  async unpin(id: string): Promise<void> {
    this.#take(await unpinStep(fetch, { id: this.#options.ruleId, step: id }));
  }

  #take({ pins }: { pins: Readonly<Record<string, unknown>> }): void {
    this.pins = pins;
    this.#options.onData();
  }
}

export function provideTrials(options: Options): StepTrials {
  return setContext(KEY, new StepTrials(options));
}

export function useTrials(): StepTrials {
  return getContext<StepTrials>(KEY);
}
