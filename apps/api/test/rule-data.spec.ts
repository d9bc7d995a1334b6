import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { TestApi, type Person } from './support/api.js';
import { addPendingApproval, createRule, publishRule } from './support/rules.js';

const source = `format: 1
name: Sum up an issue
trigger: { kind: webhook, signature: github }
steps:
  - id: look
    kind: action
    uses: core.transform
    with: { value: "\${{ event.issue }}" }
  - id: draft
    kind: model
    prompt: "Sum up: \${{ event.issue.title }}"
    output:
      type: object
      properties: { text: { type: string }, tone: { type: string } }
      required: [text]
  - id: labels
    kind: each
    items: event.issue.labels
    steps:
      - { id: note, kind: action, uses: core.log, with: { title: "\${{ item.name }}" } }
`;
const event = { issue: { title: 'Roof leaks', number: 7, labels: [{ name: 'bug' }] } };

let api: TestApi;
let owner: Person & { observatoryId: string };
let ruleId: string;
beforeAll(async () => {
  api = await TestApi.start();
  owner = await api.observatory();
  ruleId = await createRule(api, owner.token, source);
});
afterAll(() => api.stop());

const ask = (what: 'scope' | 'explain', body: unknown, { id = ruleId, token = owner.token } = {}) =>
  api.call('POST', `/api/v1/rules/${id}/${what}`, { token, body });

interface Tree {
  path: string;
  children?: Tree[] | undefined;
}
const Tree: z.ZodType<Tree> = z.looseObject({
  path: z.string(),
  get children() {
    return z.array(Tree).optional();
  },
});
const flat = (entries: readonly Tree[]): Tree[] => entries.flatMap((entry) => [entry, ...flat(entry.children ?? [])]);
async function entriesAt(body: Record<string, unknown>, at?: { id?: string }) {
  const entries = flat((await ask('scope', body, at)).data(z.object({ entries: z.array(Tree) })).entries);
  return (path: string) => entries.find((entry) => entry.path === path);
}

describe('what can be read at a place', () => {
  it('has the event that is given, the steps before, and the item of a loop', async () => {
    const at = await entriesAt({ at: 'steps[2].steps[0].with.title', event });
    expect(at('event.issue.title')).toMatchObject({
      type: 'string',
      from: 'given',
      sample: { value: 'Roof leaks', cut: false },
    });
    expect(at('steps.draft.output.tone')).toMatchObject({ type: 'string', from: 'schema', maybe: true });
    expect(at('item.name')).toMatchObject({ sample: { value: 'bug' } });
    expect(at('steps.labels')).toBeUndefined();
    expect(at('trigger.headers')).toMatchObject({ from: 'language' });
  });

  it('goes by what is in the editor, though it is wrong elsewhere', async () => {
    const typed = source.replace('kind: model', 'kind: modle').replace('id: look', 'id: fetch');
    const at = await entriesAt({ source: typed, at: 'steps[1]', event });
    expect(at('steps.fetch.output.value')).toBeDefined();
    const refused = await ask('scope', { source: 'steps: [', at: 'steps[0]' });
    expect([refused.status, refused.error.code]).toEqual([422, 'invalid-definition']);
  });

  it('takes the stored sample, else the last event and what steps gave last', async () => {
    const { ruleId: id } = await publishRule(api, owner.token, source);
    expect((await entriesAt({ at: 'steps[2]' }, { id }))('event.issue')).toBeUndefined();

    const { runId } = await addPendingApproval(api, { observatoryId: owner.observatoryId, ruleId: id });
    await api.query(`update runs set event = $2 where id = $1`, [runId, JSON.stringify(event)]);
    await api.query(
      `insert into run_steps (observatory_id, run_id, step_id, path, kind, name, status, output)
       values ($1, $2, 'draft', 'steps[1]', 'model', 'Draft', 'succeeded', '{"text": "It leaks."}'),
              ($1, $2, 'look', 'steps[9]', 'action', 'Look', 'succeeded', $3)`,
      [owner.observatoryId, runId, JSON.stringify({ value: 'x'.repeat(50_000) })],
    );
    const after = await entriesAt({ at: 'steps[2]' }, { id });
    expect(after('event.issue.title')).toMatchObject({ from: 'last-event', sample: { value: 'Roof leaks' } });
    expect(after('steps.draft.output.text')).toMatchObject({ from: 'schema', sample: { value: 'It leaks.' } });
    // Too large to be a sample.
    expect(after('steps.look.output.value')).not.toHaveProperty('sample');
    const recent = await api.call('GET', `/api/v1/rules/${id}/recent-events`, { token: owner.token });
    expect(recent.body).toMatchObject({ data: [{ runId, event }] });

    const sample = { issue: { title: 'Stored' } };
    await api.call('PUT', `/api/v1/rules/${id}/sample-event`, { token: owner.token, body: { event: sample } });
    const stored = await entriesAt({ at: 'steps[2]' }, { id });
    expect(stored('event.issue.title')).toMatchObject({ from: 'sample', sample: { value: 'Stored' } });
    expect(stored('event.issue.number')).toBeUndefined();
  });

  it('is bounded, whatever the event', async () => {
    const wide = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`k${index}`, { a: { b: index } }]));
    const reply = await ask('scope', { at: 'steps[1]', event: { wide, list: [wide] } });
    expect(reply.status).toBe(200);
    expect(JSON.stringify(reply.body).length).toBeLessThan(200_000);
    const large = await ask('scope', { at: 'steps[1]', event: { text: 'x'.repeat(1_100_000) } });
    expect(large.status).toBe(413);
  });
});

