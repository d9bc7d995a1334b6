import { describe, expect, it } from '@jest/globals';
import { cutBatches } from './gather.js';
import { keysOf } from './keys.js';
import { findRepetitions } from './repetitions.js';

const at = (seconds: number) => new Date(seconds * 1000);

describe('cutBatches', () => {
  const event = (runId: string, seconds: number, { group = '', bytes = 10 } = {}) => ({
    runId,
    group,
    cameAt: at(seconds),
    bytes,
  });
  const cut = (...events: ReturnType<typeof event>[]) =>
    cutBatches(events, { size: 2, withinMs: 60_000, now: at(100) });

  it('is ready when full, and else a while after its first event', () => {
    expect(cut(event('a', 90), event('b', 91), event('c', 92))).toEqual([
      { runIds: ['a', 'b'], readyAt: at(100) },
      { runIds: ['c'], readyAt: at(152) },
    ]);
  });

  it('collects apart what has another key', () => {
    expect(cut(event('a', 90, { group: 'x' }), event('b', 91, { group: 'y' }), event('c', 92, { group: 'x' }))).toEqual(
      [
        { runIds: ['a', 'c'], readyAt: at(100) },
        { runIds: ['b'], readyAt: at(151) },
      ],
    );
  });

  it('begins another where the next event would make it too large', () => {
    expect(cut(event('a', 90, { bytes: 900_000 }), event('b', 91, { bytes: 900_000 }))).toEqual([
      { runIds: ['a'], readyAt: at(100) },
      { runIds: ['b'], readyAt: at(151) },
    ]);
  });
});

describe('findRepetitions', () => {
  it('takes a key once in each window, counted from the one that was taken', () => {
    const events = [0, 40, 61, 100, 122].map((seconds) => ({
      runId: `at ${seconds.toString()}`,
      key: 'k',
      cameAt: at(seconds),
    }));
    const found = findRepetitions(events, { windowMs: 60_000, taken: new Map() });
    expect(found.map(({ runId }) => runId)).toEqual(['at 40', 'at 100']);
  });

  it('compares nothing that has no key', () => {
    const events = [0, 1].map((seconds) => ({ runId: 'x', key: null, cameAt: at(seconds) }));
    expect(findRepetitions(events, { windowMs: 60_000, taken: new Map() })).toEqual([]);
  });
});

describe('keysOf', () => {
  const key = (template: string, event: unknown) =>
    keysOf({ dedupe: { key: template, window: '1m' } }, { event }).dedupe;

  it('renders to text, and keeps what is long apart by a hash', () => {
    expect(key('${{ event.id }}', { id: 7 })).toBe('7');
    const [one, other] = ['a', 'b'].map((end) => key('${{ event.id }}', { id: `${'x'.repeat(1000)}${end}` }));
    expect(one).not.toBe(other);
    expect(one?.length).toBeLessThan(200);
  });

  it('has none where the expression fails', () => {
    expect(key('${{ event.id }}', {})).toBeNull();
  });
});
