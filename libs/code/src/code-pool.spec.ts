import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CodeBusy, CodeError, CodePool, type CodeCall } from './index.js';

const pool = new CodePool();
const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** A thread runs what is compiled; a second when nothing has changed. */
beforeAll(() => {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'libs/code'], { cwd: repository });
}, 120_000);
afterAll(() => pool.destroy());

const run = (code: string, inputs: CodeCall['inputs'] = {}, more: Partial<CodeCall> = {}) =>
  pool.run({ owner: 'a', code, inputs, now: '2026-01-31T22:30:00.000Z', seed: 'run/step', limitMs: 1_000, ...more });

/** What is told of code that does not work out. */
const problem = async (code: string, inputs: CodeCall['inputs'] = {}, more: Partial<CodeCall> = {}) => {
  try {
    return { result: await run(code, inputs, more) };
  } catch (error) {
    if (error instanceof CodeError) return error.problem;
    throw error;
  }
};

describe('code', () => {
  it('computes with its inputs', async () => {
    const lines = [
      { price: 2.5, count: 2 },
      { price: 1, count: 3 },
    ];
    const code =
      'const sum = lines.reduce((sum, { price, count }) => sum + price * count, 0);\nreturn { sum, [name]: true };';
    expect(await run(code, { lines, name: 'x' })).toEqual({ sum: 8, x: true });
    expect(await run('if (false) return 1;')).toBe(null);
  });

  it('keeps every digit of whole numbers, in and out', async () => {
    const id = 8202522731445525542n;
    expect(await run('return [id + 1n, typeof id, small]', { id, small: 5 })).toEqual([id + 1n, 'bigint', 5]);
    expect(await run('return { id, list: [[id]] }', { id })).toEqual({ id, list: [[id]] });
  });

  it('has the time of the run, in UTC, and the same chance each time', async () => {
    const code =
      'return [new Date().toISOString(), Date.now(), new Date(2026, 0, 31, 12).toISOString(), new Date().getHours()]';
    expect(await run(code)).toEqual(['2026-01-31T22:30:00.000Z', 1769898600000, '2026-01-31T12:00:00.000Z', 22]);
    const chance = 'return [Math.random(), Math.random()]';
    const first = await run(chance);
    expect(await run(chance)).toEqual(first);
    expect(await run(chance, {}, { seed: 'run/other' })).not.toEqual(first);
  });

  it('tells the line of what it threw', async () => {
    expect(await problem('const a = 1;\n\nthrow new TypeError("no order");')).toEqual({
      code: 'code-failed',
      message: 'The code failed in line 3: TypeError: no order',
    });
    expect(await problem('return (\n  order.lines.length\n)', { order: {} })).toMatchObject({
      message: expect.stringMatching(/in line 2: TypeError/),
    });
    expect(await problem('throw "just words"')).toMatchObject({ message: 'The code failed: just words' });
  });

  it('tells what it threw, whatever that is', async () => {
    expect(await problem('throw null')).toMatchObject({ code: 'code-failed' });
    expect(await problem('Object.prototype.toJSON = () => undefined; throw new Error("x")')).toEqual({
      code: 'code-failed',
      message: 'The code failed: what it threw cannot be read',
    });
  });

  it.each(['fetch("http://x")', 'setTimeout(() => 1)', 'require("fs")', 'process.exit()', 'Buffer.from("x")'])(
    'has nothing of the outside: %s',
    async (call) => {
      expect(await problem(`return ${call}`)).toMatchObject({
        code: 'code-failed',
        hint: expect.stringMatching(/^Code has no network/),
      });
    },
  );
});

