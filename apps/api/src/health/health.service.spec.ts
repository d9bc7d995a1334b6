import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { HealthService } from './health.service.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

it('believes an answer for less than a second', async () => {
  const temporal = { ping: jest.fn(() => Promise.resolve()) };
  const database = {
    ping: () => Promise.resolve(),
    systemQuery: () => Promise.resolve([{ waiting: 0, oldest: null }]),
  };
  const reconciler = { report: () => ({ checkedAt: null, failure: null, checked: 0, drift: [], open: 0 }) };
  const mail = { report: () => ({ status: 'off' as const, failingSince: null }) };
  const health = new HealthService(database, temporal, reconciler, mail, { backlog: { alertSeconds: 60 } });
  expect((await health.check()).status).toBe('ok');
  temporal.ping.mockRejectedValue(new Error('killed'));
  expect((await health.check()).status).toBe('ok');
  jest.advanceTimersByTime(1000);
  expect((await health.check()).temporal.status).toBe('down');
});
