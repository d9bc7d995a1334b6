import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RuleDetail } from '../../../api/types.js';
import { DraftSaving } from './draft-saving.svelte.ts';
import { readLocalDraft } from './local-draft.js';

const at = { userId: 'me', ruleId: 'r1' };

/** What a request meets: an answer at once, one that is held until it is let go, one that is lost after the work was done. */
type Way = 'answered' | 'held' | 'lost' | 'unreached';

/** The server's side of a draft: it takes a text when the revision it was typed on is the one it has. */
class Server {
  source = 'a';
  revision = 1;
  savedBy = 'me';
  ways: Way[] = [];
  saves: string[] = [];
  /** Answers instead of taking the text. */
  refusals: { status: number; retryAfter?: string }[] = [];
  readonly #arrived = Promise.withResolvers<undefined>();
  readonly #gate = Promise.withResolvers<undefined>();

  /** Another person saves. */
  saveOf(name: string, source: string) {
    this.source = source;
    this.savedBy = name;
    this.revision++;
  }

  get rule() {
    const { source, revision, savedBy } = this;
    return {
      draft: { source, revision, savedAt: null, problems: [], savedBy: { name: savedBy } },
    } as unknown as RuleDetail;
  }

  /** Once the request that is held has come. */
  arrived = () => this.#arrived.promise;

  letGo() {
    this.#gate.resolve(undefined);
  }

  fetch = async (_path: unknown, init?: RequestInit): Promise<Response> => {
    const { source, revision } = JSON.parse(typeof init?.body === 'string' ? init.body : '{}');
    const way = this.ways.shift() ?? 'answered';
    if (way === 'unreached') throw new TypeError('fetch failed');
    this.saves.push(source);
    const refusal = this.refusals.shift();
    const taken = !refusal && revision === this.revision;
    if (taken) this.saveOf('me', source);
    const error = refusal
      ? { code: 'refused', message: 'No.', hint: 'Write less.' }
      : { code: 'draft-changed', message: 'It has changed.' };
    const answer = taken ? { data: this.rule } : { error };
    if (way === 'lost') throw new TypeError('fetch failed');
    if (way === 'held') {
      this.#arrived.resolve(undefined);
      await this.#gate.promise;
    }
    const headers = { ...(refusal?.retryAfter && { 'retry-after': refusal.retryAfter }) };
    return Response.json(answer, { status: taken ? 200 : (refusal?.status ?? 409), headers });
  };
}

let server: Server;
/** What waits for nothing but the work itself. */
const REAL = ['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const;
const before = { fetch: globalThis.fetch, localStorage: Object.getOwnPropertyDescriptor(globalThis, 'localStorage') };

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: [...REAL] });
  server = new Server();
  globalThis.fetch = server.fetch;
  globalThis.addEventListener = globalThis.removeEventListener = () => undefined;
  const kept = new Map<string, string>();
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    value: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    },
  });
});

afterEach(() => {
  jest.useRealTimers();
  globalThis.fetch = before.fetch;
  if (before.localStorage) Object.defineProperty(globalThis, 'localStorage', before.localStorage);
  else Reflect.deleteProperty(globalThis, 'localStorage');
});

/** A page with the rule open; nothing is saved by itself, a test says when. */
function open() {
  const page = { text: server.source, readable: false, latest: async () => server.rule };
  const draft = new DraftSaving({
    at,
    text: () => page.text,
    readable: () => page.readable,
    latest: () => page.latest(),
    onSaved: () => undefined,
  });
  draft.begin(server.rule.draft);
  const type = (text: string) => {
    page.text = text;
    draft.changed();
  };
  return { page, draft, type };
}

/** The page stays open meanwhile, with its clock in hand. */
async function inTime(draft: DraftSaving, work: () => Promise<unknown>) {
  const stop = draft.start();
  try {
    await work();
  } finally {
    stop();
  }
}

const kept = () => readLocalDraft(localStorage, at)?.text;

describe('saving', () => {
  it('what is typed during a save goes with the next one, never beside it', async () => {
    const { draft, type } = open();
    server.ways = ['held'];
    type('ab');
    const first = draft.saveNow();
    type('abc');
    const second = draft.saveNow();
    const third = draft.saveNow();
    await server.arrived();
    expect(server.saves).toEqual(['ab']);
    expect([draft.state, kept()]).toEqual(['unsaved', 'abc']);
    server.letGo();
    expect(await Promise.all([first, second, third])).toEqual([false, true, true]);
    expect([server.source, draft.state, kept()]).toEqual(['abc', 'saved', undefined]);
    expect(server.saves).toEqual(['ab', 'abc']);
  });

  it('an undo during a save is saved after it', async () => {
    const { draft, type } = open();
    server.ways = ['held'];
    type('ab');
    const first = draft.saveNow();
    type('a');
    const second = draft.saveNow();
    await server.arrived();
    server.letGo();
    await first;
    expect(await second).toBe(true);
    expect([server.source, draft.state]).toEqual(['a', 'saved']);
  });

  it('an undo is not lost when the save before it came through without an answer', async () => {
    const { draft, type } = open();
    server.ways = ['lost'];
    type('ab');
    expect(await draft.saveNow()).toBe(false);
    expect([server.source, draft.state]).toEqual(['ab', 'offline']);
    type('a');
    expect(await draft.saveNow()).toBe(true);
    expect([server.source, draft.state, kept()]).toEqual(['a', 'saved', undefined]);
  });

  it('an answer that was lost is no conflict, whatever was tried after it', async () => {
    const { draft, type } = open();
    server.ways = ['lost', 'unreached', 'lost'];
    for (const text of ['ab', 'abc', 'abcd']) {
      type(text);
      await draft.saveNow();
    }
    type('abcde');
    expect(await draft.saveNow()).toBe(true);
    expect([server.source, draft.state]).toEqual(['abcde', 'saved']);
  });
});

