import { describe, expect, it } from '@jest/globals';
import { noteReload, waitBeforeReload } from './recovery.js';

const storage = () => {
  const held = new Map<string, string>();
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
  };
};

describe('a page that fails while the API answers', () => {
  it('waits longer before each reload instead of loading itself again and again', () => {
    const kept = storage();
    const waits: number[] = [];
    let now = 1_000_000;
    for (let round = 0; round < 9; round++) {
      const wait = waitBeforeReload(kept, { address: '/runs', now });
      waits.push(wait / 1000);
      now += wait;
      noteReload(kept, { address: '/runs', now });
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300]);
  });

  it('starts afresh for another page, and when the page was well for a while', () => {
    const kept = storage();
    noteReload(kept, { address: '/runs', now: 0 });
    noteReload(kept, { address: '/runs', now: 1 });
    expect(waitBeforeReload(kept, { address: '/runs', now: 2 })).toBe(20_000);
    expect(waitBeforeReload(kept, { address: '/', now: 2 })).toBe(5_000);
    expect(waitBeforeReload(kept, { address: '/runs', now: 3_600_000 })).toBe(5_000);
  });

  it('minds nothing that it cannot read', () => {
    const kept = storage();
    kept.setItem('jarvis.recovery', '{');
    expect(waitBeforeReload(kept, { address: '/', now: 0 })).toBe(5_000);
  });
});
