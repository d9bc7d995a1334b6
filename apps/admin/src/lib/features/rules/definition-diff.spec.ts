import { describe, expect, it } from '@jest/globals';
import { definitionYaml, orderLike } from './definition-diff.js';

describe('orderLike', () => {
  it('takes the order of keys from the model, steps matched by id', () => {
    const model = {
      format: 1,
      name: 'A',
      steps: [
        { id: 'x', kind: 'wait', for: '1m' },
        { id: 'y', kind: 'stop' },
      ],
    };
    const stored = {
      name: 'B',
      steps: [
        { kind: 'stop', id: 'y' },
        { for: '2m', kind: 'wait', id: 'x', name: 'Wait' },
      ],
      format: 1,
    };
    expect(JSON.stringify(orderLike(stored, model))).toBe(
      '{"format":1,"name":"B","steps":[{"id":"y","kind":"stop"},{"id":"x","kind":"wait","for":"2m","name":"Wait"}]}',
    );
  });
  it('changes no value', () => {
    const value = { b: [1, { d: null, c: 'x' }], a: false };
    expect(orderLike(value, { a: 1 })).toEqual(value);
    expect(orderLike(value, null)).toEqual(value);
  });
});

it('definitionYaml shows only what differs', () => {
  const draft = { format: 1, name: 'A', trigger: { kind: 'manual' } };
  expect(definitionYaml({ trigger: { kind: 'manual' }, name: 'B', format: 1 }, draft)).toBe(
    'format: 1\nname: B\ntrigger:\n  kind: manual\n',
  );
});
