import { expect, it } from '@jest/globals';
import { refusalOf, things } from './names.mjs';

it('takes the examples that it gives', () => {
  for (const [what, { example }] of Object.entries(things)) expect([what, refusalOf([what, example])]).toEqual([what]);
});

it.each([
  ['step X-Y', /small letters.*Did you mean x-y\?/],
  ['step tellTeam', /Did you mean tell-team\?/],
  ['step x_y', /Did you mean x-y\?/],
  ['step 1st', /begin with a letter.*npm run new -- step notify/],
  ['trigger in-box', /one word without dashes.*Did you mean inbox\?/],
  ['platform my-crm', /one word without dashes.*Did you mean mycrm\?/],
  ['resource category', /in the plural.*Did you mean categories\?/],
  ['resource reading-list', /Did you mean reading-lists\?/],
  ['action acme.list', /two words or more/],
  ['step a b', /One name at a time: b is too much/],
  ['step', /A name is missing/],
  ['thing x', /nothing called thing.*npm run new -- step notify/s],
  ['toString x', /nothing called toString/],
])('says why %s is refused', (given, why) => {
  expect(refusalOf(given.split(' '))).toMatch(why);
});

it.each([
  'step default',
  'step class',
  'step constructor',
  'trigger await',
  'scheme undefined',
  'platform arguments',
  'resource cases',
  'resource references',
])('refuses what files cannot declare: %s', (given) => {
  expect(refusalOf(given.split(' '))).toMatch(/a word of the language/);
});
