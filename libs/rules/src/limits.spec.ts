import { describe, expect, it } from '@jest/globals';
import { parseDefinition } from './parse.js';

const problemsOf = (limits: unknown) => {
  const steps = [{ id: 'end', kind: 'stop', outcome: 'succeeded' }];
  const parsed = parseDefinition({ format: 1, name: 'x', trigger: { kind: 'manual' }, limits, steps });
  return 'problems' in parsed ? parsed.problems.map(({ path, code }) => ({ path, code })) : [];
};

describe('limits of a rule', () => {
  it('takes what the documents show', () => {
    expect(
      problemsOf({
        concurrency: { limit: 2, key: '${{ event.order.id }}', whenFull: 'replace' },
        throttle: { limit: 10, per: '1m' },
        debounce: { quiet: '30s', maxWait: '5m' },
        dedupe: { key: '${{ event.id }}', window: '1h' },
      }),
    ).toEqual([]);
  });

  it.each([
    [{ concurrency: { limit: 0 } }, 'limits.concurrency.limit', 'invalid-value'],
    [{ concurrency: { limit: 1, whenFull: 'wait' } }, 'limits.concurrency.whenFull', 'invalid-value'],
    [{ concurrency: {} }, 'limits.concurrency.limit', 'missing-field'],
    [{ throttle: { limit: 1, per: '0s' } }, 'limits.throttle.per', 'invalid-value'],
    [{ dedupe: { window: '1h' } }, 'limits.dedupe.key', 'missing-field'],
    [{ batch: { size: 2000, within: '1m' } }, 'limits.batch.size', 'invalid-value'],
    [{ debounce: { quiet: '1m' }, batch: { size: 2, within: '1m' } }, 'limits.batch', 'invalid-value'],
    [{ often: true }, 'limits.often', 'unknown-field'],
  ])('refuses %j', (limits, path, code) => {
    expect(problemsOf(limits)).toEqual([{ path, code }]);
  });
});
