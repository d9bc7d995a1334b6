import { formatPath, type Path } from '@jarvis/issues/path';
import { getContext, setContext } from 'svelte';
import type { Action, Connection, PlatformTrigger, Problem, RuleDetail } from '#lib/api/types.ts';
import { flatten, readSteps } from '#lib/components/flow/steps.ts';
import { isRecord } from '#lib/format/json-schema.ts';
import { DraftSaving } from './draft-saving.svelte.ts';
import type { Language } from './fields.ts';
import { wordsAt, wordsWithPlace } from './problem-words.ts';
import { RuleCheck } from './rule-check.svelte.ts';
import { readRule, setField } from './rule-text.ts';
import { TextHistory, type Edit } from './text-history.ts';

const KEY = Symbol('rule editor');
const CHECK_AFTER_MS = 350;

interface Options {
  rule: RuleDetail;
  userId: string;
  actions: Action[];
  triggers: PlatformTrigger[];
  connections: Connection[];
  /** What the language says about the fields of steps. */
  language: Language;
  /** The chosen node. */
  chosen: () => string | null;
  /** After a save, so that the header shows the new state. */
  onSaved: (rule: RuleDetail) => void;
  /** What the server has now. */
  latest: () => Promise<RuleDetail>;
}

/** One text, seen as a form and as YAML. Every change checks it, keeps it here at once and at the server soon. */
export class RuleEditor {
  text = $state('');
  readonly draft: DraftSaving;
  readonly check: RuleCheck;

  readonly actions: Action[];
  readonly triggers: PlatformTrigger[];
  readonly connections: Connection[];
  readonly language: Language;
  readonly #chosen: () => string | null;
  readonly #history = new TextHistory();
  #onNextEdit: (() => void) | undefined;

  readonly read = $derived(readRule(this.text));
  /** The last text that could be read: the form keeps its shape while the YAML is half-written. */
  #lastGood: Record<string, unknown> = {};
  readonly definition = $derived.by(() => {
    if (this.read.definition) this.#lastGood = this.read.definition;
    return this.#lastGood;
  });
  /** Every step, as the form shows them. */
  readonly steps = $derived(flatten(readSteps(this.definition['steps'], ['steps'])));
  readonly readable = $derived(this.read.error === null);
  readonly problems = $derived.by(() => this.check.problems);
  readonly errors = $derived(this.problems.filter(({ severity }) => severity === 'error'));
  readonly warnings = $derived(this.problems.filter(({ severity }) => severity === 'warning'));
  /** Whether it cannot be published as it is. */
  readonly isWrong = $derived(!this.readable || this.errors.length > 0);

  constructor(options: Options) {
    this.actions = options.actions;
    this.triggers = options.triggers;
    this.connections = options.connections;
    this.language = options.language;
    this.#chosen = options.chosen;
    this.draft = new DraftSaving({
      at: { userId: options.userId, ruleId: options.rule.id },
      text: () => this.text,
      readable: () => this.readable,
      latest: options.latest,
      onSaved: (rule, whole) => {
        options.onSaved(rule);
        if (whole) this.check.take(rule.draft.problems);
      },
    });
    this.check = new RuleCheck({
      text: () => this.text,
      isSaved: (text) => this.draft.has(text),
      latest: options.latest,
    });
    this.draft.begin(options.rule.draft);
    this.#take(options.rule);
  }

  #take({ draft }: RuleDetail): void {
    this.text = draft.source;
    // Of a text that cannot be read the server keeps what was read last.
    if (isRecord(draft.definition)) this.#lastGood = draft.definition;
    this.#history.clear();
    this.#onNextEdit?.();
    this.#onNextEdit = undefined;
    this.check.take(draft.problems);
  }

  /** In the browser: brings back what was typed and not saved, and keeps trying when the connection returns. */
  start(): () => void {
    const kept = this.draft.restore();
    if (kept !== null) {
      this.text = kept;
      if (this.draft.state === 'conflict') this.check.soon(0);
      else this.#changed();
    }
    const stopSaving = this.draft.start();
    return () => {
      this.check.stop();
      stopSaving();
    };
  }

  /** An edit belongs to the chosen node unless it says otherwise. */
  setText(text: string, { from = this.#chosen(), to = this.#chosen(), typing }: Partial<Edit> = {}): void {
    if (text === this.text) return;
    this.#history.record({ before: this.text, after: text, from, to, ...(typing === undefined ? {} : { typing }) });
    this.#put(text);
  }

  /** A field of the form. */
  set(path: Path, value: unknown): void {
    this.setText(setField(this.text, path, value));
  }

  /** A field of the form that is being typed in. */
  type(path: Path, value: unknown): void {
    this.setText(setField(this.text, path, value), { typing: formatPath(path) });
  }

  /** A field was left. */
  settle(): void {
    this.#history.settle();
  }

  /** Gives the node that the undone edit began at; undefined when there is none to undo. */
  undo(): string | null | undefined {
    const edit = this.#history.undo();
    if (edit) this.#put(edit.before);
    return edit?.from;
  }

  redo(): string | null | undefined {
    const edit = this.#history.redo();
    if (edit) this.#put(edit.after);
    return edit?.to;
  }

  /** Calls once the text changes again, in whatever way. */
  onNextEdit(call: () => void): void {
    this.#onNextEdit = call;
  }

  #put(text: string): void {
    this.text = text;
    this.#onNextEdit?.();
    this.#onNextEdit = undefined;
    this.#changed();
  }

  #changed(): void {
    this.draft.changed();
    this.check.soon(CHECK_AFTER_MS);
  }

  /** What is wrong, in words for where it is shown: at its place, or beside others in a list. */
  wordsAt = (problem: Problem): string => wordsAt(problem, this);
  wordsWithPlace = (problem: Problem): string => wordsWithPlace(problem, this);

  /** Of an action, by its id. */
  inputSchemaOf = (id: string): unknown => this.actions.find((action) => action.id === id)?.inputSchema;

  /** After a conflict, or to throw away what came back: what the server has stands. */
  takeTheirs(theirs: RuleDetail): void {
    this.draft.takeTheirs(theirs);
    this.#take(theirs);
    this.check.soon(0);
  }
}

export function provideEditor(options: Options): RuleEditor {
  return setContext(KEY, new RuleEditor(options));
}

export function useEditor(): RuleEditor {
  return getContext<RuleEditor>(KEY);
}
