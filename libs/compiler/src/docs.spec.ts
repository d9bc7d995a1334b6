import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { generatedSections } from './docs.fixture.js';
import { compileRule } from './index.js';
import { registry } from './testing.fixture.js';

const PATHS = ['README.md', 'docs/definition-language.md'] as const;
const SECTION = /(<!-- generated:(\w+) -->\n)([^]*?)(<!-- \/generated -->)/g;

/** Without the padding a formatter gives to tables. */
function squeezed(markdown: string): string {
  return markdown.replaceAll(/ *\| */g, '|').replaceAll(/-{3,}/g, '---');
}

const sections = generatedSections();
const textOf = (path: string) => readFileSync(urlOf(path), 'utf8');
function urlOf(path: string): URL {
  return new URL(`../../../${path}`, import.meta.url);
}

describe('the documents', () => {
  it.each(PATHS)('%s has its generated sections up to date', (path) => {
    const text = textOf(path);
    const upToDate = text.replace(
      SECTION,
      (_all, open: string, name: string, _old: string, close: string) =>
        `${open}\n${sections[name] ?? 'unknown section'}\n\n${close}`,
    );
    if (process.env['UPDATE_DOCS']) writeFileSync(urlOf(path), upToDate);
    else expect(squeezed(text)).toBe(squeezed(upToDate));
  });

  it('use every generated section once', () => {
    const used = PATHS.flatMap((path) => [...textOf(path).matchAll(SECTION)].map(([, , name]) => name));
    expect(used.sort()).toEqual(Object.keys(sections).sort());
  });

  it('show a rule that is well formed', () => {
    const [, example] = /```yaml\n([^]*?)```/.exec(textOf('docs/definition-language.md')) ?? [];
    const result = compileRule({ definition: example, registry, connections: [] });
    // The connectors of this test have no posts on X; nothing else may be wrong.
    expect(result.problems.map(({ code }) => code)).toEqual(['unknown-action']);
  });
});
