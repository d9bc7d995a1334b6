import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { TestApi, type Person } from './support/api.js';
import { addConnection, createRule, hello, publishRule } from './support/rules.js';

let api: TestApi;
let owner: Person & { observatoryId: string };
let stranger: Person & { observatoryId: string };
beforeAll(async () => {
  api = await TestApi.start();
  owner = await api.observatory();
  stranger = await api.observatory();
});
afterAll(() => api.stop());

const File = z.object({ fileName: z.string(), text: z.string(), fingerprint: z.string() });
const Need = z.looseObject({
  key: z.string(),
  kind: z.string(),
  named: z.string().nullable(),
  candidates: z.array(z.object({ id: z.uuid(), name: z.string() })),
  chosen: z.uuid().nullable(),
});
const Problem = z.looseObject({ code: z.string(), line: z.number().optional() });
const Look = z.looseObject({
  name: z.string(),
  valid: z.boolean(),
  needs: z.array(Need),
  problems: z.array(Problem),
  sameName: z.array(z.looseObject({ id: z.uuid() })),
  into: z.object({ fingerprint: z.string(), unchanged: z.boolean() }).nullable(),
});
const Imported = z.looseObject({ ruleId: z.uuid(), created: z.boolean(), fingerprint: z.string(), valid: z.boolean() });
const Detail = z.looseObject({
  id: z.uuid(),
  name: z.string(),
  enabled: z.boolean(),
  version: z.int().nullable(),
  draft: z.looseObject({ source: z.string(), revision: z.int(), problems: z.array(Problem) }),
});

const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, token = owner.token) =>
  api.call(method, `/api/v1/rules${path}`, { token, body });
const exported = async (id: string, token = owner.token, query = '') =>
  (await call('GET', `/${id}/export${query}`, undefined, token)).data(File);
const look = async (body: object, token = owner.token) => (await call('POST', '/import/look', body, token)).data(Look);
const detail = async (id: string, token = owner.token) => (await call('GET', `/${id}`, undefined, token)).data(Detail);
const count = async (token: string) =>
  z.object({ data: z.array(z.unknown()) }).parse((await call('GET', '', undefined, token)).body).data.length;

const callee = (name: string) => `format: 1
name: ${name}
trigger: { kind: rule }
steps: [{ id: log, kind: action, uses: core.log, with: { title: Called } }]
`;
const caller = (connection: string, rule: string) => `format: 1
# why it is there
name: Post and tell
tags: [news]
owner: ada@example.org
runbook: Look at the post.
trigger: { kind: manual }
steps:
  - id: post
    kind: action
    uses: twitter.create-post # with this account
    connection: ${connection}
    with: { text: '\${{ event.text }}' }
  - { id: tell, kind: action, uses: core.run-rule, with: { rule: ${rule} } }
`;
const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

