import { expect, it } from '@jest/globals';
import { outputsOf, resultsOf, type RecordedStep } from './step-results.js';

const record = (id: string, more: Partial<RecordedStep> = {}): RecordedStep => ({
  id,
  iteration: '',
  status: 'succeeded',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:01.500Z',
  input: null,
  output: id,
  error: null,
  ...more,
});
const rule = (steps: object[]) => ({ steps });

it('tells of a loop how often a step ran and what failed, and gives on what its first item gave', () => {
  const records = [
    record('say', { iteration: 'loop#0', output: 'first' }),
    record('say', { iteration: 'loop#1', status: 'failed', output: null, error: { message: 'No' } }),
    record('loop', { finishedAt: null }),
  ];
  const same = rule([{ id: 'loop', kind: 'each', steps: [{ id: 'say', kind: 'stop' }] }]);
  const results = resultsOf(records, { then: same, now: same });
  expect(results.get('say')).toMatchObject({ status: 'failed', times: 2, tookMs: 1500, stale: false });
  expect(results.get('loop')).toMatchObject({ tookMs: null, times: 1 });
  expect(outputsOf(records)).toEqual({ say: 'first', loop: 'loop' });
});

it('is stale for a step that is written otherwise now, whatever the order of its fields', () => {
  const then = rule([
    { id: 'a', kind: 'stop' },
    { id: 'b', kind: 'wait', for: '1m' },
    { id: 'gone', kind: 'stop' },
  ]);
  const now = rule([
    { for: '2m', kind: 'wait', id: 'b' },
    { kind: 'stop', id: 'a' },
  ]);
  const results = resultsOf([record('a'), record('b'), record('gone')], { then, now });
  expect([...results].map(([id, { stale }]) => [id, stale])).toEqual([
    ['a', false],
    ['b', true],
    ['gone', true],
  ]);
});
