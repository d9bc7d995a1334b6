import { takeInputs } from '@jarvis/json-schema';
import type { JsonObject } from '@jarvis/plan';
import { suggest, type Finding } from '@jarvis/rules';
import type { CompileContext, CompilerRule } from './context.js';
import type { TemplatedLeaf } from './expressions.js';
import { checkType } from './input.js';

/** The rules that an id or a name may mean; an id means one. */
export function findCallee(rule: string, rules: readonly CompilerRule[]): CompilerRule[] {
  const byId = rules.find(({ id }) => id === rule.toLowerCase());
  return byId ? [byId] : rules.filter(({ name }) => name === rule);
}

/** The rule that a step calls; what is wrong with it is reported. */
export function resolveCallee(
  rule: string,
  path: string,
  { rules, report }: Pick<CompileContext, 'rules' | 'report'>,
): CompilerRule | undefined {
  const [first, second] = findCallee(rule, rules);
  if (!first) {
    const names = rules.map(({ name }) => name);
    report({
      path,
      code: 'unknown-rule',
      message: `There is no rule “${rule}” here that others may call.`,
      hint:
        suggest(rule, names) ??
        'It has to be published with the trigger “Another rule calls it” (kind: rule). A rule that calls itself can be published once it is.',
    });
  } else if (second) {
    report({
      path,
      code: 'ambiguous-rule',
      message: `Several rules are called “${rule}”.`,
      hint: `Write the id of the one that is meant, such as ${first.id}.`,
    });
    return undefined;
  }
  return first;
}

interface Given {
  given: Readonly<JsonObject>;
  /** Strings in it that hold an expression. */
  leaves: readonly TemplatedLeaf[];
  path: string;
}

/** Checks what a rule is called with, as far as it is known before a run. */
export function checkGiven({ name, inputs }: CompilerRule, { given, leaves, path }: Given): Finding[] {
  if (inputs === undefined) return [];
  const templated = leaves.map(({ segments }) => segments.join('.'));
  const problems = takeInputs(inputs, given).problems.filter(
    ({ path: at }) => !templated.some((leaf) => isAtOrAround(at, leaf)),
  );
  return [
    ...problems.map(({ path: at, message }): Finding => ({
      path: at === '' ? path : `${path}.${at}`,
      code: 'invalid-input',
      message: at === '' ? `It ${message}.` : `“${at}” ${message}, as “${name}” says in its inputs.`,
      hint: `Its inputs are: ${Object.keys(inputs['properties'] ?? {}).join(', ')}.`,
    })),
    ...leaves.flatMap((leaf) => checkType(inputs, leaf, path)),
  ];
}

/** Whether something at one place says nothing while the string at the other has no value. */
function isAtOrAround(at: string, leaf: string): boolean {
  return at === leaf || at.startsWith(`${leaf}.`) || leaf.startsWith(`${at}.`);
}
