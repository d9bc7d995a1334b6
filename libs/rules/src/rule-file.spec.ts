import { describe, expect, it } from '@jest/globals';
import { parseJson } from '@jarvis/json';
import fc from 'fast-check';
import { parse } from 'yaml';
import { EXAMPLE_RULES, readRuleFile, referencesIn, withName, withReferences, writeRuleFile } from './index.js';

const source = `# why it is there
format: 1
name: Tell people # and nobody else
trigger: { kind: platform, uses: gmail.new-email, connection: old-mail }
steps:
  - id: post
    kind: action
    uses: twitter.create-post # no account
    with: { text: 'uses: twitter.create-post', uses: http.request, connection: left-alone }
  - { id: mail, kind: action, uses: gmail.send-email, with: {} }
  - id: each
    kind: each
    steps:
      - kind: action
        uses: core.run-rule
        connection: |
          old-mail
        with:
          rule: 1b7e
  - { kind: action, uses: core.run-rule, with: { rule: '\${{ event.rule }}' } }
`;
const calleeOf = (uses: string) => (uses === 'core.run-rule' ? 'rule' : undefined);
const problemsOf = (text: string) => {
  const read = readRuleFile(text);
  return 'problems' in read ? read.problems : [];
};

describe('a file of a rule', () => {
  it('has the definition as it was typed, then what stands beside it', () => {
    const text = writeRuleFile({
      source,
      note: 'Why: “now”',
      needs: { connections: [{ platform: 'gmail', account: 'me@example.org' }], rules: ['Other'] },
      sampleEvent: { id: 8202522731445525542n, text: '---\n' },
    });
    expect(text.startsWith(`${source}---\n`)).toBe(true);
    expect(readRuleFile(text)).toEqual({
      source,
      note: 'Why: “now”',
      needs: { connections: [{ platform: 'gmail', account: 'me@example.org' }], rules: ['Other'] },
      sampleEvent: { id: 8202522731445525542n, text: '---\n' },
    });
  });

  it('is read back as it was, whatever an event holds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ depthSize: 'small' })), (event) => {
        const sampleEvent = parseJson(JSON.stringify(event)) as Record<string, never>;
        fc.pre(!/"(__proto__|constructor|prototype)"|\\u0000|\\ud[89a-f]/.test(JSON.stringify(event)));
        expect(readRuleFile(writeRuleFile({ source, sampleEvent }))).toEqual({ source, sampleEvent });
      }),
    );
  });

  it.each(EXAMPLE_RULES.map((rule) => [rule.slug, rule] as const))('holds the example %s', (_slug, example) => {
    expect(readRuleFile(writeRuleFile({ source: example.source }))).toEqual({ source: example.source });
  });

  it('is a definition alone, too, also one that begins with a mark', () => {
    expect(readRuleFile(source)).toEqual({ source });
    expect(readRuleFile(`# mine\n---\n${source}`)).toEqual({ source: `# mine\n---\n${source}` });
  });

  it('leaves out a sample event that is too large to be read by people', () => {
    const text = writeRuleFile({ source, sampleEvent: { text: 'x'.repeat(200_000) } });
    expect(text).toContain('too large');
    expect(readRuleFile(text)).toEqual({ source });
  });

  it('tells what is wrong beside the definition, at its line of the file', () => {
    const line = source.split('\n').length;
    expect(problemsOf(`${source}---\nfile: 1\ntoken: abc\n`)).toMatchObject([
      { code: 'unknown-field', path: 'token', line: line + 2 },
    ]);
    expect(problemsOf(`${source}---\nfile: 2\n`)).toMatchObject([{ path: 'file', line: line + 1 }]);
    expect(problemsOf(`${source}---\nfile: 1\nfile: 1\n`)[0]?.message).toContain(`Line ${line + 2}`);
    expect(problemsOf(`${source}---\nfile: 1\nsampleEvent: 5\n`)).toMatchObject([{ path: 'sampleEvent' }]);
    expect(problemsOf(`${source}---\nfile: 1\nsampleEvent: { __proto__: 1 }\n`)[0]?.code).toBe('forbidden-key');
  });

  it('is no bomb', () => {
    const bomb = [
      'a: &a [x, x]',
      ...'bcdefghij'.split('').map((one, at) => `${one}: &${one} [*${'abcdefghij'[at]}, *${'abcdefghij'[at]}]`),
    ];
    expect(problemsOf(`${source}---\nfile: 1\nsampleEvent:\n  ${bomb.join('\n  ')}\n`)).not.toEqual([]);
    expect(problemsOf(`${source}---\n${'['.repeat(100_000)}`)[0]?.code).toBe('too-large');
    expect(problemsOf(`${source}---\n${'x'.repeat(300_000)}`)[0]?.code).toBe('too-large');
  });
});

describe('what a definition names of the place where it is', () => {
  it('is found in the order of the text, and not in what people wrote as values', () => {
    expect(referencesIn(source, calleeOf).map(({ kind, uses, written, line }) => [kind, uses, written, line])).toEqual([
      ['connection', 'gmail.new-email', 'old-mail', 4],
      ['connection', 'twitter.create-post', undefined, 6],
      ['connection', 'gmail.send-email', undefined, 10],
      ['connection', 'core.run-rule', 'old-mail\n', 14],
      ['rule', 'core.run-rule', '1b7e', 14],
      ['connection', 'core.run-rule', undefined, 20],
    ]);
  });

  it('gets other words, and nothing else of the text changes', () => {
    const found = referencesIn(source, calleeOf);
    const changed = withReferences(
      source,
      found.map(({ place }, at) => ({ place, by: `it’s '${at}': {#}` })),
    );
    const named = referencesIn(changed, calleeOf);
    expect(named.map(({ written }) => written)).toEqual(found.map((_, at) => `it’s '${at}': {#}`));
    expect(changed).toContain('# and nobody else');
    expect(changed).toContain('connection: left-alone');
    const { steps } = parse(changed) as { steps: Record<string, unknown>[] };
    expect(steps[0]).toMatchObject({ id: 'post', uses: 'twitter.create-post', connection: `it’s '1': {#}` });
  });

  it('is not looked for in a text that nobody can read', () => {
    expect(referencesIn('['.repeat(100_000), calleeOf)).toEqual([]);
  });

  it('has a name that can be changed', () => {
    expect(withName(source, 'Copy of: it')).toContain("name: 'Copy of: it' # and nobody else\n");
    expect(withName('steps: []', 'x')).toBeUndefined();
    expect(withName('[', 'x')).toBeUndefined();
  });
});
