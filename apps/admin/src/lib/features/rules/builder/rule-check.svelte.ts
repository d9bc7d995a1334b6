import { validateDefinition } from '#lib/api/calls.ts';
import { ApiFailure } from '#lib/api/failure.ts';
import type { Problem, RuleDetail } from '#lib/api/types.ts';

interface Options {
  text: () => string;
  /** Whether the server is known to have this text. */
  isSaved: (text: string) => boolean;
  /** What the server has now. */
  latest: () => Promise<RuleDetail>;
}

/** What the compiler says about a text. */
export class RuleCheck {
  /** What the last check found, warnings included. */
  problems = $state.raw<Problem[]>([]);
  checking = $state(false);
  readonly #options: Options;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  soon(ms: number): void {
    clearTimeout(this.#timer);
    // What refuses to check the text refuses to save it too, and that is shown.
    this.#timer = setTimeout(() => void this.now().catch(() => undefined), ms);
  }

  /** Asks the compiler; an answer to an older text is dropped. */
  now = async (): Promise<boolean> => {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    this.checking = true;
    try {
      const found = await this.#ask(this.#options.text());
      if (turn === this.#turn) this.problems = found;
      return found.every(({ severity }) => severity === 'warning');
    } catch (cause) {
      if (cause instanceof ApiFailure && cause.status < 500) throw cause;
      return false;
    } finally {
      if (turn === this.#turn) this.checking = false;
    }
  };

  /** What a save found: a check still under way knows less. */
  take(problems: Problem[]): void {
    this.#turn++;
    this.checking = false;
    this.problems = problems;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** A saved text is checked against the rule's sample event as well, which a text alone does not have. */
  async #ask(text: string): Promise<Problem[]> {
    if (this.#options.isSaved(text)) {
      const { draft } = await this.#options.latest();
      if (draft.source === text) return draft.problems;
    }
    return (await validateDefinition(fetch, text)).problems;
  }
}
