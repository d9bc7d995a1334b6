import { createHash } from 'node:crypto';
import type { Store } from '@jarvis/stand-in-kit';
import { z } from 'zod';

const REMEMBERED = 500;
/** By the prompt's hash. */
const Asked = z.record(z.string(), z.number());

/**
 * How often this prompt was asked before. A real model words every answer anew, and X refuses the same text twice, so
 * the same delivery sent again must not come out the same.
 */
export function countAsked(store: Store, prompt: string): number {
  const key = createHash('sha256').update(prompt).digest('hex').slice(0, 16);
  const asked = store.part('asked', Asked, {});
  const before = asked.value[key] ?? 0;
  const others = Object.entries(asked.value).filter(([name]) => name !== key);
  asked.value = Object.fromEntries([...others, [key, before + 1] as const].slice(-REMEMBERED));
  return before;
}