describe('what a text gives', () => {
  it('tells the value of the whole and of each part', async () => {
    const text = 'No ${{ event.issue.number + 1 }} by ${{ steps.draft.output.text }}';
    const reply = await ask('explain', { at: 'steps[2]', event, steps: { draft: { text: 'me' } }, text });
    expect(reply.body).toMatchObject({
      data: { result: { value: 'No 8 by me', cut: false }, error: null, madeUp: [] },
    });
    const { parts } = reply.data(z.object({ parts: z.array(z.looseObject({ start: z.int(), end: z.int() })) }));
    expect(parts.find(({ start, end }) => text.slice(start, end) === 'event.issue.number')).toMatchObject({
      value: 7,
      type: 'double',
      times: 1,
    });
  });

  it('says what is made up, and where it fails', async () => {
    const invented = await ask('explain', { at: 'steps[2]', event, text: '${{ steps.draft.output.text }}' });
    expect(invented.body).toMatchObject({ data: { result: { value: 'text' }, madeUp: ['steps.draft'] } });
    const failed = await ask('explain', { at: 'steps[2]', event, bare: true, text: 'event.issue.titel == "x"' });
    expect(failed.body).toMatchObject({ data: { result: null, error: { code: 'no-such-field', start: 0, end: 17 } } });
    // What runs only later cannot be read.
    const early = await ask('explain', { at: 'steps[0]', event, bare: true, text: 'steps.draft.output.text' });
    expect(early.body).toMatchObject({ data: { error: { code: 'no-such-field' } } });
  });

  it.each([
    ['too much work', 'event.rows.all(a, event.rows.all(b, event.rows.all(c, true)))', 'too-expensive'],
    ['a result that is too large', 'event.rows.map(r, event.rows)', 'too-large'],
    ['a prototype', 'event.constructor', 'forbidden-name'],
    ['an endless pattern', 'event.text.matches("(a+)+$")', undefined],
    ['deep brackets', '('.repeat(4_000), 'too-complex'],
  ])('ends %s', async (_name, text, code) => {
    const rows = Array.from({ length: 500 }, (_, index) => index);
    const data = { rows, text: `${'a'.repeat(5_000)}b` };
    const reply = await ask('explain', { at: 'steps[2]', event: data, bare: true, text });
    expect(reply.status).toBe(200);
    expect(reply.data(z.object({ error: z.object({ code: z.string() }).nullable() })).error?.code).toBe(code);
    expect(JSON.stringify(reply.body).length).toBeLessThan(100_000);
  });

  it('is refused for a rule of another observatory, and takes no others’ data', async () => {
    const stranger = await api.observatory();
    for (const what of ['scope', 'explain'] as const) {
      const reply = await ask(
        what,
        { at: '', text: what === 'explain' ? 'now' : undefined },
        { token: stranger.token },
      );
      expect(reply.status).toBe(404);
    }
    const recent = await api.call('GET', `/api/v1/rules/${ruleId}/recent-events`, { token: stranger.token });
    expect(recent.status).toBe(404);
  });
});

it('lists the functions of expressions', async () => {
  const reply = await api.call('GET', '/api/v1/expression-functions', { token: owner.token });
  const functions = reply.data(z.array(z.object({ name: z.string(), signature: z.string(), doc: z.string() })));
  const names = functions.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['size', 'has', '.map', '.split', 'math.abs', 'cel.bind', '.orValue']));
  expect(functions.every(({ doc }) => doc.length > 5)).toBe(true);
});
