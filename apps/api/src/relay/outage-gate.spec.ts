import { expect, it } from '@jest/globals';
import { OutageGate } from './outage-gate.js';

it('closes for longer each time, up to five seconds, and probes until something succeeds', () => {
  const gate = new OutageGate();
  expect([gate.remaining(0), gate.probing]).toEqual([0, false]);
  const pauses = [0, 1, 2, 3, 4, 5].map(() => {
    gate.close(1000);
    return gate.remaining(1000);
  });
  expect(pauses).toEqual([500, 1000, 2000, 4000, 5000, 5000]);
  expect([gate.remaining(6000), gate.probing]).toEqual([0, true]);
  gate.open();
  expect([gate.remaining(1000), gate.probing]).toEqual([0, false]);
});
