import { describe, expect, it } from '@jest/globals';
import { display } from './display.js';
import { node } from './node.js';
import { schema } from './schema.js';

describe('wait-for-event', () => {
  const step = { kind: 'wait-for-event', id: 'paid', event: 'order.paid' };

  it('is written with an event, and with nothing unknown', () => {
    const full = { ...step, where: { order: { id: '${{ event.id }}' } }, expiresAfter: '2h', onNoEvent: 'continue' };
    expect([schema.parse(step), schema.parse(full)]).toEqual([step, full]);
    for (const wrong of [{ event: 'Order paid' }, { for: '2h' }, { expiresAfter: 'soon' }, { onNoEvent: 'stop' }]) {
      expect(schema.safeParse({ ...step, ...wrong }).success).toBe(false);
    }
  });

  it('compares single values, and no lists however deep', () => {
    for (const where of [{ ids: [1] }, { order: { lines: [] } }]) {
      expect(schema.safeParse({ ...step, where }).error?.issues).toMatchObject([{ path: ['where'] }]);
    }
  });

  it('stands in a plan', () => {
    const base = { kind: 'wait-for-event', id: 'paid', path: 'steps[0]', name: 'Paid', event: 'order.paid' };
    const written = { ...base, where: { id: 7 }, expiresAfterMs: 1000, onNoEvent: 'fail' };
    expect(node.parse(written)).toEqual(written);
  });

  it('says what it does', () => {
    expect(display.describe({ event: 'order.paid' }, () => undefined)).toBe('“order.paid”, within 24h');
    expect(display.describe(display.blank, () => undefined)).toBe('No event named yet');
  });
});
