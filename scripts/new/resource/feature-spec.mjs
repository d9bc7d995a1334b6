import { article } from './names.mjs';

/** The feature's spec: the network is the only part that is not real. */
export const featureSpecOf = ({
  many,
  one,
  these,
  row,
  it,
  One,
  word,
  words,
}) => `import type { LiveEvent } from '@jarvis/contracts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ${One} } from '../../api/types.js';
import { ${One}Form } from './${one}-form.svelte.ts';
import { ${it}Rows } from './${one}-rows.ts';

/** Lists what it has and takes everything, while it is reached. */
class TestApi {
  ${these}: ${One}[] = [];
  asked: string[] = [];
  sent: unknown[] = [];
  keys: (string | null)[] = [];
  reached = true;

  fetch = async (path: unknown, init: RequestInit = {}): Promise<Response> => {
    this.asked.push(\`\${init.method} \${String(path)}\`);
    if (init.method === 'GET')
      return Response.json({ data: this.${these}, meta: { pagination: { nextCursor: null } } });
    this.sent.push(typeof init.body === 'string' ? JSON.parse(init.body) : null);
    this.keys.push(new Headers(init.headers).get('idempotency-key'));
    if (!this.reached) throw new TypeError('fetch failed');
    return Response.json({ data: rowOf('1') });
  };
}

const at = '2026-11-26T10:00:00Z';
const rowOf = (id: string): ${One} => ({ id, name: id, description: null, createdAt: at, updatedAt: at });
const event = (id: string, deleted = false): LiveEvent => ({
  type: '${row}_updated',
  at,
  data: { id, name: id, deleted },
});

const before = globalThis.fetch;
let testApi: TestApi;
beforeEach(() => {
  testApi = new TestApi();
  globalThis.fetch = testApi.fetch;
});
afterEach(() => {
  globalThis.fetch = before;
});

describe('the rows of the ${words}', () => {
  it('lose at once what was deleted, and ask for everything else', async () => {
    testApi.${these} = [rowOf('2'), rowOf('1')];
    const rows = ${it}Rows(() => ({ q: 'half price' }));
    await rows.refresh();
    expect(testApi.asked).toEqual(['GET /api/v1/${many}?q=half%20price&limit=50']);
    expect(rows.hear(event('2', true))).toBe(false);
    expect(rows.rows.map(({ id }) => id)).toEqual(['1']);
    expect(rows.hear(event('1'))).toBe(true);
    expect(rows.hear(event('3'))).toBe(true);
  });
});

describe('the form of ${article(word)} ${word}', () => {
  const typed = (name: string, known: ${One} | null = null) => {
    const form = new ${One}Form();
    form.start(known);
    form.name = name;
    return form;
  };

  it('sends nothing without a name', async () => {
    const form = typed(' ');
    expect(await form.save()).toBe(false);
    expect([form.open, form.problems, testApi.asked]).toEqual([true, ['Give it a name.'], []]);
  });

  it('makes a new one, changes one that is there, and closes', async () => {
    const form = typed(' Ada ');
    expect([await form.save(), form.open]).toEqual([true, false]);
    form.start({ ...rowOf('1'), description: 'x' });
    form.description = ' ';
    expect(await form.save()).toBe(true);
    expect(testApi.asked).toEqual(['POST /api/v1/${many}', 'PUT /api/v1/${many}/1']);
    expect(testApi.sent).toEqual([
      { name: 'Ada', description: null },
      { name: '1', description: null },
    ]);
  });

  it('stays with what was typed when no answer comes; the same words are sent with the same key', async () => {
    const form = typed('Ada');
    testApi.reached = false;
    await expect(form.save()).rejects.toMatchObject({ code: 'offline' });
    await expect(form.save()).rejects.toMatchObject({ code: 'offline' });
    expect([form.open, form.busy, form.name]).toEqual([true, false, 'Ada']);
    form.name = 'Grace';
    testApi.reached = true;
    expect(await form.save()).toBe(true);
    form.start(null);
    form.name = 'Grace';
    expect(await form.save()).toBe(true);
    const [first, again, other, later] = testApi.keys;
    expect(again).toBe(first);
    expect(new Set([first, other, later]).size).toBe(3);
  });
});
`;
