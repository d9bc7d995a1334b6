import { saveDraft } from '#lib/api/calls.ts';
import { ApiFailure } from '#lib/api/failure.ts';
import type { RuleDetail } from '#lib/api/types.ts';
import { dropLocalDraft, readLocalDraft, writeLocalDraft } from './local-draft.ts';

const SAVE_AFTER_MS = 1_500;
const TRY_AGAIN_MS = 5_000;

type SaveState = 'saved' | 'unsaved' | 'saving' | 'offline' | 'refused' | 'conflict';

interface Options {
  at: { userId: string; ruleId: string };
  /** The text of now. */
  text: () => string;
  /** Whether it can be read. What cannot stays on this device, unless the person saves it. */
  readable: () => boolean;
  /** What the server has now. */
  latest: () => Promise<RuleDetail>;
  /** After a save; `whole` when nothing was typed meanwhile. */
  onSaved: (rule: RuleDetail, whole: boolean) => void;
}

/** Keeps a text on this device at once and at the server soon, one save at a time. */
export class DraftSaving {
  state = $state<SaveState>('saved');
  savedAt = $state<number | null>(null);
  revision = $state(0);
  /** Set when text of an earlier visit came back. */
  restoredFrom = $state<number | null>(null);
  conflictWords = $state('');
  /** Why the server does not take the text; null unless the state is `refused`. */
  refusal = $state.raw<ApiFailure | null>(null);

