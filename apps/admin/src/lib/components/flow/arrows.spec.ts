import { expect, it } from '@jest/globals';
import { boxTowards } from './arrows.js';

const box = (left: number, top: number) => ({ left, top, right: left + 200, bottom: top + 50 });
// A trunk with three columns between its first and its last node.
const nodes = [box(300, 0), box(0, 100), box(300, 100), box(600, 100), box(600, 200), box(300, 300)];
const go = (key: string, from: number) => boxTowards(key, nodes[from] ?? box(0, 0), nodes);

it('leads to the nearest node in the direction of the arrow', () => {
  expect(go('ArrowDown', 0)).toBe(2);
  expect(go('ArrowRight', 2)).toBe(3);
  expect(go('ArrowLeft', 2)).toBe(1);
  expect(go('ArrowDown', 3)).toBe(4);
  expect(go('ArrowDown', 1)).toBe(5);
  expect(go('ArrowUp', 5)).toBe(2);
});
it('stays where nothing lies that way, and at other keys', () => {
  expect(go('ArrowUp', 0)).toBeUndefined();
  expect(go('ArrowLeft', 1)).toBeUndefined();
  expect(go('Enter', 2)).toBeUndefined();
});
