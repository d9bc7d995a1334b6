import { describe, expect, it } from '@jest/globals';
import { display } from './display.js';
import { node } from './node.js';
import { schema } from './schema.js';

describe('call', () => {
  const step = { kind: 'call', id: 'ship', rule: 'Ship an order' };

  it('is written with a rule, and with nothing unknown', () => {
    const full = { ...step, with: { order: '${{ event.id }}' }, wait: false, expiresAfter: '2h' };
    expect([schema.parse(step), schema.parse(full)]).toEqual([step, full]);
    for (const wrong of [{ rule: '' }, { wait: 'no' }, { expiresAfter: 'soon' }, { input: {} }]) {
      expect(schema.safeParse({ ...step, ...wrong }).success).toBe(false);
    }
  });

  it('stands in a plan', () => {
    const rule = '018f0000-0000-7000-8000-000000000001';
    const base = { kind: 'call', id: 'ship', path: 'steps[0]', name: 'Ship' };
    const written = { ...base, rule, ruleName: 'Ship an order', with: {}, wait: true, expiresAfterMs: 1000 };
    expect(node.parse(written)).toEqual(written);
  });

  it('says what it does', () => {
    const words = (given: object) => display.describe({ ...step, ...given }, () => undefined);
    expect(words({})).toBe('“Ship an order”, and waits for its end');
    expect(words({ wait: false })).toBe('“Ship an order”, without waiting for its end');
    expect(display.describe(display.blank, () => undefined)).toBe('No rule named yet');
  });
});
