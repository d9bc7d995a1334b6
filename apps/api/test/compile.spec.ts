import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { CompilePool } from '../src/definition/compile-pool.js';
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
let observatoryId: string;

beforeAll(async () => {
  api = await TestApi.start();
  ({ token, observatoryId } = await api.observatory());
});
afterAll(() => api.stop());

const validate = (body: unknown) => api.call('POST', '/api/v1/rules/validate', { token, body });

async function problemsOf(id: string): Promise<string[]> {
  const { draft } = (await api.call('GET', `/api/v1/rules/${id}`, { token })).data(Draft);
  return draft.problems.map(({ code }) => code);
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

  it('is stopped when it takes too long', async () => {
    class Impatient extends CompilePool {
      protected override readonly patienceMs = 1;
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

  it('is never for a look or a switch, but the first after a connection has come', async () => {
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
    await addConnection(api, observatoryId);
    expect([await look('/api/v1/rules'), await look(at('')), await look(at(''))]).toEqual([0, 1, 0]);
  });
});

describe('reading a rule', () => {
  it('compiles nothing: what was found at saving stands beside the draft', async () => {
    const id = await createRule(api, token, hello);
    await api.query(
      `update automation_rules set draft_check = jsonb_set(draft_check, '{problems}', '[{"path":"","code":"as-stored","severity":"error","message":"x"}]') where id = $1`,
      [id],
    );
    expect(await problemsOf(id)).toEqual(['as-stored']);
  });

  it('checks again once a connection has come, and keeps that too', async () => {
    const saved = await api.call('POST', '/api/v1/rules?draft=true', { token, body: { source: asking } });
    const { id } = saved.data(z.looseObject({ id: z.uuid() }));
    expect(await problemsOf(id)).toEqual(['missing-connection']);
    await addConnection(api, observatoryId);
    expect(await problemsOf(id)).toEqual([]);
    const [row] = await api.query(`select draft_check->'problems' as problems from automation_rules where id = $1`, [
      id,
    ]);
    expect(row).toEqual({ problems: [] });
  });

  it('checks again what was stored before problems had a severity', async () => {
    const id = await createRule(api, token, hello);
    await api.query(
      `update automation_rules set draft_check = jsonb_set(draft_check, '{problems}', '[{"path":"","code":"as-stored","message":"x"}]') where id = $1`,
      [id],
    );
    expect(await problemsOf(id)).toEqual([]);
  });

  it('checks again what was stored with its warnings apart', async () => {
    const id = await createRule(api, token, hello.replace('${{', '{{'));
    await api.query(
      `update automation_rules set draft_check = jsonb_set(draft_check, '{problems}', '[]') || '{"warnings": []}' where id = $1`,
      [id],
    );
    expect(await problemsOf(id)).toEqual(['braces-in-text']);
  });

  it('checks a draft that was stored without a check', async () => {
    const id = await createRule(api, token, hello);
    await api.query('update automation_rules set draft_check = null where id = $1', [id]);
    expect(await problemsOf(id)).toEqual([]);
  });
});
