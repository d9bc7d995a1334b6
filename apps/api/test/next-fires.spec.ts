import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { CompilePool } from '../src/definition/compile-pool.js';
import { TestApi, type Person } from './support/api.js';
import { publishRule } from './support/rules.js';

/** Temporal as it is when it hangs: it takes the connection and says nothing. */
let hung: Server;
const taken = new Set<Socket>();
let api: TestApi;
let owner: Person;
beforeAll(async () => {
  hung = createServer((socket) => taken.add(socket));
  await new Promise<void>((resolve) => hung.listen(0, '127.0.0.1', resolve));
  const { port } = hung.address() as AddressInfo;
  api = await TestApi.start({ TEMPORAL_ADDRESS: `127.0.0.1:${port.toString()}` });
  owner = await api.observatory();
});
afterAll(async () => {
  await api.stop();
  for (const socket of taken) socket.destroy();
  hung.close();
});

const rule = (index: number) => `format: 1
name: Every morning ${index.toString()}
trigger: { kind: schedule, cron: "0 9 * * *", timezone: Europe/Berlin }
steps:
  - { id: note, kind: action, uses: core.log, with: { title: Morning } }
`;

it('says of which schedules it is still asking, on Home and in the list, instead of leaving them out', async () => {
  for (let index = 1; index <= 7; index++) await publishRule(api, owner.token, rule(index));
  const board = await api.call('GET', '/api/v1/dashboard', { token: owner.token });
  expect(board.body).toMatchObject({ data: { next: [], asking: { count: 7 } } });
  const { data } = board.body as { data: { asking: { rules: { ruleName: string }[] } } };
  expect(data.asking.rules.map(({ ruleName }) => ruleName)).toEqual([1, 2, 3, 4, 5].map((n) => `Every morning ${n}`));
  const rules = await api.call('GET', '/api/v1/rules', { token: owner.token });
  expect(rules.body).toMatchObject({ data: Array(7).fill({ nextFireAt: null, nextFireAsked: true }) });
});

it('says the next ten times of a text as it is written, and of a rule while it is on, without asking Temporal', async () => {
  const ask = (source: string) =>
    api.call('POST', '/api/v1/rules/next-times', { token: owner.token, body: { source } });
  const found = await ask(rule(8));
  expect(found.status).toBe(200);
  const { data } = found.body as { data: { times: { at: string; offsetMinutes: number }[] } };
  expect(data).toMatchObject({ summary: 'Every day at 09:00 Europe/Berlin', timezone: 'Europe/Berlin', jitterMs: 0 });
  expect(data.times).toHaveLength(10);
  for (const { at, offsetMinutes } of data.times)
    expect(new Date(Date.parse(at) + offsetMinutes * 60_000).toISOString()).toMatch(/T09:00:00/);

  for (const unfinished of ['', 'trigger: { kind: schedule, cron: x }', 'trigger: { kind: manual }', '- 1'])
    expect((await ask(unfinished)).body).toMatchObject({ data: { timezone: null, times: [] } });

  const { ruleId: id } = await publishRule(api, owner.token, rule(9));
  const path = `/api/v1/rules/${id}/next-times`;
  expect((await api.call('GET', path, { token: owner.token })).body).toMatchObject({ data: { times: data.times } });
  await api.call('POST', `/api/v1/rules/${id}/disable`, { token: owner.token });
  expect((await api.call('GET', path, { token: owner.token })).body).toMatchObject({ data: { times: [] } });
});

it('looks for the next times in the threads that compile, and not through thousands of calendars', async () => {
  const { ruleId } = await publishRule(api, owner.token, rule(10));
  const minutes = Array.from({ length: 48 }, (_, minute) => `09:${String(minute).padStart(2, '0')}`);
  const on = Array<string>(40).fill('last weekday');
  const trigger = { kind: 'schedule', at: minutes, on, except: ['2000-02-01..2100-12-31'] };
  const checks = jest.spyOn(api.app.get(CompilePool), 'check');
  const { token } = owner;
  const shown = await api.call('GET', `/api/v1/rules/${ruleId}/next-times`, { token });
  const body = { definition: { trigger } };
  const asked = await api.call('POST', '/api/v1/rules/next-times', { token, body });
  expect(checks.mock.calls.map(([, task]) => task.timesAfter)).toEqual([expect.any(Number), expect.any(Number)]);
  checks.mockRestore();
  expect(shown.body).toMatchObject({ data: { timezone: 'Europe/Berlin', times: Array(10).fill({}) } });
  expect(asked.body).toMatchObject({ data: { timezone: null, times: [] } });
  for (const { headers } of [shown, asked]) expect(headers).toMatchObject({ 'ratelimit-limit': '600' });
  const { problems } = (await api.call('POST', '/api/v1/rules/validate', { token, body })).data(
    z.object({ problems: z.array(z.object({ path: z.string(), message: z.string() })) }),
  );
  expect(problems).toContainEqual({ path: 'trigger.at', message: expect.stringContaining('576 combinations') });
});
