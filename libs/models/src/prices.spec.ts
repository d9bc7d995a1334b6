import { describe, expect, it } from '@jest/globals';
import { costOf } from './prices.js';

describe('costOf', () => {
  const million = { inputTokens: 1_000_000, outputTokens: 1_000_000 };

  it('knows current models, dated names and the band of long prompts', () => {
    expect(costOf('claude-sonnet-5-5', million)).toBe(12);
    expect(costOf('claude-opus-5-5', million)).toBe(24);
    expect(costOf('claude-opus-5', million)).toBe(30);
    expect(costOf('claude-haiku-4-5-20251001', million)).toBe(6);
    expect(costOf('claude-haiku-5-5', { inputTokens: 100_000, outputTokens: 0 })).toBeCloseTo(0.01);
    expect(costOf('claude-haiku-5-5', { inputTokens: 200_000, outputTokens: 0 })).toBeCloseTo(0.1);
  });

  it('invents no price', () => {
    expect(costOf('claude-next-9', million)).toBeNull();
  });
});
