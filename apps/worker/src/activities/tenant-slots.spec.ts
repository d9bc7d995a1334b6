import { describe, expect, it } from '@jest/globals';
import { TenantSlots } from './tenant-slots.js';

describe('TenantSlots', () => {
  const gate = () => {
    let open: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => (open = resolve));
    return { closed, open };
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('caps one observatory and leaves another alone', async () => {
    const slots = new TenantSlots(2);
    const { closed, open } = gate();
    const started: string[] = [];
    const work = (name: string, tenant: string) =>
      slots.run(tenant, async () => {
        started.push(name);
        await closed;
      });
    const all = [work('a1', 'a'), work('a2', 'a'), work('a3', 'a'), work('b1', 'b')];
    await settled();
    expect(started).toEqual(['a1', 'a2', 'b1']);
    open();
    await Promise.all(all);
    expect(started).toEqual(['a1', 'a2', 'b1', 'a3']);
  });

  it('frees the slot of work that failed', async () => {
    const slots = new TenantSlots(1);
    await expect(slots.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(slots.run('a', async () => 'yes')).resolves.toBe('yes');
  });
});
