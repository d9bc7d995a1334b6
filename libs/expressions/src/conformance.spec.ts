import { beforeAll, describe, expect, it } from '@jest/globals';
import { conformanceCases, exclusions } from './conformance.fixture.js';

/**
 * The suite that CEL's authors publish, run against this library ({@link https://github.com/cel-expr/cel-spec}, release
 * 0.25.1). A case that does not pass stands in conformance-exclusions.txt under its reason.
 */
describe('the published conformance suite', () => {
  const results = new Map<string, { outcome: string; expression: string; needsProtobuf: boolean }>();
  const reasons = exclusions();

  beforeAll(() => {
    for (const { name, expression, needsProtobuf, run } of conformanceCases()) {
      results.set(name, { outcome: run(), expression, needsProtobuf });
    }
  });

  it('has as many cases as the documentation says', () => {
    const plain = [...results.values()].filter(({ needsProtobuf }) => !needsProtobuf);
    expect({
      all: results.size,
      withoutProtobuf: plain.length,
      pass: plain.filter(({ outcome }) => outcome === 'passes').length,
    }).toEqual({ all: 2_344, withoutProtobuf: 1_650, pass: 1_603 });
  });

  it('passes but for the exclusions', () => {
    const failures = [...results].filter(([name, { outcome }]) => outcome !== 'passes' && !reasons.has(name));
    expect(failures).toEqual([]);
  });

  it('excludes nothing that passes, and nothing that is not there', () => {
    const pointless = [...reasons.keys()].filter((name) => (results.get(name)?.outcome ?? 'passes') === 'passes');
    expect(pointless).toEqual([]);
  });
});
