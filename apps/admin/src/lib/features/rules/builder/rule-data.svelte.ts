import { getContext, setContext } from 'svelte';
import { explainText, expressionFunctions, scopeAt, type Fetch } from '#lib/api/calls.ts';
import { ApiFailure } from '#lib/api/failure.ts';
import type { Explanation, ExpressionFunction, ScopeEntry } from '#lib/api/types.ts';

const KEY = Symbol('rule data');

interface Options {
  ruleId: string;
  /** As it is in the editor. */
  text: () => string;
  /** What steps gave when they were tried or ran, by their ids. */
  steps: () => Record<string, unknown>;
}

/** What is asked of a text: at a step, with what the steps before it gave. */
interface Asked {
  at: string;
  text: string;
  bare: boolean;
  steps: Record<string, unknown>;
}

/** A field that values can be put into. */
export interface InsertTarget {
  insert: (path: string) => void;
  focus: () => void;
}

/** What expressions can read at a place of the rule, and what they give with its last data. */
export class RuleData {
  entries = $state.raw<ScopeEntry[]>([]);
  functions = $state.raw<ExpressionFunction[]>([]);
  /** Why nothing is known. */
  failure = $state<string | null>(null);
  /** Whether the panel is shown. */
  open = $state(false);
  /** The field that was last typed in. */
  target = $state.raw<InsertTarget | null>(null);
  readonly #options: Options;
  #known = '';
  #turn = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Reads what is in scope at a step, unless that is known; an answer for another place is dropped. */
  async load(at: string, steps = this.steps): Promise<void> {
    const source = this.#options.text();
    const asked = `${at}\n${source}`;
    if (asked === this.#known) return;
    this.#known = asked;
    const turn = ++this.#turn;
    try {
      const [{ entries }, functions] = await Promise.all([
        scopeAt(fetch, this.#options.ruleId, { source, at, steps }),
        this.functions.length > 0 ? this.functions : expressionFunctions(fetch),
      ]);
      if (turn !== this.#turn) return;
      [this.entries, this.functions, this.failure] = [entries, functions, null];
    } catch (cause) {
      if (!(cause instanceof ApiFailure)) throw cause;
      if (turn !== this.#turn) return;
      this.#known = '';
      this.failure = cause.message;
    }
  }

  /** What steps gave when they were tried or ran. Whoever reads it hears of every change. */
  get steps(): Record<string, unknown> {
    return this.#options.steps();
  }

  /** There is other data now. */
  forget(): void {
    this.#known = '';
  }

  /** What a text gives at a step; null where nobody can say now. */
  async explain(asked: Asked, signal: AbortSignal): Promise<Explanation | null> {
    const cancelled: Fetch = (input, init) => fetch(input, { ...init, signal });
    try {
      return await explainText(cancelled, this.#options.ruleId, { ...asked, source: this.#options.text() });
    } catch (cause) {
      if (cause instanceof ApiFailure) return null;
      throw cause;
    }
  }
}

export function provideRuleData(options: Options): RuleData {
  return setContext(KEY, new RuleData(options));
}

export function useRuleData(): RuleData {
  return getContext<RuleData>(KEY);
}
