import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Json } from '@jarvis/plan';
import { hashJson } from './hash-json.js';
import { asStored } from './ledger/jsonb.js';

describe('hashJson', () => {
  it('does not depend on the order of keys, and depends on everything else', () => {
    expect(hashJson({ a: 1, b: [1, { c: null, d: 'x' }] })).toBe(hashJson({ b: [1, { d: 'x', c: null }], a: 1 }));
    const others: Json[] = [{ a: '1' }, { a: [1] }, { a: 1, b: null }, { b: 1 }, {}, [], null, 'a'];
    expect(new Set([...others.map(hashJson), hashJson({ a: 1 })]).size).toBe(others.length + 1);
  });

  it('is the sha-256 of the canonical text', () => {
    // printf '{"a":1,"b":[true,null]}' | sha256sum
    expect(hashJson({ b: [true, null], a: 1 })).toBe(
      '1cc69c7fa23616ca2ec3ee70d24390a6225c8832db8a4c814c7e0e7f942f8668',
    );
  });

  it('is the same before and after storing, for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const stored = asStored(Json.parse(value));
        expect(hashJson(asStored(stored))).toBe(hashJson(stored));
        expect(JSON.stringify(stored)).not.toMatch(/(?<!\\)(\\\\)*\\u0000/);
      }),
    );
  });
});
