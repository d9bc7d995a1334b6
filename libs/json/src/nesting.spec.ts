import { describe, expect, it } from '@jest/globals';
import { nestsDeeper } from './nesting.js';

describe('nestsDeeper', () => {
  it('counts lists and objects inside each other, and nothing inside texts', () => {
    expect(nestsDeeper('[[{"a":[1]}]]', 4)).toBe(false);
    expect(nestsDeeper('[[{"a":[1]}]]', 3)).toBe(true);
    expect(nestsDeeper('["[[[[[", "\\"[[[[", {}, {}, []]', 2)).toBe(false);
  });

  it('does not grow with what stands side by side', () => {
    expect(nestsDeeper(`[${'[],'.repeat(10_000)}[]]`, 2)).toBe(false);
  });

  it('is not led astray by text that is no JSON', () => {
    expect(nestsDeeper(`${']'.repeat(100)}[[`, 2)).toBe(false);
    expect(nestsDeeper('"\\', 2)).toBe(false);
  });
});
