import type { Platform } from '../api/types.js';

/** How an account is called on its platform: a bare handle gets what stands before handles there. */
export function accountLabel(words: Platform['accountWords'] | undefined, name: string | null): string | null {
  if (name === null) return null;
  return words?.prefix !== undefined && /^\w{1,15}$/.test(name) ? `${words.prefix}${name}` : name;
}
