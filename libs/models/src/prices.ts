/** US dollars per million tokens. */
interface Price {
  input: number;
  output: number;
}

/**
 * List prices, longest prefix first where one name begins another.
 * Source: https://platform.claude.com/docs/en/about-claude/pricing, as of 2026-10 (Sonnet 5 and 5.5 alike; Haiku 5.5
 * for prompts up to 100,000 tokens).
 */
const PRICES: ReadonlyArray<readonly [prefix: string, price: Price]> = [
  ['claude-fable-5', { input: 10, output: 50 }],
  ['claude-mythos-5', { input: 10, output: 50 }],
  ['claude-opus-5-5', { input: 4, output: 20 }],
  ['claude-opus-5', { input: 5, output: 25 }],
  ['claude-opus-4-8', { input: 5, output: 25 }],
  ['claude-opus-4-7', { input: 5, output: 25 }],
  ['claude-opus-4-6', { input: 5, output: 25 }],
  ['claude-opus-4-5', { input: 5, output: 25 }],
  ['claude-sonnet-5', { input: 2, output: 10 }],
  ['claude-sonnet-4', { input: 3, output: 15 }],
  ['claude-haiku-5-5', { input: 0.1, output: 0.5 }],
  ['claude-haiku-4-5', { input: 1, output: 5 }],
];
const HAIKU_LONG_PROMPT: Price = { input: 0.5, output: 2.5 };

/** What an answer costs at list price, without caching; null for a model whose price we do not know. */
export function costOf(
  model: string,
  { inputTokens, outputTokens }: { inputTokens: number; outputTokens: number },
): number | null {
  const known = PRICES.find(([prefix]) => model.startsWith(prefix))?.[1];
  if (!known) return null;
  const price = model.startsWith('claude-haiku-5-5') && inputTokens > 100_000 ? HAIKU_LONG_PROMPT : known;
  return (inputTokens * price.input + outputTokens * price.output) / 1_000_000;
}
