import { describe, expect, it } from '@jest/globals';
import { Definition } from './definition.js';
import { EXAMPLE_RULES, readDefinition } from './index.js';
import { problemsOfIssues } from './issues.js';

const WRONG: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  10n ** 30n,
  '',
  'no such thing',
  'x'.repeat(5_000),
  [],
  [1],
  {},
  { '': 1 },
];

/** Words of a validator, which mean nothing to whoever reads them in a form. */
const VALIDATOR =
  /\b(expected|received|invalid|input:|record|string|boolean|object|array|union|schema|undefined|NaN|bigint|int|regex|pattern|too (small|big)|unrecognized|discriminator|zod\w*)\b/i;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The value, once with each of its parts replaced. */
function* withEach(value: unknown, wrong: unknown): Generator {
  yield wrong;
  if (!isObject(value)) return;
  for (const key of Object.keys(value)) {
    const copy = (part: unknown): unknown =>
      Array.isArray(value) ? value.with(Number(key), part) : { ...value, [key]: part };
    for (const part of withEach(Reflect.get(value, key), wrong)) yield copy(part);
  }
}

function* rules(): Generator {
  for (const { source } of EXAMPLE_RULES) {
    const read = readDefinition(source);
    if ('value' in read) yield read.value;
  }
  yield {
    format: 1,
    name: 'Every kind',
    trigger: { kind: 'schedule', cron: '0 9 * * *', timezone: 'Europe/Berlin', overlap: 'skip' },
    vars: { a: 1 },
    steps: [
      { id: 'a', kind: 'wait', for: '5m', if: 'true', onError: 'continue' },
      { id: 'b', kind: 'action', uses: 'core.log', with: { a: 1 }, timeout: '5s', retry: { attempts: 3 } },
      { id: 'c', kind: 'branch', cases: [{ if: 'true', steps: [] }], else: [] },
      { id: 'd', kind: 'approval', for: 'b', confidence: 0.5, selfApproval: false, expiresAfter: '1h' },
      { id: 'e', kind: 'stop', outcome: 'failed', message: 'x' },
    ],
  };
}

describe('what is wrong with a definition', () => {
  it('is never said in the words of the validator, whatever stands anywhere', () => {
    const said = new Set<string>();
    for (const rule of rules())
      for (const wrong of WRONG)
        for (const broken of withEach(rule, wrong)) {
          const { error } = Definition.safeParse(broken);
          for (const { message, hint = '' } of problemsOfIssues(error?.issues ?? [], broken))
            said.add(`${message} ${hint}`.replaceAll(/`[^`]*`|“[^”]*”|JSON Schema/g, '…'));
        }
    expect(said.size).toBeGreaterThan(30);
    expect([...said].filter((words) => VALIDATOR.test(words))).toEqual([]);
    for (const words of said) expect(words).toMatch(/^[A-Z…].*[.!] ?(\S.*[.!?])?$/s);
  });
});
