import { beforeEach, describe, expect, it } from '@jest/globals';
import { Circuit, type CircuitChange } from './circuit.js';

let now: number;
let changes: CircuitChange[];
let circuit: Circuit;
beforeEach(() => {
  now = 0;
  changes = [];
  circuit = new Circuit(
    (change) => changes.push(change),
    () => now,
  );
});
const fail = (times: number) => {
  for (let time = 0; time < times; time += 1) circuit.failed();
};

describe('Circuit', () => {
  it('opens after eight failures in a row and not after seven and an answer', () => {
    fail(7);
    circuit.succeeded();
    fail(7);
    expect(circuit.admit()).toEqual({ kind: 'go' });
    fail(1);
    expect(circuit.admit()).toEqual({ kind: 'refused', waitMs: 10_000 });
    expect(changes).toEqual(['heard', 'opened']);
  });

  it('lets one call find out whether the vendor is back, and waits longer when it is not', () => {
    // The eighth, and some that were under way.
    fail(12);
    now = 10_000;
    expect([circuit.admit(), circuit.admit()]).toEqual([{ kind: 'probe' }, { kind: 'refused', waitMs: 5000 }]);
    circuit.failed();
    expect(circuit.admit()).toEqual({ kind: 'refused', waitMs: 20_000 });
    now += 20_000;
    expect(circuit.admit()).toEqual({ kind: 'probe' });
    circuit.succeeded();
    expect([circuit.admit(), circuit.admit(), circuit.isIdle]).toEqual([{ kind: 'go' }, { kind: 'go' }, true]);
    expect(changes).toEqual(['opened', 'closed']);
  });

  it('never pauses longer than five minutes', () => {
    fail(8);
    for (let probe = 0; probe < 10; probe += 1) {
      now += 300_000;
      expect(circuit.admit()).toEqual({ kind: 'probe' });
      circuit.failed();
    }
    expect(circuit.look()).toEqual({ kind: 'refused', waitMs: 300_000 });
  });

  it('lets the next one try when the probe asked nobody', () => {
    fail(8);
    now = 10_000;
    expect(circuit.admit()).toEqual({ kind: 'probe' });
    circuit.forgetProbe();
    expect(circuit.admit()).toEqual({ kind: 'probe' });
  });
});
