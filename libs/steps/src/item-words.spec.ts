import { expect, it } from '@jest/globals';
import { itemWords } from './item-words.js';

it('itemWords counts from one, the loop outside first', () => {
  expect(['', 'orders#0', 'orders#3/lines#0'].map(itemWords)).toEqual(['', 'Item 1', 'Item 4, item 1 of it']);
});
