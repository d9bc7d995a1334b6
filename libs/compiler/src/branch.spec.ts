import { evaluateCondition } from '@jarvis/expressions';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileRule } from './index.js';
import { registry, rule } from './testing.fixture.js';

const stop = { kind: 'stop', id: 's', outcome: 'succeeded' };

/** The conditions of a branch whose cases have these values. */
function conditionsOf(on: string, all: readonly unknown[]): string[] {
  const cases = all.map((is, index) => ({ is, steps: [{ ...stop, id: `s${String(index)}` }] }));
  const { plan, problems } = compileRule({
    definition: rule([{ kind: 'branch', id: 'b', on, cases, else: [stop] }]),
    registry,
    connections: [],
  });
  const [node] = plan?.nodes ?? [];
  if (node?.kind !== 'branch') throw new Error(JSON.stringify(problems));
  return node.cases.map((one) => one.if);
}

describe('a branch by the values of one expression', () => {
  it('becomes one by conditions that people can read in a run', () => {
    expect(conditionsOf('${{ event.status }}', ['paid', ['sent', 3], null])).toEqual([
      'event.status == "paid"',
      'event.status in ["sent", 3]',
      'event.status == null',
    ]);
    expect(conditionsOf('event.a + event.b', [7])).toEqual(['(event.a + event.b) == 7']);
    expect(conditionsOf('event.a', [1e20, -1])).toEqual(['event.a == 1e+20', 'event.a == -1']);
  });

  it('takes the case that names the value, whatever the values are', () => {
    const value = fc.oneof(
      fc.constantFrom('a', 'b', '', 'true', '1'),
      fc.string({ maxLength: 5 }).filter((text) => !text.includes('\0')),
      fc.integer({ min: -3, max: 3 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    );
    const values = fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 4 }), value, (cases, given) => {
        const conditions = conditionsOf('event.x', cases);
        const taken = conditions.findIndex((condition) => evaluateCondition(condition, { event: { x: given } }));
        // -0 is 0, as in JSON.
        const expected = cases.findIndex((is) => (Array.isArray(is) ? is : [is]).some((one) => one === given));
        expect(taken).toBe(expected);
      }),
    );
  });

  it('has a limit for all that stands in one condition', () => {
    const on = `event.x + "${'x'.repeat(3000)}"`;
    expect(() => conditionsOf(on, [['y'.repeat(1000), 'z'.repeat(900)]])).toThrow('too-large');
  });
});