  readonly #options: Options;
  /** Undefined after a save without an answer: it may have come through. */
  #serverText: string | undefined;
  /** What was sent and has no answer, the last one at the end; a reload may come before it. */
  readonly #unanswered = new Set<string>();
  #underWay: Promise<boolean> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The server asked not to be called by itself before. */
  #notBefore = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** What the server has stands. */
  begin({ source, revision, savedAt }: RuleDetail['draft']): void {
    clearTimeout(this.#timer);
    this.#serverText = source;
    this.revision = revision;
    this.savedAt = savedAt ? Date.parse(savedAt) : null;
    this.conflictWords = '';
    this.refusal = null;
    this.state = 'saved';
  }

  /** What was typed in an earlier visit and not saved; null where there is nothing. */
  restore(): string | null {
    const kept = readLocalDraft(localStorage, this.#options.at);
    if (!kept) return null;
    if (kept.text === this.#serverText) {
      this.#drop();
      return null;
    }
    this.restoredFrom = kept.at;
    if (kept.sent !== undefined) this.#unanswered.add(kept.sent);
    // A newer revision is no conflict when it is this device's own save whose answer the reload cut off.
    if (kept.baseRevision !== this.revision && kept.sent !== this.#serverText) {
      this.state = 'conflict';
      this.conflictWords = 'The saved draft has changed since you typed this.';
    }
    return kept.text;
  }

  /** Keeps trying when the connection returns; gives how to stop. */
  start(): () => void {
    const retry = () => this.state === 'offline' && Date.now() >= this.#notBefore && void this.saveNow();
    addEventListener('online', retry);
    const timer = setInterval(retry, TRY_AGAIN_MS);
    return () => {
      removeEventListener('online', retry);
      clearInterval(timer);
      clearTimeout(this.#timer);
      // Leaving the page must not wait for the pause in typing.
      if (this.state === 'unsaved' && this.#options.readable()) void this.saveNow();
    };
  }

  /** The text has become another one. */
  changed(): void {
    this.#keep();
    if (this.state === 'conflict') return;
    this.#unsaved();
  }

  /** Whether the server is known to have this text. */
  has(text: string): boolean {
    return text === this.#serverText;
  }

  /** True when the server has the text of now. */
  saveNow = async (): Promise<boolean> => {
    clearTimeout(this.#timer);
    // Two at a time would be in each other's way as two people are. What is typed meanwhile goes with the next one.
    while (this.#underWay) await this.#underWay.catch(() => false);
    if (this.state === 'conflict') return false;
    this.refusal = null;
    if (this.has(this.#options.text())) {
      this.state = 'saved';
      this.#drop();
      return true;
    }
    this.#underWay = this.#save(this.#options.text()).finally(() => (this.#underWay = null));
    return this.#underWay;
  };

  /** After a conflict: what I typed stands, on top of what the other person saved. */
  keepMine = async ({ draft }: RuleDetail): Promise<void> => {
    this.#serverText = draft.source;
    this.revision = draft.revision;
    this.state = 'unsaved';
    this.conflictWords = '';
    await this.saveNow();
  };

  /** Instead of what I typed, or of what came back, stands what the server has. */
  takeTheirs({ draft }: RuleDetail): void {
    this.begin(draft);
    this.restoredFrom = null;
    this.#drop();
  }

  async #save(sent: string): Promise<boolean> {
    this.state = 'saving';
    this.#unanswered.delete(sent);
    this.#unanswered.add(sent);
    this.#keep();
    try {
      const rule = await this.#send(sent);
      return rule !== null && this.#saved(sent, rule);
    } catch (cause) {
      // Whether the text was taken is known only from an answer.
      if (!isAnswer(cause)) this.#serverText = undefined;
      if (cause instanceof ApiFailure && cause.retryAfterSeconds !== undefined)
        this.#notBefore = Date.now() + cause.retryAfterSeconds * 1_000;
      if (!isRefusal(cause)) this.state = 'offline';
      else if (this.#options.text() === sent) {
        this.state = 'refused';
        this.refusal = cause;
      } else this.#unsaved();
      if (!(cause instanceof ApiFailure)) throw cause;
      return false;
    }
  }

  /** Null when somebody saved another text in between. If that was this device, the save goes on from there. */
  async #send(sent: string): Promise<RuleDetail | null> {
    try {
      return await saveDraft(fetch, this.#options.at.ruleId, { source: sent, revision: this.revision });
    } catch (cause) {
      if (!(cause instanceof ApiFailure) || cause.status !== 409) throw cause;
    }
    const { draft } = await this.#options.latest();
    if (this.has(draft.source) || this.#unanswered.has(draft.source)) {
      this.revision = draft.revision;
      return this.#send(sent);
    }
    this.state = 'conflict';
    this.conflictWords = `${draft.savedBy?.name ?? 'Somebody'} saved another text of this draft meanwhile.`;
    return null;
  }

  #saved(sent: string, rule: RuleDetail): boolean {
    this.#serverText = sent;
    this.#unanswered.clear();
    this.revision = rule.draft.revision;
    this.savedAt = Date.now();
    this.restoredFrom = null;
    const whole = this.#options.text() === sent;
    this.state = whole ? 'saved' : 'unsaved';
    if (whole) this.#drop();
    else {
      this.#keep();
      this.#saveSoon();
    }
    this.#options.onSaved(rule, whole);
    return whole;
  }

  #unsaved(): void {
    this.refusal = null;
    this.state = 'unsaved';
    this.#saveSoon();
  }

  #saveSoon(): void {
    clearTimeout(this.#timer);
    const pause = Math.max(SAVE_AFTER_MS, this.#notBefore - Date.now());
    if (this.#options.readable()) this.#timer = setTimeout(() => void this.saveNow(), pause);
  }

  #keep(): void {
    const sent = [...this.#unanswered].at(-1);
    writeLocalDraft(localStorage, this.#options.at, {
      text: this.#options.text(),
      baseRevision: this.revision,
      at: Date.now(),
      ...(sent === undefined ? {} : { sent }),
    });
  }

  #drop(): void {
    dropLocalDraft(localStorage, this.#options.at);
  }
}

const isAnswer = (cause: unknown): cause is ApiFailure => cause instanceof ApiFailure && cause.status < 500;

/** The same text would be refused again. Not so after signing in (401), nor where the server is only busy (429). */
const isRefusal = (cause: unknown): cause is ApiFailure =>
  isAnswer(cause) && cause.status !== 401 && cause.status !== 429;