describe('a file', () => {
  it('carries a rule to another observatory, where it compiles to the same', async () => {
    const { id: connection } = await addConnection(api, owner.observatoryId);
    const called = await createRule(api, owner.token, callee('Tell the team'));
    const { ruleId, planHash } = await publishRule(api, owner.token, caller(connection, called));
    await call('PUT', `/${ruleId}/sample-event`, { event: { text: 'Hi', id: 5 } });
    const { text, fileName } = await exported(ruleId);

    expect(fileName).toBe('post-and-tell.yaml');
    expect(text).not.toMatch(uuid);
    expect(text).not.toContain(owner.observatoryId);
    expect(text).toContain('# why it is there');
    expect(text).toContain("connection: '@acme'");
    expect(text).toContain("rule: 'Tell the team'");
    expect(text).toContain('platform: twitter\n      account: "@acme"');

    // Nothing of it is there yet: it says so, and makes nothing.
    const before = await look({ text }, stranger.token);
    expect(before).toMatchObject({ name: 'Post and tell', hasSampleEvent: true, valid: false, sameName: [] });
    expect(before.needs).toMatchObject([
      { key: 'twitter/@acme', kind: 'connection', candidates: [], chosen: null },
      { key: 'Tell the team', kind: 'rule', candidates: [], chosen: null },
    ]);
    expect(before.problems.map(({ code, line }) => [code, line])).toContainEqual(['unknown-connection', 12]);
    expect(await count(stranger.token)).toBe(0);

    // With an account of another name one chooses; the rule is found by its name.
    const { id: theirs } = await addConnection(api, stranger.observatoryId);
    await api.query(`update integrations set account_name = '@other' where id = $1`, [theirs]);
    const theirCallee = await createRule(api, stranger.token, callee('Tell the team'));
    const chosen = { 'twitter/@acme': theirs };
    const after = await look({ text, connections: chosen }, stranger.token);
    expect(after).toMatchObject({ valid: true, problems: [{ code: 'approval-inserted' }] });
    expect(after.needs.map(({ chosen: one }) => one)).toEqual([theirs, theirCallee]);
    const reply = await call('POST', '/import', { text, connections: chosen }, stranger.token);
    expect(reply.status).toBe(201);
    const imported = reply.data(Imported);
    expect(imported).toMatchObject({ created: true, valid: true });

    const draft = await detail(imported.ruleId, stranger.token);
    expect(draft).toMatchObject({ name: 'Post and tell', enabled: false, version: null });
    expect(draft.draft.source).toContain('# why it is there');
    expect(draft.draft.source).toContain("connection: '@other'");
    const sample = await call('GET', `/${imported.ruleId}/sample-event`, undefined, stranger.token);
    expect(sample.body).toMatchObject({ data: { event: { text: 'Hi', id: 5 } } });

    // The plan differs in the ids of the place and in nothing else.
    const planOf = async (id: string, token: string) =>
      JSON.stringify(
        (await call('GET', `/${id}/versions/1`, undefined, token)).data(
          z.looseObject({ plan: z.looseObject({ nodes: z.unknown() }) }),
        ).plan.nodes,
      );
    await call('POST', `/${imported.ruleId}/publish`, {}, stranger.token);
    const here = (await planOf(ruleId, owner.token)).replaceAll(connection, theirs).replaceAll(called, theirCallee);
    expect(await planOf(imported.ruleId, stranger.token)).toBe(here);
    expect(planHash).toHaveLength(64);
  });

  it('read again where it is from, changes nothing and offers the rule that is there', async () => {
    const id = await createRule(api, owner.token, hello);
    const { text, fingerprint } = await exported(id);
    expect(text.startsWith(hello)).toBe(true);
    const there = await look({ text, into: id });
    expect(there).toMatchObject({ valid: true, into: { fingerprint, unchanged: true } });
    expect(there.sameName.map((rule) => rule.id)).toContain(id);
    expect((await look({ text: text.replace('Hello', 'Good day'), into: id })).into?.unchanged).toBe(false);
  });

  it('becomes the next draft of a rule, and runs nothing of itself', async () => {
    const { ruleId } = await publishRule(api, owner.token, hello);
    const { text, fingerprint } = await exported(ruleId);
    const reply = await call('POST', '/import', { text: text.replace('Hello', 'Bye'), into: ruleId, fingerprint });
    expect(reply.data(Imported)).toMatchObject({ created: false, ruleId, valid: true });
    expect(await detail(ruleId)).toMatchObject({ version: 1, hasUnpublishedChanges: true });
    expect((await exported(ruleId, owner.token, '?version=1')).text).toContain('Hello');
  });

  it('is refused where the rule was changed since it was made', async () => {
    const id = await createRule(api, owner.token, hello);
    const { text, fingerprint } = await exported(id);
    await call('PUT', `/${id}/sample-event`, { event: { name: 'Ada' } });
    const late = await call('POST', '/import', { text, into: id, fingerprint });
    expect([late.status, late.error.code]).toEqual([409, 'draft-changed']);
    expect((await call('POST', '/import', { text, into: id })).status).toBe(201);
  });

  it('means the connection that the rule had, where several are called so', async () => {
    const person = await api.observatory();
    await addConnection(api, person.observatoryId);
    const { id: second } = await addConnection(api, person.observatoryId);
    const called = await createRule(api, person.token, callee('It'));
    const id = await createRule(api, person.token, caller(second, called));
    const { text } = await exported(id, person.token);
    expect((await look({ text }, person.token)).needs[0]).toMatchObject({ key: 'twitter/@acme', chosen: null });
    const again = await look({ text, into: id }, person.token);
    expect(again.needs[0]?.chosen).toBe(second);
    expect(again).toMatchObject({ valid: true, into: { unchanged: true } });
  });

  it('holds unfinished work too, with the line of each problem', async () => {
    const text = hello.replace('core.log', 'core.lag');
    const reply = await call('POST', '/import', { text });
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({ data: { valid: false, problems: [{ code: 'unknown-action', line: 8 }] } });
  });
});

