import { describe, expect, it } from '@jest/globals';
import { compileRule } from './index.js';
import { connections, log, registry } from './testing.fixture.js';

const EVENT = { kind: 'event', name: 'order.paid' };
const problemsOf = (
  limits: object,
  { trigger = EVENT, title = 'x', sampleEvent }: { trigger?: object; title?: string; sampleEvent?: unknown } = {},
) => {
  const definition = { format: 1, name: 'x', trigger, limits, steps: [{ ...log, id: 'a', with: { title } }] };
  return compileRule({ definition, registry, connections, sampleEvent }).problems.map(({ path, code }) => ({
    path,
    code,
  }));
};

describe('limits', () => {
  it('takes keys over the event, the trigger and the constants', () => {
    expect(problemsOf({ concurrency: { limit: 1, key: '${{ event.order.id }}-${{ trigger.eventName }}' } })).toEqual(
      [],
    );
  });

  it('says which name a key does not know, and that no step has run', () => {
    expect(problemsOf({ throttle: { limit: 1, per: '1m', key: '${{ evnt.id }}' } })).toEqual([
      { path: 'limits.throttle.key', code: 'unknown-name' },
    ]);
    expect(problemsOf({ dedupe: { key: '${{ steps.a.output }}', window: '1m' } })).toEqual([
      { path: 'limits.dedupe.key', code: 'step-not-run-yet' },
    ]);
  });

  it('gives the steps of a batch a list, and its key one event', () => {
    const batch = { size: 5, within: '1m', key: '${{ event.shop }}' };
    const sampleEvent = { shop: 'north' };
    expect(problemsOf({ batch }, { title: '${{ event.items[0].shop }}', sampleEvent })).toEqual([]);
    expect(problemsOf({ batch }, { title: '${{ event.shop }}', sampleEvent })).toEqual([
      { path: 'steps[0].with.title', code: 'unknown-output-field' },
    ]);
  });

  it('does nothing for a schedule, which starts its runs itself', () => {
    expect(problemsOf({ concurrency: { limit: 1 } }, { trigger: { kind: 'schedule', every: '1h' } })).toEqual([
      { path: 'limits.concurrency', code: 'invalid-value' },
    ]);
  });
});
