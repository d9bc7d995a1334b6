import { expect, it } from '@jest/globals';
import { PaletteChoice } from './palette-choice.js';

function typed(words: string, ids: string[]): PaletteChoice {
  const choice = new PaletteChoice();
  choice.follow(ids, { words, now: 0 });
  return choice;
}

it('words choose the best hit, and Enter may follow at once', () => {
  const choice = typed('ann', ['rule', 'action']);
  expect([choice.id, choice.settled(0)]).toEqual(['rule', true]);
  choice.follow(['other'], { words: 'oth', now: 1 });
  expect([choice.id, choice.settled(1)]).toEqual(['other', true]);
});

it('what arrives after it changes nothing', () => {
  const choice = typed('ann', ['rule']);
  choice.follow(['rule', 'run 1', 'run 2'], { words: 'ann', now: 100 });
  expect([choice.id, choice.settled(100)]).toEqual(['rule', true]);
});

it('a better hit that arrives is chosen, and an Enter meant for the one before does nothing', () => {
  const choice = typed('ann', ['action']);
  choice.follow(['rule', 'action'], { words: 'ann', now: 1000 });
  expect([choice.id, choice.settled(1200), choice.settled(1500)]).toEqual(['rule', false, true]);
});

it('the first to arrive where nothing was is not pressed by an Enter from before', () => {
  const choice = typed('ann', []);
  choice.follow(['run 1'], { words: 'ann', now: 1000 });
  expect([choice.id, choice.settled(1100)]).toEqual(['run 1', false]);
});

it('what the person chose stays, as long as it is there', () => {
  const choice = typed('', ['a', 'b', 'c']);
  choice.step(['a', 'b', 'c'], 1);
  choice.follow(['z', 'a', 'b', 'c'], { words: '', now: 100 });
  expect([choice.id, choice.settled(100)]).toEqual(['b', true]);
  choice.follow(['z', 'a'], { words: '', now: 200 });
  expect([choice.id, choice.settled(200)]).toEqual(['z', false]);
});

it('steps go round', () => {
  const choice = typed('', ['a', 'b']);
  choice.step(['a', 'b'], -1);
  expect(choice.id).toBe('b');
  choice.step(['a', 'b'], 1);
  expect(choice.id).toBe('a');
});
