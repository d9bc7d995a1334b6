import { listWords } from '#lib/format/words.ts';

/** What becomes of rules that call one which is deleted or switched off; nothing when there are none. */
export function callersWords(callers: readonly { name: string }[], when: string): string[] {
  if (callers.length === 0) return [];
  const [call, steps] = callers.length === 1 ? ['calls', 'that step fails'] : ['call', 'those steps fail'];
  return [`${listWords(callers.map(({ name }) => `“${name}”`))} ${call} it, and ${steps} ${when}.`];
}