describe('somebody else saved in between', () => {
  it('is said, and what was typed stays on this device until one of the two is chosen', async () => {
    const { draft, type } = open();
    type('mine');
    server.saveOf('Ada', 'theirs');
    expect(await draft.saveNow()).toBe(false);
    expect([draft.state, draft.conflictWords, kept()]).toEqual([
      'conflict',
      'Ada saved another text of this draft meanwhile.',
      'mine',
    ]);
    type('mine, longer');
    expect(await draft.saveNow()).toBe(false);
    expect([server.source, kept()]).toEqual(['theirs', 'mine, longer']);
    await draft.keepMine(server.rule);
    expect([server.source, draft.state, kept()]).toEqual(['mine, longer', 'saved', undefined]);
  });

  it('is asked again when the question who it was had no answer', async () => {
    const { page, draft, type } = open();
    type('mine');
    server.saveOf('Ada', 'theirs');
    const { latest } = page;
    page.latest = () => Promise.reject(new TypeError('fetch failed'));
    await expect(draft.saveNow()).rejects.toThrow('fetch failed');
    expect([draft.state, kept()]).toEqual(['offline', 'mine']);
    page.latest = latest;
    await draft.saveNow();
    expect([draft.state, server.source, kept()]).toEqual(['conflict', 'theirs', 'mine']);
  });
});

describe('a text that the server does not take', () => {
  it.each([400, 403, 404, 413, 422])(
    'is refused with its words (%s), and tried again only once it has changed',
    async (status) => {
      const { draft, type } = open();
      server.refusals = [{ status }];
      type('too much');
      expect(await draft.saveNow()).toBe(false);
      expect([draft.state, draft.refusal?.message, draft.refusal?.hint]).toEqual(['refused', 'No.', 'Write less.']);
      expect([server.source, kept()]).toEqual(['a', 'too much']);
      await inTime(draft, () => jest.advanceTimersByTimeAsync(60_000));
      expect(server.saves).toEqual(['too much']);
      type('less');
      expect([draft.state, draft.refusal]).toEqual(['unsaved', null]);
      expect(await draft.saveNow()).toBe(true);
      expect([server.source, draft.state, kept()]).toEqual(['less', 'saved', undefined]);
    },
  );

  it('is no longer refused when what was typed is undone', async () => {
    const { draft, type } = open();
    server.refusals = [{ status: 413 }];
    type('too much');
    await draft.saveNow();
    type('a');
    expect(await draft.saveNow()).toBe(true);
    expect([draft.state, draft.refusal, kept()]).toEqual(['saved', null, undefined]);
  });

  it('says nothing of what was typed meanwhile', async () => {
    const { draft, type } = open();
    server.ways = ['held'];
    server.refusals = [{ status: 413 }];
    type('too much');
    const first = draft.saveNow();
    await server.arrived();
    type('less');
    server.letGo();
    expect(await first).toBe(false);
    expect([draft.state, draft.refusal, kept()]).toEqual(['unsaved', null, 'less']);
  });
});

describe('a server that cannot take it now', () => {
  it.each([401, 429, 500, 503])('is asked again with the same text (%s)', async (status) => {
    const { draft, type } = open();
    server.refusals = [{ status }];
    type('ab');
    expect(await draft.saveNow()).toBe(false);
    expect([draft.state, draft.refusal, kept()]).toEqual(['offline', null, 'ab']);
    await inTime(draft, () => jest.advanceTimersByTimeAsync(5_000));
    expect([server.source, draft.state]).toEqual(['ab', 'saved']);
  });

  it.each([429, 503])('is left alone for as long as it says (%s)', async (status) => {
    const { page, draft, type } = open();
    page.readable = true;
    await inTime(draft, async () => {
      server.refusals = [{ status, retryAfter: '30' }];
      type('ab');
      await draft.saveNow();
      await jest.advanceTimersByTimeAsync(20_000);
      type('abc');
      await jest.advanceTimersByTimeAsync(9_000);
      expect(server.saves).toEqual(['ab']);
      await jest.advanceTimersByTimeAsync(1_000);
    });
    expect(server.saves).toEqual(['ab', 'abc']);
    expect(draft.state).toBe('saved');
  });
});

describe('the next visit', () => {
  it('brings back what was typed and not saved, and goes on from the save whose answer it cut off', async () => {
    const first = open();
    server.ways = ['lost'];
    first.type('ab');
    await first.draft.saveNow();
    first.type('abc');
    const next = open();
    expect(next.draft.restore()).toBe('abc');
    next.type('abc');
    expect(await next.draft.saveNow()).toBe(true);
    expect([server.source, next.draft.state]).toEqual(['abc', 'saved']);
  });

  it('says when the draft is another one by then', () => {
    const first = open();
    first.type('mine');
    server.saveOf('Ada', 'theirs');
    const next = open();
    expect(next.draft.restore()).toBe('mine');
    expect(next.draft.state).toBe('conflict');
    next.draft.takeTheirs(server.rule);
    expect([next.draft.state, kept()]).toEqual(['saved', undefined]);
  });
});
