import { displayOf } from '@jarvis/steps/display';
import { getContext, setContext } from 'svelte';
import type { RunDetail, RunStep } from '#lib/api/types.ts';
import { waterfall, type Waterfall } from '#lib/features/runs/waterfall.ts';
import type { Clock } from '#lib/state/clock.svelte.ts';
import { readSteps, flatten } from '../../components/flow/steps.ts';
import { isRecord } from '#lib/format/json-schema.ts';
import type { Row } from './timeline-rows.ts';
import { runsLists, timelineOf } from './timeline.ts';

const KEY = Symbol('steps view');

/** A stretch of time, as the bars show it. */
interface Times {
  startedAt: string | null;
  finishedAt: string | null;
}

/** The timeline of a run as it is shown: its rows, their axis of time, and what the person has opened. */
export class StepsView {
  readonly #run: () => RunDetail;
  readonly #clock: Clock;
  /** What was opened or closed, by its key; the rest is as it starts. */
  #toggled = $state.raw<ReadonlyMap<string, boolean>>(new Map());
  readonly mayOperate: boolean;

  constructor({ run, clock, mayOperate }: { run: () => RunDetail; clock: Clock; mayOperate: boolean }) {
    this.#run = run;
    this.#clock = clock;
    this.mayOperate = mayOperate;
  }

  readonly run = $derived.by(() => this.#run());
  readonly #definition = $derived(
    flatten(readSteps(isRecord(this.run.definition) ? this.run.definition['steps'] : [], ['steps'])),
  );
  readonly rows: Row<RunStep>[] = $derived(timelineOf(this.run.steps, this.#definition));

  readonly #start = $derived(Date.parse(this.run.startedAt ?? this.run.createdAt));
  readonly axis: Waterfall = $derived.by(() => {
    const spans = this.run.steps
      .filter((step) => step.startedAt)
      .map((step) => ({ ...this.spanOf(step), idle: this.isIdle(step) }));
    const end = spans.reduce((latest, span) => Math.max(latest, span.end), this.#start + 1);
    const until = this.run.finishedAt ? Date.parse(this.run.finishedAt) : this.#clock.now;
    return waterfall(spans, { start: this.#start, end: Math.max(until, end) });
  });

  spanOf({ startedAt, finishedAt }: Times): { start: number; end: number } {
    const start = startedAt ? Date.parse(startedAt) : this.#start;
    const now = startedAt ? Math.max(this.#clock.now, start) : start;
    return { start, end: finishedAt ? Date.parse(finishedAt) : now };
  }

  /** Nothing works there: it waits, or what works are the steps inside of it. */
  isIdle(step: RunStep): boolean {
    const isHolder = runsLists(step.kind, 'repeats') || runsLists(step.kind, 'beside');
    return isHolder || step.status === 'waiting' || displayOf(step.kind)?.waits === true;
  }

  isOpen(key: string, atFirst = false): boolean {
    return this.#toggled.get(key) ?? atFirst;
  }

  /** Whether the person, or a link, has opened it. */
  wasOpened(key: string): boolean {
    return this.#toggled.get(key) === true;
  }

  toggle(key: string, atFirst = false): void {
    this.#toggled = new Map(this.#toggled).set(key, !this.isOpen(key, atFirst));
  }

  open(keys: readonly string[]): void {
    this.#toggled = new Map([...this.#toggled, ...keys.map((key) => [key, true] as const)]);
  }
}

export function provideStepsView(options: ConstructorParameters<typeof StepsView>[0]): StepsView {
  return setContext(KEY, new StepsView(options));
}

export function useStepsView(): StepsView {
  return getContext<StepsView>(KEY);
}
