import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { CompilePool } from '../src/definition/compile-pool.js';
import { DraftSweep } from '../src/rules/draft-sweep.service.js';
import { TestApi } from './support/api.js';
import { addConnection, asking, createRule, hello, publishRule } from './support/rules.js';

const Draft = z.object({ draft: z.object({ problems: z.array(z.object({ code: z.string() })) }) });
/** Among the most costly that the caps let through. */
const costly = {
  format: 1,
  name: 'x',
  trigger: { kind: 'manual' },
  steps: Array.from({ length: 190 }, (_, id) => ({ id: `a${id}`, kind: 'branch', cases: Array(100).fill(1) })),
};

let api: TestApi;
let token: string;

beforeAll(async () => {
  api = await TestApi.start();
  ({ token } = await api.observatory());
});
afterAll(() => api.stop());

const validate = (body: unknown) => api.call('POST', '/api/v1/rules/validate', { token, body });

async function problemsOf(id: string, as = token): Promise<string[]> {
  const { draft } = (await api.call('GET', `/api/v1/rules/${id}`, { token: as })).data(Draft);
  return draft.problems.map(({ code }) => code);
}

/** How many the pool was given meanwhile. */
async function countDuring(work: () => Promise<unknown>): Promise<number> {
  const checks = jest.spyOn(api.app.get(CompilePool), 'check');
  try {
    await work();
    return checks.mock.calls.length;
  } finally {
    checks.mockRestore();
  }
}

describe('checking a definition', () => {
  it('does not keep other requests waiting', async () => {
    const answered: string[] = [];
    const checked = validate({ definition: costly }).then(({ status }) => answered.push(`check ${status}`));
    const asked = api.call('GET', '/api/v1/auth/me', { token }).then(({ status }) => answered.push(`me ${status}`));
    await Promise.all([checked, asked]);
    expect(answered).toEqual(['me 200', 'check 200']);
  });

  it.each([
    ['120,000 brackets', { source: ']'.repeat(120_000) }],
    ['aliases of aliases', { source: `a: &a "${'x'.repeat(150_000)}"\nb: [${'*a,'.repeat(99)}]` }],
    [
      'a megabyte of fields',
      { definition: Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`k${i}`, 1])) },
    ],
  ])('answers %s with few words', async (_name, body) => {
    const reply = await validate(body);
    expect(reply.body).toMatchObject({ data: { valid: false, definition: null, problems: [{ code: 'too-large' }] } });
    expect(JSON.stringify(reply.body).length).toBeLessThan(200_000);
  });

  it('refuses an address that no request may go to, where it is written', async () => {
    const source = (url: string) =>
      hello.replace('core.log', 'http.request').replace(/with: .*/, `with: { url: "${url}" }`);
    const refused = await api.call('POST', '/api/v1/rules', { token, body: { source: source('http://10.0.0.1/a') } });
    expect([refused.status, refused.error.details]).toEqual([
      422,
      [expect.objectContaining({ path: 'steps[0].with.url', code: 'refused-address' })],
    ]);
    expect((await validate({ source: source('${{ event.url }}') })).body).toMatchObject({ data: { problems: [] } });
  });

  it('takes ten of one observatory at once, of doors ten more, and others beside them', async () => {
    const pool = new CompilePool();
    const task = { source: hello, connections: [] };
    const first = Array.from({ length: 10 }, () => pool.check('a', task));
    await expect(pool.check('a', task)).rejects.toMatchObject({ status: 429, code: 'rate-limited' });
    const doors = Array.from({ length: 10 }, () => pool.check('a', task, 'door'));
    await expect(pool.check('a', task, 'door')).rejects.toMatchObject({ message: expect.stringContaining('10 calls') });
    expect(await pool.check('b', task)).toMatchObject({ problems: [] });
    expect(await Promise.all(doors)).toHaveLength(10);
    expect(await Promise.all(first)).toHaveLength(10);
    expect(await pool.check('a', task)).toMatchObject({ problems: [] });
    await pool.onApplicationShutdown();
  });

  it('goes on with those who wait when all threads were stopped', async () => {
    let patience = 30_000;
    class Impatient extends CompilePool {
      protected override get patienceMs() {
        return patience;
      }
    }
    const pool = new Impatient();
    const small = { source: hello, connections: [] };
    // Both threads are there.
    await Promise.all([pool.check('a', small), pool.check('b', small)]);
    patience = 50;
    const stopped = ['a', 'b'].map((id) => pool.check(id, { definition: costly, connections: [] }));
    await Promise.resolve();
    await Promise.resolve();
    patience = 30_000;
    const waiting = pool.check('c', small);
    for (const one of stopped) await expect(one).rejects.toMatchObject({ code: 'definition-too-costly' });
    expect(await waiting).toMatchObject({ problems: [] });
    await pool.onApplicationShutdown();
  });

  it('is stopped when it takes too long', async () => {
    class Impatient extends CompilePool {
      protected override get patienceMs() {
        return 1;
      }
    }
    const pool = new Impatient();
    await expect(pool.check('a', { definition: costly, connections: [] })).rejects.toMatchObject({
      status: 422,
      code: 'definition-too-costly',
    });
    await pool.onApplicationShutdown();
  });
});

