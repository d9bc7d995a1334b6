import { createHash } from 'node:crypto';
import type { Store } from '../server/state.js';

const REMEMBERED = 500;

/**
 * How often this prompt was asked before. A real model words every answer anew, and X refuses the same text twice, so
 * the same delivery sent again must not come out the same.
 */
export function countAsked(store: Store, prompt: string): number {
  const key = createHash('sha256').update(prompt).digest('hex').slice(0, 16);
  const before = store.state.asked[key] ?? 0;
  store.update((state) => {
    const others = Object.entries(state.asked).filter(([name]) => name !== key);
    state.asked = Object.fromEntries([...others, [key, before + 1] as const].slice(-REMEMBERED));
  });
  return before;
}
