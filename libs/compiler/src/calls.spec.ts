import { describe, expect, it } from '@jest/globals';
import { compileRule } from './index.js';
import { connections, log, registry, rule, rules } from './testing.fixture.js';

const compile = (step: Record<string, unknown>, title = 'x') =>
  compileRule({
    definition: rule([
      { kind: 'call', id: 'ship', rule: 'Ship order', with: { order: 'A7' }, ...step },
      { ...log, id: 'a', with: { title } },
    ]),
    registry,
    connections,
    rules,
  });

describe('a step that calls a rule', () => {
  it('names the rule by its id, by whichever it is written', () => {
    const [node] = compile({}).plan?.nodes ?? [];
    expect(node).toMatchObject({
      rule: rules[0]?.id,
      ruleName: 'Ship order',
      wait: true,
      expiresAfterMs: 7 * 24 * 3_600_000,
      outputSchema: rules[0]?.gives,
    });
    expect(compile({ rule: rules[0]?.id.toUpperCase() }).plan?.nodes[0]).toEqual(node);
  });

  it('checks what is given against the inputs of that rule, as far as it is known', () => {
    expect(compile({ with: { order: '${{ event.id }}', count: '${{ event.count }}' } }).problems).toEqual([]);
    expect(compile({ with: { ordr: 'A7' } }).problems).toMatchObject([
      { path: 'steps[0].with.order', code: 'invalid-input' },
      { path: 'steps[0].with.ordr', code: 'invalid-input', hint: 'Its inputs are: order, count.' },
    ]);
    expect(compile({ with: { order: '${{ 7 }}' } }).problems).toMatchObject([
      { path: 'steps[0].with.order', code: 'expression-type' },
    ]);
    expect(compile({ rule: 'Tidy up', with: { any: [1] } }).problems).toEqual([]);
  });

  it('gives what that rule gives, with its types', () => {
    expect(compile({}, '${{ steps.ship.output.label }}').problems).toEqual([]);
    expect(compile({}, '${{ steps.ship.output.lable }}').problems).toMatchObject([
      { code: 'unknown-output-field', hint: 'Did you mean “label”?' },
    ]);
    expect(compile({ wait: false }, '${{ steps.ship.output.runId }}').problems).toEqual([]);
    expect(compile({ wait: false }, '${{ steps.ship.output.label }}').problems).toMatchObject([
      { code: 'unknown-output-field' },
    ]);
  });
});
