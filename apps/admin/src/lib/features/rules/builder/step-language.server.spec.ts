import { expect, it } from '@jest/globals';
import { STEP_DISPLAYS } from '@jarvis/steps/display';
import { formOf } from '@jarvis/steps/form';
import { readStepLanguage } from './step-language.server.js';

const language = readStepLanguage();

it('has what the language says of every field of every form', () => {
  for (const kind of Object.keys(STEP_DISPLAYS))
    for (const { path, options } of [...formOf(kind).fields, ...formOf(kind).settings]) {
      const facts = language[kind]?.[path.join('.')];
      expect([kind, path, facts?.description]).toEqual([kind, path, expect.any(String)]);
      // Each value has its words, and no other has.
      const values = facts?.types.includes('boolean') ? ['true', 'false'] : (facts?.values ?? []);
      if (options) expect(Object.keys(options).sort()).toEqual([...values].sort());
    }
});

it('tells what may be left out, what that means, and what is a number', () => {
  expect(language['each']?.['items']).toMatchObject({ required: true, types: ['string'] });
  expect(language['each']?.['concurrency']).toMatchObject({ required: false, types: ['integer'], standard: '1' });
  expect(language['approval']?.['confidence']?.types).toEqual(['number', 'string']);
  expect(language['model']?.['retry.attempts']).toMatchObject({ types: ['integer'], required: false });
});
