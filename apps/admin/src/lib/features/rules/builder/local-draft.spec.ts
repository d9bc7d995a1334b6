import { expect, it } from '@jest/globals';
import { dropLocalDraft, readLocalDraft, writeLocalDraft } from './local-draft.js';

it('keeps what was typed per person and rule, and ignores what is damaged', () => {
  const kept = new Map<string, string>();
  const store = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const mine = { userId: 'u1', ruleId: 'r1' };
  const draft = { text: 'format: 1', baseRevision: 3, at: 1 };
  expect(writeLocalDraft(store, mine, draft)).toBe(true);
  expect(readLocalDraft(store, mine)).toEqual(draft);
  expect(readLocalDraft(store, { userId: 'u2', ruleId: 'r1' })).toBeNull();
  for (const key of kept.keys()) kept.set(key, '{"text":1}');
  expect(readLocalDraft(store, mine)).toBeNull();
  dropLocalDraft(store, mine);
  expect(kept.size).toBe(0);
  const full = {
    ...store,
    setItem: () => {
      throw new Error('full');
    },
  };
  expect(writeLocalDraft(full, mine, draft)).toBe(false);
});