describe('how often a definition is compiled', () => {
  it('is once for each save and each version that is made', async () => {
    let id = '';
    const create = async () => {
      id = await createRule(api, token, hello);
    };
    const save = (revision: number) =>
      api.call('PUT', `/api/v1/rules/${id}/draft`, { token, body: { revision, source: hello } });
    expect(await countDuring(create)).toBe(1);
    expect(await countDuring(() => save(1))).toBe(1);
    // That somebody else saved in between is known before anything is compiled.
    expect(await countDuring(() => save(1))).toBe(0);
    // What a check keeps has no plan, so publishing compiles what will run.
    expect(await countDuring(() => api.call('POST', `/api/v1/rules/${id}/publish`, { token }))).toBe(1);
    expect(await countDuring(() => api.call('POST', `/api/v1/rules/${id}/versions/1/rollback`, { token }))).toBe(1);
  });

  it('is never for a look or a switch, whatever connections have come or gone', async () => {
    const { token, observatoryId } = await api.observatory();
    const { ruleId } = await publishRule(api, token, hello);
    const at = (path: string) => `/api/v1/rules/${ruleId}${path}`;
    const look = (path: string) => countDuring(() => api.call('GET', path, { token }));
    for (const path of [
      '/api/v1/rules',
      at(''),
      at('/versions'),
      at('/versions/1'),
      at('/impact'),
      '/api/v1/dashboard',
    ])
      expect([path, await look(path)]).toEqual([path, 0]);
    for (const path of ['/disable', '/enable', '/run'])
      expect([path, await countDuring(() => api.call('POST', at(path), { token }))]).toEqual([path, 0]);
    const { id } = await addConnection(api, observatoryId);
    expect([await look('/api/v1/rules'), await look(at('')), await look(at(''))]).toEqual([0, 0, 0]);
    await api.query('delete from integrations where id = $1', [id]);
    expect(await look(at(''))).toBe(0);
  });

  it('is once for a sample event that is stored, and never for a draft of this version at the start', async () => {
    const id = await createRule(api, token, hello);
    const store = () =>
      api.call('PUT', `/api/v1/rules/${id}/sample-event`, { token, body: { event: { title: 'no name' } } });
    expect(await countDuring(store)).toBe(1);
    expect(await problemsOf(id)).toEqual(['not-in-sample']);
    expect(await countDuring(() => api.app.get(DraftSweep).sweep())).toBe(0);
  });
});

describe('reading a rule', () => {
  it('compiles nothing: what was found at saving stands beside the draft', async () => {
    const id = await createRule(api, token, hello);
    await api.query(
      `update automation_rules set draft_check = jsonb_set(draft_check, '{problems}', '[{"path":"","code":"empty-steps","severity":"error","message":"x"}]') where id = $1`,
      [id],
    );
    expect(await problemsOf(id)).toEqual(['empty-steps']);
  });

  it('gives the problems of the connections of now, without compiling', async () => {
    const { token, observatoryId } = await api.observatory();
    const saved = await api.call('POST', '/api/v1/rules?draft=true', { token, body: { source: asking } });
    const { id } = saved.data(z.looseObject({ id: z.uuid() }));
    const compiled = await countDuring(async () => {
      expect(await problemsOf(id, token)).toEqual(['missing-connection']);
      const { id: first } = await addConnection(api, observatoryId);
      expect(await problemsOf(id, token)).toEqual([]);
      await addConnection(api, observatoryId);
      expect(await problemsOf(id, token)).toEqual(['ambiguous-connection']);
      await api.query(`update integrations set status = 'disconnected' where id = $1`, [first]);
      for (let read = 0; read < 20; read += 1) expect(await problemsOf(id, token)).toEqual([]);
    });
    expect(compiled).toBe(0);
    expect((await api.call('POST', `/api/v1/rules/${id}/publish`, { token })).status).toBe(200);
  });
});

