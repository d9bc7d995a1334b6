import { expect, it } from '@jest/globals';
import { STEP_DISPLAYS } from '@jarvis/steps/display';
import { formOf } from '@jarvis/steps/form';
import { INTERNAL_EVENTS } from '@jarvis/vocabulary';
import { readLanguage } from './language.server.js';

const language = readLanguage();

it('has what the language says of every field of every form', () => {
  for (const kind of Object.keys(STEP_DISPLAYS))
    for (const { path, options } of [...formOf(kind).fields, ...formOf(kind).settings]) {
      const facts = language[kind]?.[path.join('.')];
      expect([kind, path, facts?.description]).toEqual([kind, path, expect.any(String)]);
      // Each value has its words, and no other has.
      const values = facts?.types.includes('boolean')
        ? ['true', 'false']
        : [...(facts?.values ?? []), ...(facts?.offers ?? [])];
      if (options) expect(Object.keys(options).sort()).toEqual([...values].sort());
    }
});

it('tells what may be left out, what that means, and what is a number', () => {
  expect(language['each']?.['items']).toMatchObject({ required: true, types: ['string'] });
  expect(language['each']?.['concurrency']).toMatchObject({ required: false, types: ['integer'], standard: '1' });
  expect(language['approval']?.['confidence']?.types).toEqual(['number', 'string']);
  expect(language['model']?.['retry.attempts']).toMatchObject({ types: ['integer'], required: false });
});

it('offers the events of Jarvis where the name of an event is written', () => {
  expect(language['event']?.['name']?.offers).toEqual(INTERNAL_EVENTS);
  expect(language['wait-for-event']?.['event']?.offers).toEqual(INTERNAL_EVENTS);
  expect(language['each']?.['items']?.offers).toEqual([]);
});
