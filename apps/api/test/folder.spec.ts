import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { TestApi, type Person, type Role } from './support/api.js';
import { createRule, hello, publishRule } from './support/rules.js';

/** `jarvis pull` and `jarvis push` as people run them, against the API behind a proxy that has it below a path. */

const cli = fileURLToPath(new URL('../../../scripts/jarvis.mjs', import.meta.url));
let api: TestApi;
let proxy: Server;
let url: string;
let owner: Person & { observatoryId: string };
let token: string;
let folder: string;

const port = (server: Server) => z.object({ port: z.number() }).parse(server.address()).port;
beforeAll(async () => {
  api = await TestApi.start();
  await api.app.listen(0, '127.0.0.1');
  const behind = port(api.app.getHttpServer());
  proxy = createServer((incoming, outgoing) => {
    const { method, headers } = incoming;
    const path = /^\/automation(\/.*)$/.exec(incoming.url ?? '')?.[1];
    if (path === undefined) return outgoing.writeHead(404).end('<h1>Nothing here</h1>');
    const asked = request({ port: behind, host: '127.0.0.1', path, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    return incoming.pipe(asked);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${port(proxy).toString()}/automation/`;
});
afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await api.stop();
});

const makeToken = async (role: Role, by = owner.token) =>
  (await api.call('POST', '/api/v1/api-tokens', { token: by, body: { name: 'CI', role } })).data(
    z.looseObject({ token: z.string() }),
  ).token;
beforeEach(async () => {
  owner = await api.observatory();
  token = await makeToken('operator');
  folder = await mkdtemp(join(tmpdir(), 'jarvis-rules-'));
});
const folders: string[] = [];
afterAll(() => Promise.all(folders.map((path) => rm(path, { recursive: true, force: true }))));

const Report = z.object({
  ok: z.boolean(),
  files: z.array(
    z.looseObject({
      file: z.string(),
      did: z.string(),
      version: z.number().optional(),
      problems: z
        .array(z.looseObject({ code: z.string(), line: z.number().optional(), column: z.number().optional() }))
        .optional(),
      needs: z.array(z.unknown()).optional(),
    }),
  ),
});
function run(args: string[], env: Record<string, string> = {}) {
  folders.push(folder);
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const variables = { ...process.env, JARVIS_URL: url, JARVIS_TOKEN: token, ...env };
    execFile(process.execPath, [cli, ...args], { env: variables }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}
async function reported(command: 'pull' | 'push', ...flags: string[]) {
  const { code, out } = await run([command, folder, '--json', ...flags]);
  return { code, ...Report.parse(JSON.parse(out)) };
}
const did = ({ files }: z.infer<typeof Report>) => Object.fromEntries(files.map((file) => [file.file, file.did]));
const path = (file: string) => join(folder, file);
const edit = async (file: string, from: string, to: string) =>
  writeFile(path(file), (await readFile(path(file), 'utf8')).replace(from, to));
const Rules = z.object({
  data: z.array(z.looseObject({ id: z.uuid(), name: z.string(), version: z.int().nullable(), enabled: z.boolean() })),
});
const rules = async () => Rules.parse((await api.call('GET', '/api/v1/rules', { token: owner.token })).body).data;
const sourceOf = async (id: string) =>
  (await api.call('GET', `/api/v1/rules/${id}`, { token: owner.token })).data(
    z.looseObject({ draft: z.looseObject({ source: z.string(), revision: z.int() }) }),
  ).draft;
async function changeInJarvis(id: string, from: string, to: string) {
  const { source, revision } = await sourceOf(id);
  await api.call('PUT', `/api/v1/rules/${id}/draft`, {
    token: owner.token,
    body: { source: source.replace(from, to), revision },
  });
}

describe('pull', () => {
  it.each(['../../escaped.yaml', '/tmp/escaped.yaml', '..\\escaped.yaml', 'C:\\escaped.yaml', 'escaped.txt', '.'])(
    'writes nothing where its memory names %s',
    async (file) => {
      const id = await createRule(api, owner.token, hello);
      await mkdir(path('.jarvis'));
      const memory = { rules: { [file]: { id, fingerprint: '', sha256: '' } } };
      await writeFile(path(`.jarvis/${owner.observatoryId}.json`), JSON.stringify(memory));
      for (const command of ['pull', 'push']) {
        const { code, err } = await run([command, folder, '--force', '--prune']);
        expect([code, err]).toEqual([2, expect.stringContaining('is no YAML file of this folder')]);
      }
      expect(await readdir(folder)).toEqual(['.jarvis']);
    },
  );

  it('shows what others wrote without what a terminal acts on', async () => {
    const name = 'Say \u001b[31mred\u009b2J\u202e';
    await createRule(api, owner.token, hello.replace('name: Say hello', `name: ${JSON.stringify(name)}`));
    const { out } = await run(['pull', folder]);
    expect(out).toContain('Say \ufffd[31mred\ufffd2J\ufffd');
    await rm(path('.jarvis'), { recursive: true });
    const { out: json } = await run(['pull', folder, '--json', '--force']);
    expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(json).toContain(String.raw`red\u009b2J\u202e`);
  });

  it('writes one file for each rule under a name that stays, and nothing where nothing has changed', async () => {
    const id = await createRule(api, owner.token, hello);
    await createRule(api, owner.token, hello);
    expect(await reported('pull')).toMatchObject({ code: 0, ok: true });
    expect((await readdir(folder)).sort()).toEqual(['.jarvis', 'say-hello-2.yaml', 'say-hello.yaml']);
    expect(await readFile(path('say-hello.yaml'), 'utf8')).toContain('# kept as typed');
    expect(await readFile(path('say-hello.yaml'), 'utf8')).not.toContain(id);

    await changeInJarvis(id, 'name: Say hello', 'name: Greet');
    expect(did(await reported('pull'))).toEqual({ 'say-hello.yaml': 'updated', 'say-hello-2.yaml': 'unchanged' });
    expect(await readFile(path('say-hello.yaml'), 'utf8')).toContain('name: Greet');
  });

  it('leaves what was changed here, unless it is told otherwise', async () => {
    const id = await createRule(api, owner.token, hello);
    await reported('pull');
    await edit('say-hello.yaml', 'Hello', 'Mine');
    await changeInJarvis(id, 'Hello', 'Theirs');
    const refused = await reported('pull');
    expect([refused.code, did(refused)]).toEqual([1, { 'say-hello.yaml': 'conflict' }]);
    expect(await readFile(path('say-hello.yaml'), 'utf8')).toContain('Mine');
    expect((await reported('pull', '--force')).code).toBe(0);
    expect(await readFile(path('say-hello.yaml'), 'utf8')).toContain('Theirs');
  });

  it('removes the file of a deleted rule only when it is told to', async () => {
    const id = await createRule(api, owner.token, hello);
    await reported('pull');
    await api.call('DELETE', `/api/v1/rules/${id}`, { token: owner.token });
    expect(did(await reported('pull'))).toEqual({ 'say-hello.yaml': 'kept' });
    expect(did(await reported('pull', '--prune'))).toEqual({ 'say-hello.yaml': 'removed' });
    expect(await readdir(folder)).toEqual(['.jarvis']);
  });
});

describe('push', () => {
  it('says what it would do, then does it, and publishes only when it is told to', async () => {
    const { ruleId } = await publishRule(api, owner.token, hello);
    await reported('pull');
    await edit('say-hello.yaml', 'Hello', 'Good day');
    await writeFile(path('new.yaml'), hello.replace('Say hello', 'Say more'));
    const planned = await reported('push', '--dry-run');
    expect(did(planned)).toEqual({ 'new.yaml': 'added', 'say-hello.yaml': 'updated' });
    expect(await rules()).toHaveLength(1);
    expect((await sourceOf(ruleId)).source).toContain('Hello');

    expect(did(await reported('push'))).toEqual({ 'new.yaml': 'added', 'say-hello.yaml': 'updated' });
    expect((await rules()).map(({ name, version }) => [name, version])).toEqual([
      ['Say more', null],
      ['Say hello', 1],
    ]);
    const again = await reported('push');
    expect([again.code, did(again)]).toEqual([0, { 'new.yaml': 'unchanged', 'say-hello.yaml': 'unchanged' }]);

    const published = await reported('push', '--publish', '--note', 'From git');
    expect(published.files.map(({ version }) => version)).toEqual([1, 2]);
    const [latest] = z
      .object({ data: z.array(z.looseObject({ note: z.string().nullable() })) })
      .parse((await api.call('GET', `/api/v1/rules/${ruleId}/versions`, { token: owner.token })).body).data;
    expect(latest?.note).toBe('From git');
  });

  it('refuses what was changed in Jarvis since the pull, and then makes nothing at all', async () => {
    const id = await createRule(api, owner.token, hello);
    await reported('pull');
    await edit('say-hello.yaml', 'Hello', 'Mine');
    await writeFile(path('another.yaml'), hello.replace('Say hello', 'Another'));
    await changeInJarvis(id, 'Hello', 'Theirs');
    const refused = await reported('push');
    expect([refused.code, did(refused)]).toEqual([1, { 'another.yaml': 'added', 'say-hello.yaml': 'conflict' }]);
    expect(await rules()).toHaveLength(1);
    expect((await sourceOf(id)).source).toContain('Theirs');

    expect((await reported('push', '--force')).code).toBe(0);
    expect((await sourceOf(id)).source).toContain('Mine');
    expect(await rules()).toHaveLength(2);
  });

  it('makes no second rule where the folder has forgotten that there is one', async () => {
    await createRule(api, owner.token, hello);
    await writeFile(path('say-hello.yaml'), hello);
    expect(did(await reported('push'))).toEqual({ 'say-hello.yaml': 'conflict' });
    expect(await rules()).toHaveLength(1);
  });

  it('names the line and column of what does not compile, and does not publish it', async () => {
    await writeFile(path('bad.yaml'), hello.replace('core.log', 'core.lag'));
    const report = await reported('push', '--publish');
    expect([report.code, did(report)]).toEqual([1, { 'bad.yaml': 'added' }]);
    expect(report.files[0]?.problems).toMatchObject([{ code: 'unknown-action', line: 8, column: 11 }]);
    expect((await rules()).map(({ version }) => version)).toEqual([null]);
    await writeFile(path('bad.yaml'), `${hello}  - [`);
    const unreadable = await run(['push', folder]);
    expect(unreadable.code).toBe(1);
    expect(unreadable.out).toMatch(/bad\.yaml.*\n.*Line \d+, column \d+/);
  });

  it('makes a rule before the one that calls it, in whatever order their names are', async () => {
    const calls = `format: 1\nname: A caller\ntrigger: { kind: manual }\nsteps:\n  - { id: call, kind: action, uses: core.run-rule, with: { rule: Z callee } }\n`;
    await writeFile(path('a.yaml'), calls);
    await writeFile(
      path('z.yaml'),
      `format: 1\nname: Z callee\ntrigger: { kind: rule }\nsteps: [{ id: end, kind: stop, outcome: succeeded }]\n`,
    );
    const report = await reported('push', '--publish');
    expect(report.files.map(({ file, version }) => [file, version])).toEqual([
      ['z.yaml', 1],
      ['a.yaml', 1],
    ]);
    expect(report.code).toBe(0);
  });

  it('deletes nothing for a missing file, unless it is told to and nobody has changed the rule', async () => {
    const id = await createRule(api, owner.token, hello);
    await reported('pull');
    await rm(path('say-hello.yaml'));
    expect(did(await reported('push'))).toEqual({ 'say-hello.yaml': 'kept' });
    await changeInJarvis(id, 'Hello', 'Theirs');
    expect(did(await reported('push', '--prune'))).toEqual({ 'say-hello.yaml': 'conflict' });
    expect(await rules()).toHaveLength(1);
    expect(did(await reported('push', '--prune', '--force'))).toEqual({ 'say-hello.yaml': 'deleted' });
    expect(await rules()).toHaveLength(0);
  });

  it('takes the folder of one observatory to another', async () => {
    await publishRule(api, owner.token, hello);
    await reported('pull');
    owner = await api.observatory();
    token = await makeToken('operator');
    expect(did(await reported('push', '--publish'))).toEqual({ 'say-hello.yaml': 'added' });
    expect((await rules()).map(({ name, version }) => [name, version])).toEqual([['Say hello', 1]]);
  });
});

describe('what stands in the way', () => {
  it.each([
    ['a token that was never made', { JARVIS_TOKEN: 'jarvis_x' }, /not valid/],
    ['no token', { JARVIS_TOKEN: '' }, /JARVIS_TOKEN is not set/],
    ['no address', { JARVIS_URL: '' }, /JARVIS_URL/],
    ['an address that is none', { JARVIS_URL: 'jarvis' }, /no address/],
    ['nobody at the address', { JARVIS_URL: 'http://127.0.0.1:2' }, /does not answer \(ECONNREFUSED\)/],
  ])('is said in words: %s', async (_what, env, words) => {
    const { code, err } = await run(['push', folder], env);
    expect([code, words.test(err) ? 'said' : err]).toEqual([2, 'said']);
    expect(err).not.toContain('    at ');
    const asJson = await run(['pull', folder, '--json'], env);
    expect(JSON.parse(asJson.out)).toMatchObject({ ok: false, error: { message: expect.any(String) } });
  });

  it('is said in words: a page that is no API', async () => {
    const { code, err } = await run(['pull', folder], { JARVIS_URL: url.replace('/automation', '/other') });
    expect([code, err]).toEqual([2, expect.stringMatching(/answered 404, and not as the API of Jarvis does/)]);
  });

  it('is the role of a viewer for a push, and not for a pull', async () => {
    await createRule(api, owner.token, hello);
    token = await makeToken('viewer');
    expect((await reported('pull')).code).toBe(0);
    await edit('say-hello.yaml', 'Hello', 'Mine');
    const { code, err } = await run(['push', folder]);
    expect([code, err]).toEqual([2, expect.stringMatching(/As viewer of this observatory you may not/)]);
  });

  it('is a command that there is not', async () => {
    expect((await run(['fetch', folder])).code).toBe(2);
    expect((await run(['push', folder, '--wrong'])).err).toMatch(/--wrong/);
    expect((await run(['--help'])).out).toMatch(/jarvis pull DIR/);
  });
});
