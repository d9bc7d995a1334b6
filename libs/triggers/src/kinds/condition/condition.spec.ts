import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { armTrigger, crossedBy, describeTrigger, nextLookMs, Trigger, type Crossing } from '../../index.js';

const trigger = (fields: object) =>
  Trigger.parse({ kind: 'condition', uses: 'http.request', value: '${{ output.body.price }}', ...fields });
const watched = (fields: object) => {
  const armed = armTrigger(trigger(fields));
  if (armed.type !== 'number') throw new Error('It watches no number.');
  return armed.watched;
};
const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 9, minute)).toISOString();

/** The minutes at which it fires, with a look each minute. */
function firesAt(values: readonly number[], fields: object): number[] {
  let known: Crossing | undefined;
  return values.flatMap((value, minute) => {
    const { now, event } = crossedBy(known, { at: at(minute), value }, watched(fields));
    known = now;
    return event ? [minute] : [];
  });
}

describe('a number and a line', () => {
  it.each<[string, number[], object, number[]]>([
    ['fires when it crosses, not at each look', [1, 5, 11, 12, 13], { above: 10 }, [2]],
    ['does not fire on the line itself', [1, 10, 10.1], { above: 10 }, [2]],
    ['never fires at the first look', [11, 12, 9, 11], { above: 10 }, [3]],
    ['fires again once it was back', [1, 11, 10, 11, 9, 20], { above: 10 }, [1, 3, 5]],
    ['fires once while it swings between the lines', [1, 11, 9, 11, 8, 12], { above: 10, rearm: 5 }, [1]],
    ['fires again from the second line on', [1, 11, 5, 11], { above: 10, rearm: 5 }, [1, 3]],
    ['fires downwards', [20, 10, 9, 15, 20, 9], { below: 10, rearm: 20 }, [2, 5]],
    ['waits until it has held', [1, 11, 12, 13, 14], { above: 10, for: '2m' }, [3]],
    ['does not fire when it comes back before', [1, 11, 9, 11, 11, 11], { above: 10, for: '2m' }, [5]],
  ])('%s', (_, values, fields, minutes) => {
    expect(firesAt(values, fields)).toEqual(minutes);
  });

  it('says what it was before it crossed, and since when', () => {
    const line = watched({ above: 10, for: '2m' });
    const looks = [3, 11, 12, 13].map((value, minute) => ({ value, at: at(minute) }));
    let known: Crossing | undefined;
    const events = looks.map((look) => {
      const { now, event } = crossedBy(known, look, line);
      known = now;
      return event;
    });
    expect(events).toEqual([
      undefined,
      undefined,
      undefined,
      { value: 13, before: 3, line: 10, side: 'above', since: at(1), at: at(3) },
    ]);
  });

  it('fires at most once between two times at which it was back, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), (values) => {
        const minutes = firesAt(values, { above: 10, rearm: 5 });
        for (const [index, minute] of minutes.entries()) {
          const since = index === 0 ? 0 : (minutes[index - 1] ?? 0) + 1;
          expect(Math.min(...values.slice(since, minute))).toBeLessThanOrEqual(index === 0 ? 10 : 5);
          expect(values[minute]).toBeGreaterThan(10);
        }
      }),
    );
  });

  it('keeps the last looks, and no more', () => {
    let known: Crossing | undefined;
    for (let minute = 0; minute < 100; minute += 1)
      known = crossedBy(known, { at: at(minute), value: minute }, watched({ above: 1_000 })).now;
    expect([known?.looks.length, known?.looks[0]?.value, known?.looks.at(-1)?.value]).toEqual([60, 40, 99]);
  });

  it('is looked at when what has to hold ends, if that is earlier', () => {
    const line = watched({ above: 10, for: '90s', every: '1m' });
    const holding = (minute: number): Crossing => ({
      state: 'holding',
      since: at(0),
      looks: [{ at: at(minute), value: 11 }],
    });
    expect([nextLookMs({ state: 'armed', looks: [] }, line), nextLookMs(holding(0), line)]).toEqual([60_000, 60_000]);
    expect(nextLookMs(holding(1), line)).toBe(30_000);
  });
});

describe('a condition', () => {
  it('is said in words', () => {
    expect(describeTrigger(trigger({ above: 100 }))).toBe('When body.price of http.request is above 100');
    expect(describeTrigger(trigger({ below: -1.5, for: '10m' }))).toBe(
      'When body.price of http.request is below -1.5 for 10 minutes',
    );
  });

  it.each<[object, string[]]>([
    [{}, ['']],
    [{ above: 1, below: 2 }, ['below']],
    [{ above: 1, rearm: 2 }, ['rearm']],
    [{ below: 1, rearm: 0 }, ['rearm']],
    [{ above: 1, every: '5s' }, ['every']],
    [{ above: 1, rearm: 1, every: '10s', for: '1h' }, []],
  ])('%j', (fields, wrong) => {
    const found = Trigger.safeParse({ kind: 'condition', uses: 'http.request', value: '${{ 1 }}', ...fields });
    expect(found.error?.issues.map(({ path }) => path.join('.')) ?? []).toEqual(wrong);
  });
});
