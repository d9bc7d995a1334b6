import { describe, expect, it } from '@jest/globals';
import { compileRule, nodesOf } from './index.js';
import { connections, log, registry, rule } from './testing.fixture.js';

const compile = (steps: unknown[]) => compileRule({ definition: rule(steps), registry, connections });
const problems = (steps: unknown[]) =>
  compile(steps).problems.map(({ code, path, severity }) => [severity, code, path]);
const say = (id: string, title = 'x', more: object = {}) => ({ ...log, id, with: { title }, ...more });

describe('steps for a failure', () => {
  const help = say('help', '${{ steps.a.error.code + steps.a.error.message + steps.a.status }}');

  it('stand in the plan under the step, with stable paths', () => {
    const { plan, problems } = compile([say('a', 'x', { onError: { steps: [help] } })]);
    expect(problems).toEqual([]);
    expect(plan?.nodes[0]?.onError).toMatchObject({ then: 'continue' });
    expect(nodesOf(plan ?? { nodes: [] }).map(({ path }) => path)).toEqual(['steps[0]', 'steps[0].onError.steps[0]']);
  });

  it('read the error of the step, and no output of it', () => {
    const wrong = say('help', '${{ steps.a.output }} ${{ steps.a.error.cod }} ${{ steps.later.status }}');
    expect(problems([say('a', 'x', { onError: { steps: [wrong] } }), say('later')])).toEqual([
      ['error', 'step-not-run-yet', 'steps[0].onError.steps[0].with.title'],
      ['error', 'unknown-output-field', 'steps[0].onError.steps[0].with.title'],
      ['error', 'step-not-run-yet', 'steps[0].onError.steps[0].with.title'],
    ]);
  });

  it('are read with a doubt after the step where the run goes on, and not at all where it fails', () => {
    const after = say('after', '${{ steps.help.status }}');
    expect(problems([say('a', 'x', { onError: { steps: [help] } }), after])).toEqual([
      ['warning', 'step-may-not-run', 'steps[1].with.title'],
    ]);
    expect(problems([say('a', 'x', { onError: { steps: [help], then: 'fail' } }), after])).toEqual([
      ['error', 'step-not-run-yet', 'steps[1].with.title'],
    ]);
  });

  it('make sure of the step only where the run fails after them', () => {
    const after = say('after', '${{ steps.a.output.title }}');
    expect(problems([say('a', 'x', { onError: { steps: [help], then: 'fail' } }), after])).toEqual(
      problems([say('a'), after]),
    );
    expect(problems([say('a', 'x', { onError: { steps: [help] } }), after])).toEqual(
      problems([say('a', 'x', { onError: 'continue' }), after]),
    );
  });

  it('must be some, with ids of their own, and count as steps of the rule', () => {
    expect(problems([say('a', 'x', { onError: { steps: [] } })])).toEqual([
      ['error', 'empty-steps', 'steps[0].onError.steps'],
    ]);
    expect(problems([say('a', 'x', { onError: { steps: [say('a')] } })])).toContainEqual([
      'error',
      'duplicate-id',
      'steps[0].onError.steps[0].id',
    ]);
    const many = Array.from({ length: 4 }, (_, at) =>
      say(`a${at}`, 'x', { onError: { steps: Array.from({ length: 150 }, (_, of) => say(`b${at}_${of}`)) } }),
    );
    expect(problems(many)).toEqual([['error', 'too-large', 'steps']]);
  });

  it('leave an approval that policy puts before the action as it is', () => {
    const publish = { kind: 'action', uses: 'post.publish', id: 'p', with: { text: 'x' } };
    const { plan } = compile([{ ...publish, onError: { steps: [say('help')] }, compensate: { steps: [say('undo')] } }]);
    expect(plan?.nodes.map(({ kind, onError, compensate }) => [kind, typeof onError, typeof compensate])).toEqual([
      ['approval', 'string', 'undefined'],
      ['action', 'object', 'object'],
    ]);
  });
});

describe('steps that undo', () => {
  it('read what the step gave and the item around, and are read nowhere else', () => {
    const undo = say('undo', '${{ string(steps.a.status) + string(item) }}');
    const loop = { kind: 'each', id: 'l', items: '[1]', steps: [say('a', 'x', { compensate: { steps: [undo] } })] };
    expect(problems([loop])).toEqual([]);
    const after = say('after', '${{ steps.undo.status }}');
    expect(problems([say('a', 'x', { compensate: { steps: [say('undo')] } }), after])).toEqual([
      ['error', 'step-not-run-yet', 'steps[1].with.title'],
    ]);
  });

  it('know the step as one that has succeeded, even where it may be skipped', () => {
    const undo = say('undo', '${{ steps.a.output.title }}');
    const found = problems([say('a', 'x', { if: 'event.x', compensate: { steps: [undo] } })]);
    expect(found.filter(([, code]) => code === 'step-may-not-run')).toEqual([]);
  });
});

it('retry takes the errors that are not worth another attempt, and writes them only where there are some', () => {
  const retryOf = (retry: object) => {
    const [node] = compile([say('a', 'x', { retry })]).plan?.nodes ?? [];
    return node && 'retry' in node ? node.retry : undefined;
  };
  expect(retryOf({ attempts: 2, notOn: ['rate-limited'] })).toMatchObject({ notOn: ['rate-limited'] });
  expect(retryOf({ attempts: 2, notOn: [] })).not.toHaveProperty('notOn');
});
