import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Action } from './action.js';
import { assertDoors, type Door } from './door.js';
import { platform } from './platform.js';

const acme = platform('acme', { title: 'Acme' });
const action = (id: string, effect: 'read' | 'write', input = z.strictObject({})): Action =>
  acme.defineAction({
    id,
    title: id,
    description: id,
    input,
    output: z.strictObject({}),
    effect,
    idempotency: 'native',
    risk: 'low',
    timeoutMs: 1,
    expectedMs: 1,
    connection: 'required',
    preview: () => ({ kind: 'text', text: id }),
    sample: () => ({}),
    run: async () => ({ output: {} }),
  });
const [list, create] = [action('list-things', 'read'), action('create-thing', 'write')];
const moving = action('move-thing', 'write', z.strictObject({ connectionId: z.string() }));
const check = (...doors: Door[]) => assertDoors('acme', [list, create, moving], doors);

describe('doors', () => {
  it('stand beside each other by method and path', () => {
    check(
      { method: 'GET', path: 'things', action: list },
      { method: 'POST', path: 'things', action: create },
      { method: 'PATCH', path: 'things/:id', action: create },
    );
  });

  it.each<[string, Door[]]>([
    ['connect', [{ method: 'POST', path: 'connect', action: create }]],
    ['health/now', [{ method: 'GET', path: 'health/now', action: list }]],
    [':id', [{ method: 'GET', path: ':id', action: list }]],
    ['Things', [{ method: 'GET', path: 'Things', action: list }]],
    ['one path twice', [':id', ':other'].map((name) => ({ method: 'PATCH', path: `things/${name}`, action: create }))],
    ['a GET that writes', [{ method: 'GET', path: 'things', action: create }]],
    ['an action of nobody', [{ method: 'GET', path: 'things', action: action('other', 'read') }]],
    ['an input with the name of a parameter', [{ method: 'POST', path: 'moves', action: moving }]],
  ])('are refused: %s', (_words, doors) => {
    expect(() => check(...doors)).toThrow('acme');
  });
});