describe('hostile code', () => {
  it.each([
    ['a loop', 'for (;;);'],
    ['a loop that catches what stops it', 'for (;;) try { for (;;); } catch {}\nreturn 1'],
    ['a loop in finally', 'try { for (;;); } finally { return 1 }'],
    ['a regular expression', 'return /(a+)+$/.test("a".repeat(50) + "b")'],
    ['a getter of the result', 'return { get x() { for (;;); } }'],
    ['toJSON', 'return { toJSON() { for (;;); } }'],
    ['a getter of what is thrown', 'throw { get message() { for (;;); } }'],
    ['a proxy', 'return new Proxy({}, { ownKeys() { for (;;); } })'],
    ['work that gives no turn to the engine', 'return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)'],
  ])('is stopped at its time: %s', async (_, code) => {
    expect(await problem(code, {}, { limitMs: 200 })).toMatchObject({ code: 'code-timeout' });
  });

  it.each([
    ['objects', 'const all = []; for (;;) all.push({ a: 1 })'],
    ['lists', 'const all = []; for (;;) all.push(new Array(1000).fill(all.length))'],
    ['a text', 'let text = "x"; for (;;) text += text + text.length'],
    ['buffers', 'const all = []; for (;;) all.push(new Uint8Array(1e6))'],
    ['one buffer', 'return new ArrayBuffer(2e9).byteLength'],
    ['a number', 'let n = 3n; for (;;) n *= n'],
    ['recursion', 'const f = () => f() + 1; return f()'],
    ['a deep value', 'let deep = {}; for (let i = 0; i < 1e5; i++) deep = { deep }; return deep'],
    ['a deep text', 'return JSON.parse("[".repeat(1e5) + "]".repeat(1e5))'],
    ['a huge result', 'return "x".repeat(5e6)'],
    ['a result without end', 'return new Proxy([], { get: (_, key) => (key === "length" ? 1e9 : "x".repeat(1000)) })'],
  ])('is stopped at its memory: %s', async (_, code) => {
    const { code: found } = (await problem(code, {}, { limitMs: 10_000 })) as { code: string };
    // The engine has limits of its own for one text, one number and one buffer.
    expect(['code-memory', 'code-failed', 'code-result']).toContain(found);
  });

  it('cannot be waited for', async () => {
    for (const code of ['return new Promise(() => {})', 'return (async () => 1)()', 'return import("node:fs")'])
      expect(await problem(code)).toMatchObject({ code: 'code-result', message: expect.stringMatching(/promise/) });
    expect(await run('Promise.resolve().then(() => { for (;;); }); return 1')).toBe(1);
    expect(await run('return { then() { for (;;); } }')).toEqual({});
  });

  it('gives JSON or nothing', async () => {
    expect(await problem('const a = {}; a.a = a; return a')).toMatchObject({ code: 'code-result' });
    expect(await run('return [() => 1, undefined, NaN, new Date(), new Map([[1, 2]])]')).toEqual([
      null,
      null,
      null,
      '2026-01-31T22:30:00.000Z',
      {},
    ]);
    expect(await run('JSON.stringify = () => "not JSON"; return 1')).toBe(1);
    expect(await run('String.prototype.startsWith = () => true; BigInt = null; return x', { x: 'y' })).toBe('y');
  });

  it('leaves no names to those who read its result', async () => {
    const result = await run('return JSON.parse(\'{"__proto__": {"polluted": true}}\')');
    expect(Object.prototype).not.toHaveProperty('polluted');
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(await run('Object.prototype.polluted = 1; return {}.polluted')).toBe(1);
    expect(await run('return {}.polluted ?? "clean"')).toBe('clean');
  });

  it('finds no way out', async () => {
    const escapes = [
      'return typeof this.constructor.constructor("return process")()',
      'return typeof (() => {}).constructor("return globalThis.process")()',
      'return typeof [].constructor.constructor("return require")()',
      'return typeof eval("process")',
      'return typeof (function () { return this })()?.process',
      'try { null.x } catch (error) { return typeof error.constructor.constructor("return process")() }',
      'return typeof x.constructor.constructor("return process")()',
    ];
    for (const code of escapes) expect(JSON.stringify(await problem(code, { x: {} }))).not.toMatch(/object|function"/);
    const known =
      'return ["process", "require", "module", "WebAssembly", "fetch", "std", "os", "Worker"].filter((name) => name in globalThis)';
    expect(await run(known)).toEqual([]);
    expect(await run('return Object.keys(globalThis)')).toEqual([]);
  });

  it('does not hold up the code of others', async () => {
    const endless = Promise.allSettled(Array.from({ length: 3 }, () => problem('for (;;);', {}, { limitMs: 1_000 })));
    const first = await Promise.race([run('return "mine"', {}, { owner: 'b' }), endless]);
    expect(first).toBe('mine');
    const [begun, ...others] = await endless;
    expect(begun).toMatchObject({ value: { code: 'code-timeout' } });
    // Their turn comes, or they have waited long enough.
    for (const one of others) {
      if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(CodeBusy);
      else expect(one.value).toMatchObject({ code: 'code-timeout' });
    }
  });
});

describe('many who want to compute at once', () => {
  const BUSY = 'const until = 4e6; let sum = 0; for (let i = 0; i < until; i += 1) sum += i; return sum;';

  it('those who gave up are passed over, and each is told', async () => {
    const given = new AbortController();
    const first = run(BUSY, {}, { owner: 'queue', limitMs: 10_000 });
    const gone = Array.from({ length: 200 }, () =>
      run(BUSY, {}, { owner: 'queue', limitMs: 10_000, signal: given.signal }),
    );
    given.abort(new Error('gone'));
    const told = await Promise.allSettled(gone);
    expect(told.map((one) => (one.status === 'rejected' ? String(one.reason) : 'ran'))).toEqual(
      gone.map(() => 'Error: gone'),
    );
    await expect(first).resolves.toEqual(expect.any(Number));
    await expect(run('return 1', {}, { owner: 'queue' })).resolves.toBe(1);
  });

  it('nobody waits longer than for a while: who was not begun comes again', async () => {
    const all = await Promise.allSettled(
      Array.from({ length: 40 }, () => run(BUSY, {}, { owner: 'crowd', limitMs: 10_000 })),
    );
    const begun = all.filter(({ status }) => status === 'fulfilled').length;
    expect(begun).toBeGreaterThan(0);
    for (const one of all) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(CodeBusy);
    await expect(run('return 1', {}, { owner: 'crowd' })).resolves.toBe(1);
  });

  it('what was cancelled before is not run, and has no result', async () => {
    const signal = AbortSignal.abort(new Error('cancelled before'));
    await expect(run('return 1', {}, { owner: 'early', signal })).rejects.toThrow('cancelled before');
  });

  it('code under way is ended when the run is cancelled', async () => {
    const cancel = new AbortController();
    const running = run('for (;;);', {}, { owner: 'cancelled', limitMs: 10_000, signal: cancel.signal });
    setTimeout(() => cancel.abort(new Error('cancelled')), 300);
    await expect(running).rejects.toThrow('cancelled');
    await expect(run('return 1', {}, { owner: 'cancelled' })).resolves.toBe(1);
  });
});
