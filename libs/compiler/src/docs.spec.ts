import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { generatedSections } from './docs.fixture.js';
import { compileRule } from './index.js';
import { registry } from './testing.fixture.js';

const path = new URL('../../../docs/definition-language.md', import.meta.url);
const SECTION = /(<!-- generated:(\w+) -->\n)([^]*?)(<!-- \/generated -->)/g;

/** Without the padding a formatter gives to tables. */
function squeezed(markdown: string): string {
  return markdown.replaceAll(/ *\| */g, '|').replaceAll(/-{3,}/g, '---');
}

describe('docs/definition-language.md', () => {
  const text = readFileSync(path, 'utf8');
  const sections = generatedSections();
  const upToDate = text.replace(
    SECTION,
    (_all, open: string, name: string, _old: string, close: string) =>
      `${open}\n${sections[name] ?? 'unknown section'}\n\n${close}`,
  );

  it('has its generated sections up to date', () => {
    if (process.env['UPDATE_DOCS']) writeFileSync(path, upToDate);
    else expect(squeezed(text)).toBe(squeezed(upToDate));
  });

  it('uses every generated section once', () => {
    expect([...text.matchAll(SECTION)].map(([, , name]) => name).sort()).toEqual(Object.keys(sections).sort());
  });

  it('shows a rule that is well formed', () => {
    const [, example] = /```yaml\n([^]*?)```/.exec(text) ?? [];
    const result = compileRule({ definition: example, registry, connections: [] });
    // The connectors of this test have no posts on X; nothing else may be wrong.
    expect(result.problems.map(({ code }) => code)).toEqual(['unknown-action']);
  });
});
