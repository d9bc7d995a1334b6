import { describe, expect, it } from '@jest/globals';
import { formatPath, isWithin, ownerOf, problemsAt } from './paths.js';

describe('paths', () => {
  it('are written as the compiler writes them', () => {
    expect(formatPath(['steps', 1, 'with', 'text'])).toBe('steps[1].with.text');
    expect(formatPath(['steps', 0, 'with', 'x y'])).toBe('steps[0].with["x y"]');
    expect(formatPath([])).toBe('');
  });
  it('know what lies inside', () => {
    expect(isWithin('steps[1].with.text', 'steps[1]')).toBe(true);
    expect(isWithin('steps[10].id', 'steps[1]')).toBe(false);
    expect(isWithin('steps[1].named', 'steps[1].name')).toBe(false);
    expect(isWithin('anything', '')).toBe(true);
  });
  it('know the step they belong to', () => {
    const steps = ['steps[0]', 'steps[0].cases[0].steps[1]', 'steps[1]'].map((key) => ({ key }));
    expect(ownerOf('steps[0].cases[0].steps[1].with.text', steps)?.key).toBe('steps[0].cases[0].steps[1]');
    expect(ownerOf('steps[0].cases[0].if', steps)?.key).toBe('steps[0]');
    expect(ownerOf('trigger.cron', steps)).toBeUndefined();
  });
  it('collect problems for a field or for all that it holds', () => {
    const problems = ['steps[1].with', 'steps[1].with.text', 'steps[2].id'].map((path) => ({ path }));
    expect(problemsAt(problems, ['steps', 1, 'with'], { inside: false })).toHaveLength(1);
    expect(problemsAt(problems, ['steps', 1, 'with'], { inside: true })).toHaveLength(2);
  });
});
