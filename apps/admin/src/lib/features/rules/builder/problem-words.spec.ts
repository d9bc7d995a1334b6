import { describe, expect, it } from '@jest/globals';
import { flatten, readSteps } from '../../../components/flow/steps.js';
import { placeOf, wordsAt, wordsWithPlace } from './problem-words.js';

const steps = flatten(
  readSteps(
    [
      { id: 'say', kind: 'action', uses: 'core.log', with: { title: '' } },
      { id: 'wait', kind: 'wait', for: 'soon' },
      { id: 'decide', kind: 'branch', cases: [{ if: '', steps: [{ id: 'end', name: 'The end', kind: 'stop' }] }] },
    ],
    ['steps'],
  ),
);
const names = {
  steps,
  inputSchemaOf: (id: string) =>
    id === 'core.log' ? { type: 'object', properties: { title: { type: 'string', title: 'Headline' } } } : undefined,
};
const empty = {
  path: 'steps[2].cases[0].if',
  code: 'missing-field',
  message: 'It must not be empty.',
  hint: 'Fill it in, or remove it where it is optional.',
};

describe('a problem', () => {
  it('says at its field just what is wrong', () => {
    expect(wordsAt(empty, names)).toBe('It must not be empty.');
    const duration = { code: 'invalid-value', message: 'This is not a duration.', hint: 'Write 5m.' };
    expect(wordsAt(duration, names)).toBe('This is not a duration. Write 5m.');
  });

  it('says elsewhere first where it is, in the words of the form', () => {
    expect(wordsWithPlace(empty, names)).toBe('Decide › Condition: it must not be empty.');
    expect(wordsWithPlace({ path: 'steps', code: 'empty-steps', message: 'The rule has no steps.' }, names)).toBe(
      'The rule has no steps.',
    );
    expect(placeOf('steps[0].with.title', names)).toBe('Say › Headline');
    expect(placeOf('steps[1].for', names)).toBe('Wait › For');
    expect(placeOf('steps[2].cases[0].steps[0].outcome', names)).toBe('The end › The run ends as');
    expect(placeOf('steps[2]', names)).toBe('Decide');
    expect(placeOf('trigger.cron', names)).toBe('Trigger › Cron');
    expect(placeOf('trigger.with.dealStage', names)).toBe('Trigger › Deal stage');
    expect(placeOf('vars.name1', names)).toBe('Variables › name1');
    expect(placeOf('', names)).toBe('');
  });

  it('names another step, and quotes code', () =>
    expect(
      wordsAt(
        {
          code: 'duplicate-id',
          message: 'The id “end” is already used at `steps[2].cases[0].steps[0]`.',
          hint: 'Or use `else`.',
        },
        names,
      ),
    ).toBe('The id “end” is already used at “The end”. Or use “else”.'));
});