describe('a hostile file', () => {
  const bomb = `format: 1\nname: x\ntrigger: { kind: manual }\nvars:\n  a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghij'
    .split('')
    .map(
      (one, at) =>
        `  ${one}: &${one} [${Array<string>(9)
          .fill(`*${'abcdefghi'[at] ?? ''}`)
          .join(', ')}]\n`,
    )
    .join('')}steps: []\n`;

  it.each([
    ['is huge', 'x'.repeat(400_000), 422, 'invalid-definition'],
    ['is larger than a body', 'x'.repeat(600_000), 400, 'invalid-input'],
    ['nests without end', '['.repeat(200_000), 422, 'invalid-definition'],
    ['is a bomb of aliases', bomb, 422, 'invalid-definition'],
    ['reaches prototypes', `${hello}vars: { __proto__: { a: 1 } }\n`, 422, 'invalid-definition'],
    ['has unknown keys beside', `${hello}---\nfile: 1\nobservatory: x\n`, 422, 'invalid-file'],
    [
      'is a bomb beside',
      `${hello}---\nfile: 1\nsampleEvent: ${'{a: '.repeat(5000)}1${'}'.repeat(5000)}\n`,
      422,
      'invalid-file',
    ],
  ])('%s and is refused', async (_what, text, status, code) => {
    for (const path of ['/import/look', '/import']) {
      const reply = await call('POST', path, { text });
      expect([reply.status, reply.error.code]).toEqual([status, code]);
    }
  });

  it('is refused without a word of what other observatories have', async () => {
    const { id: foreign } = await addConnection(api, stranger.observatoryId);
    const foreignRule = await createRule(api, stranger.token, callee('Theirs'));
    const text = caller(foreign, foreignRule);
    const asked = { text, connections: { [`twitter/${foreign}`]: foreign }, rules: { [foreignRule]: foreignRule } };
    const { needs, valid, problems } = await look(asked);
    expect(valid).toBe(false);
    expect(problems.map(({ code }) => code)).toContain('unknown-connection');
    expect(needs.map(({ chosen }) => chosen)).toEqual([null, null]);
    expect(JSON.stringify(needs.map(({ candidates }) => candidates))).not.toContain(foreign);
    expect((await call('POST', '/import', { text, into: foreignRule })).status).toBe(404);
    expect((await call('GET', `/${foreignRule}/export`)).status).toBe(404);
  });

  it('is nothing that a viewer can bring in', async () => {
    const viewer = await api.member(owner.observatoryId, 'viewer');
    const id = await createRule(api, owner.token, hello);
    expect((await call('POST', '/import', { text: hello }, viewer.token)).status).toBe(403);
    expect((await call('POST', `/${id}/duplicate`, undefined, viewer.token)).status).toBe(403);
    expect((await exported(id, viewer.token)).text).toContain('Say hello');
  });
});

describe('a copy', () => {
  it('says the same, is a draft and switched off', async () => {
    const { ruleId } = await publishRule(api, owner.token, hello);
    await call('PUT', `/${ruleId}/sample-event`, { event: { name: 'Ada' } });
    const reply = await call('POST', `/${ruleId}/duplicate`);
    expect(reply.status).toBe(201);
    const copy = reply.data(Detail);
    expect(copy).toMatchObject({ name: 'Copy of Say hello', enabled: false, version: null, hasSampleEvent: true });
    expect(copy.draft.source).toBe(hello.replace('name: Say hello', "name: 'Copy of Say hello'"));
  });

  it('can be made of a draft that nobody can read', async () => {
    const id = await createRule(api, owner.token, hello);
    const { draft } = await detail(id);
    await call('PUT', `/${id}/draft`, { source: `${hello}\n  nonsense: [`, revision: draft.revision });
    const copy = (await call('POST', `/${id}/duplicate`)).data(Detail);
    expect(copy).toMatchObject({ name: 'Copy of Say hello' });
    expect(copy.draft.problems).toEqual([]);
  });
});
