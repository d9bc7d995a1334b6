import { formatPath, type Path } from '@jarvis/issues/path';
import { getContext, setContext } from 'svelte';
import { saveDraft, validateDefinition } from '#lib/api/calls.ts';
import { ApiFailure } from '#lib/api/failure.ts';
import type { Action, Connection, PlatformTrigger, Problem, RuleDetail } from '#lib/api/types.ts';
import { isRecord } from '#lib/format/json-schema.ts';
import { flatten, readSteps } from '../../../components/flow/steps.ts';
import type { StepLanguage } from './fields.ts';
import { dropLocalDraft, readLocalDraft, writeLocalDraft } from './local-draft.ts';
import { wordsAt, wordsWithPlace } from './problem-words.ts';
import { readRule, setField } from './rule-text.ts';
import { TextHistory, type Edit } from './text-history.ts';

const KEY = Symbol('rule editor');
const CHECK_AFTER_MS = 350;
const SAVE_AFTER_MS = 1_500;

export type SaveState = 'saved' | 'unsaved' | 'saving' | 'offline' | 'conflict';

interface Options {
  rule: RuleDetail;
  userId: string;
  actions: Action[];
  triggers: PlatformTrigger[];
  connections: Connection[];
  sample: unknown;
  /** What the language says about the fields of steps. */
  language: StepLanguage;
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
  /** What the last check found, warnings included. */
  problems = $state.raw<Problem[]>([]);
  save = $state<SaveState>('saved');
  checking = $state(false);
  /** Set when text of an earlier visit came back. */
  restoredFrom = $state<number | null>(null);
  conflictWords = $state('');
  savedAt = $state<number | null>(null);
  revision = $state(0);

  readonly actions: Action[];
  readonly triggers: PlatformTrigger[];
  readonly connections: Connection[];
  readonly #sample: unknown;
  /** What the trigger was on a platform when the sample was asked for. */
  readonly #sampleOf: unknown;
  readonly language: StepLanguage;
  readonly #chosen: () => string | null;
  readonly #history = new TextHistory();
  #onNextEdit: (() => void) | undefined;
  readonly #at: { userId: string; ruleId: string };
  readonly #onSaved: (rule: RuleDetail) => void;
  readonly #latest: () => Promise<RuleDetail>;
  #serverText = '';
  /** The text of the last save that was begun; a reload may come before its answer. */
  #sent: string | undefined;
  /** Saves that have no answer yet. */
  #underWay = 0;
  #checkTimer: ReturnType<typeof setTimeout> | undefined;
  #saveTimer: ReturnType<typeof setTimeout> | undefined;
  #check = 0;

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
  readonly errors = $derived(this.problems.filter(({ severity }) => severity === 'error'));
  /** Whether it cannot be published as it is. */
  readonly isWrong = $derived(!this.readable || this.errors.length > 0);
  readonly warnings = $derived(this.problems.filter(({ severity }) => severity === 'warning'));

  constructor(options: Options) {
    this.actions = options.actions;
    this.triggers = options.triggers;
    this.connections = options.connections;
    this.#sample = options.sample;
    this.#sampleOf = usesIn(options.rule.draft.definition);
    this.language = options.language;
    this.#chosen = options.chosen;
    this.#onSaved = options.onSaved;
    this.#latest = options.latest;
    this.#at = { userId: options.userId, ruleId: options.rule.id };
    this.#take(options.rule);
  }

  /** An event as it may come; another trigger of a platform brings another one. */
  get sample(): unknown {
    const uses = usesIn(this.definition);
    return uses === this.#sampleOf
      ? this.#sample
      : (this.triggers.find(({ id }) => id === uses)?.sample ?? this.#sample);
  }

  #take(rule: RuleDetail): void {
    this.text = rule.draft.source;
    // Of a text that cannot be read the server keeps what was read last.
    if (isRecord(rule.draft.definition)) this.#lastGood = rule.draft.definition;
    this.#history.clear();
    this.#onNextEdit?.();
    this.#onNextEdit = undefined;
    this.#serverText = rule.draft.source;
    this.revision = rule.draft.revision;
    this.problems = rule.draft.problems;
    this.savedAt = rule.draft.savedAt ? Date.parse(rule.draft.savedAt) : null;
    this.save = 'saved';
  }

