import { describe, expect, it } from '@jest/globals';
import { slugOf } from './names.js';

describe('slugOf', () => {
  it.each([
    ['Ask, then post!', 'ask-then-post'],
    ['  Über 50 % Rabatt ', 'über-50-rabatt'],
    ['週報を送る', '週報を送る'],
    ['**[link](https://example.org)**', 'link-https-example-org'],
  ])('%j is %j', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  it('has nothing to show of a name without letters', () => {
    expect(slugOf('🎉 !')).toBeUndefined();
  });

  it('is short, and cuts no character in two', () => {
    expect(slugOf('x'.repeat(500))).toBe('x'.repeat(60));
    expect(slugOf('𠮷'.repeat(500))).toBe('𠮷'.repeat(60));
  });
});