describe('a draft that was checked by another version', () => {
  /** As an update finds it. */
  async function stored(check: string, source = hello): Promise<string> {
    const id = await createRule(api, token, source);
    await api.query(`update automation_rules set draft_check = ${check} where id = $1`, [id]);
    return id;
  }
  const asOf = (checkedWith: string) =>
    `draft_check || '{"problems":[{"path":"","code":"empty-steps","severity":"error","message":"x"}],"checkedWith":"${checkedWith}"}'`;

  it('is checked again by the sweep and not by who reads it, without looking newer', async () => {
    const id = await stored(asOf('before'));
    const changed = () => api.query('select updated_at from automation_rules where id = $1', [id]);
    const before = await changed();
    expect(await countDuring(() => problemsOf(id))).toBe(0);
    expect(await problemsOf(id)).toEqual(['empty-steps']);
    expect(await countDuring(() => api.app.get(DraftSweep).sweep())).toBe(1);
    expect(await problemsOf(id)).toEqual([]);
    expect(await changed()).toEqual(before);
  });

  it.each([
    [
      'without a severity',
      `draft_check || '{"problems":[{"path":"","code":"empty-steps","message":"x"}],"checkedWith":"x"}'`,
    ],
    ['with its warnings apart', `draft_check || '{"problems":[],"warnings":[],"checkedWith":"x"}'`],
    ['without a check', 'null'],
  ])('%s is shown without problems until then', async (_name, check) => {
    const id = await stored(check, hello.replace('${{', '{{'));
    expect(await problemsOf(id)).toEqual([]);
    await api.app.get(DraftSweep).sweep();
    expect(await problemsOf(id)).toEqual(['braces-in-text']);
  });

  it('keeps what is saved while the sweep compiles', async () => {
    const id = await stored(asOf('before'));
    const pool = api.app.get(CompilePool);
    const check = pool.check.bind(pool);
    const spy = jest.spyOn(pool, 'check').mockImplementationOnce(async (observatory, task) => {
      const checked = await check(observatory, task);
      const body = { revision: 1, source: hello.replace('${{', '{{') };
      await api.call('PUT', `/api/v1/rules/${id}/draft`, { token, body });
      return checked;
    });
    await api.app.get(DraftSweep).sweep();
    spy.mockRestore();
    expect(await problemsOf(id)).toEqual(['braces-in-text']);
  });
});

describe('a draft and its sample event that are stored at once', () => {
  const other = hello.replace('event.name', 'event.other');
  const store = (id: string) =>
    api.call('PUT', `/api/v1/rules/${id}/sample-event`, { token, body: { event: { other: 'x' } } });
  const save = (id: string, source: string) =>
    api.call('PUT', `/api/v1/rules/${id}/draft`, { token, body: { revision: 1, source } });

  /** What comes in between once the first of the two has compiled. */
  async function during(work: () => Promise<unknown>, first: () => Promise<unknown>): Promise<void> {
    const pool = api.app.get(CompilePool);
    const check = pool.check.bind(pool);
    const spy = jest.spyOn(pool, 'check').mockImplementationOnce(async (observatory, task) => {
      const checked = await check(observatory, task);
      await work();
      return checked;
    });
    await first();
    spy.mockRestore();
  }

  it('are checked together, whichever comes in between', async () => {
    const one = await createRule(api, token, hello);
    await during(
      () => store(one),
      () => save(one, hello),
    );
    expect(await problemsOf(one)).toEqual(['not-in-sample']);
    const two = await createRule(api, token, hello);
    await during(
      () => save(two, other),
      () => store(two),
    );
    expect(await problemsOf(two)).toEqual([]);
  });
});