  /** In the browser: brings back what was typed and not saved, and keeps trying when the connection returns. */
  start(): () => void {
    const kept = readLocalDraft(localStorage, this.#at);
    if (kept && kept.text !== this.#serverText) {
      this.restoredFrom = kept.at;
      this.text = kept.text;
      this.#sent = kept.sent;
      // A newer revision is no conflict when it is this device's own save whose answer the reload cut off.
      if (kept.baseRevision === this.revision || kept.sent === this.#serverText) this.#changed();
      else {
        this.save = 'conflict';
        this.conflictWords = 'The saved draft has changed since you typed this.';
        this.checkSoon(0);
      }
    } else if (kept) dropLocalDraft(localStorage, this.#at);
    const retry = () => this.save === 'offline' && void this.saveNow();
    addEventListener('online', retry);
    const timer = setInterval(retry, 5_000);
    return () => {
      removeEventListener('online', retry);
      clearInterval(timer);
      clearTimeout(this.#checkTimer);
      clearTimeout(this.#saveTimer);
      // Leaving the page must not wait for the pause in typing.
      if (this.save === 'unsaved' && this.readable) void this.saveNow();
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
    this.#keep();
    if (this.save !== 'conflict') {
      this.save = 'unsaved';
      this.#saveSoon();
    }
    this.checkSoon(CHECK_AFTER_MS);
  }

  /** What cannot be read stays on this device, unless the person saves it. */
  #saveSoon(): void {
    clearTimeout(this.#saveTimer);
    if (this.readable) this.#saveTimer = setTimeout(() => void this.saveNow(), SAVE_AFTER_MS);
  }

  /** What is wrong, in words for where it is shown: at its place, or beside others in a list. */
  wordsAt = (problem: Problem): string => wordsAt(problem, this);
  wordsWithPlace = (problem: Problem): string => wordsWithPlace(problem, this);

  /** Of an action, by its id. */
  inputSchemaOf = (id: string): unknown => this.actions.find((action) => action.id === id)?.inputSchema;

  checkSoon(ms: number): void {
    clearTimeout(this.#checkTimer);
    this.#checkTimer = setTimeout(() => void this.checkNow(), ms);
  }

  /** Asks the compiler; an answer to an older text is dropped. */
  checkNow = async (): Promise<boolean> => {
    clearTimeout(this.#checkTimer);
    const turn = ++this.#check;
    this.checking = true;
    try {
      const found = await this.#ask(this.text);
      if (turn === this.#check) this.problems = found;
      return found.every(({ severity }) => severity === 'warning');
    } catch (cause) {
      if (cause instanceof ApiFailure && cause.status < 500) throw cause;
      return false;
    } finally {
      if (turn === this.#check) this.checking = false;
    }
  };

  /** A saved text is checked against the rule's sample event as well, which a text alone does not have. */
  async #ask(text: string): Promise<Problem[]> {
    if (text === this.#serverText) {
      const { draft } = await this.#latest();
      if (draft.source === text) return draft.problems;
    }
    return (await validateDefinition(fetch, text)).problems;
  }

  /** True when the server has this text. */
  saveNow = async (): Promise<boolean> => {
    clearTimeout(this.#saveTimer);
    if (this.save === 'conflict') return false;
    // What is on its way replaces what the server has.
    if (this.text === this.#serverText && this.#underWay === 0) {
      this.save = 'saved';
      dropLocalDraft(localStorage, this.#at);
      return true;
    }
    if (this.save === 'saving') return false;
    this.save = 'saving';
    this.#underWay++;
    const sent = this.text;
    const before = this.#sent;
    this.#sent = sent;
    this.#keep();
    try {
      const rule = await saveDraft(fetch, this.#at.ruleId, { source: sent, revision: this.revision });
      this.#serverText = sent;
      this.revision = rule.draft.revision;
      this.savedAt = Date.now();
      this.restoredFrom = null;
      this.#onSaved(rule);
      if (this.text === sent) {
        this.save = 'saved';
        // A check still under way knows less than what was saved.
        this.#check++;
        this.checking = false;
        this.problems = rule.draft.problems;
        dropLocalDraft(localStorage, this.#at);
        return true;
      }
      // More was typed meanwhile.
      this.save = 'unsaved';
      this.#keep();
      this.#saveSoon();
      return false;
    } catch (cause) {
      if (cause instanceof ApiFailure && cause.status === 409) return await this.#settleConflict(before, sent);
      this.save = 'offline';
      if (!(cause instanceof ApiFailure) || (cause.status < 500 && cause.status !== 401)) throw cause;
      return false;
    } finally {
      this.#underWay--;
    }
  };

  /** Somebody saved in between. If that was this device, the save simply goes on from there. */
  async #settleConflict(before: string | undefined, sent: string): Promise<boolean> {
    const { draft } = await this.#latest();
    if (draft.source === before || draft.source === sent) {
      this.revision = draft.revision;
      this.#serverText = draft.source;
      this.save = 'unsaved';
      return this.saveNow();
    }
    this.save = 'conflict';
    this.conflictWords = `${draft.savedBy?.name ?? 'Somebody'} saved another text of this draft meanwhile.`;
    return false;
  }

  #keep(): void {
    writeLocalDraft(localStorage, this.#at, {
      text: this.text,
      baseRevision: this.revision,
      at: Date.now(),
      ...(this.#sent === undefined ? {} : { sent: this.#sent }),
    });
  }

  /** After a conflict: what I typed stands, on top of what the other person saved. */
  keepMine = async (theirs: RuleDetail): Promise<void> => {
    this.revision = theirs.draft.revision;
    this.#serverText = theirs.draft.source;
    this.save = 'unsaved';
    this.conflictWords = '';
    await this.saveNow();
  };

  /** After a conflict, or to throw away what came back: what the server has stands. */
  takeTheirs = (theirs: RuleDetail): void => {
    clearTimeout(this.#saveTimer);
    this.#take(theirs);
    this.conflictWords = '';
    this.restoredFrom = null;
    dropLocalDraft(localStorage, this.#at);
    this.checkSoon(0);
  };
}

function usesIn(definition: unknown): unknown {
  const trigger = isRecord(definition) ? definition['trigger'] : undefined;
  return isRecord(trigger) ? trigger['uses'] : undefined;
}

export function provideEditor(options: Options): RuleEditor {
  return setContext(KEY, new RuleEditor(options));
}

export function useEditor(): RuleEditor {
  return getContext<RuleEditor>(KEY);
}
