import { describe, expect, it } from '@jest/globals';
import { ownerOf, problemsAt } from './paths.js';

describe('paths', () => {
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
