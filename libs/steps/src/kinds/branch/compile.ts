import {
  baseOf,
  checkCondition,
  checkSource,
  isSure,
  placeOf,
  stateAfterOne,
  type Compiled,
  type Grouping,
  type StepCompiler,
  type StepSite,
} from '@jarvis/compiler/kit';
import { ANY, MAX_SOURCE_LENGTH } from '@jarvis/expressions';
import type { BranchStep } from '../../language.js';
import type { BranchNode } from '../../nodes.js';
import { checkValues, conditionOf, valuesOf, type Subject } from './case-values.js';

/** A choice between lists of steps. */
function compile(site: StepSite<BranchStep>): Compiled {
  const { step, path, context, state } = site;
  const base = baseOf(site);
  const subject = step.on === undefined ? undefined : checkSource(step.on, placeOf(site, 'on'));
  if (subject) checkValues(site, subject);
  const cases = step.cases.map((option, index) => {
    const at = `cases[${String(index)}]`;
    const condition = compileCase(site, subject, index);
    if (option.steps.length === 0) {
      context.report({
        path: `${path}.${at}.steps`,
        code: 'empty-steps',
        message: 'A case of a branch has no steps.',
        hint: 'Add steps, or turn the condition round and use `else`.',
      });
    }
    return { condition, compiled: site.compileList({ steps: option.steps, path: `${path}.${at}.steps`, state }) };
  });
  const otherwise = site.compileList({ steps: step.else ?? [], path: `${path}.else`, state });
  const node: BranchNode = {
    kind: 'branch',
    ...base,
    cases: cases.map(({ condition, compiled }) => ({ if: condition, steps: compiled.nodes })),
    else: otherwise.nodes,
  };
  const ways = [...cases.map(({ compiled }) => compiled), otherwise];
  const terminates = isSure(site) && ways.every((way) => way.terminates);
  return { nodes: [node], state: stateAfterOne(site, ways), terminates };
}

/** A case with values is one with a condition to whoever runs it. */
function compileCase(site: StepSite<BranchStep>, subject: Subject | undefined, index: number): string {
  const option = site.step.cases[index];
  const at = `cases[${String(index)}]`;
  // The form of the step has been checked: without a condition there are values, and something to compare them with.
  if (!subject || option?.is === undefined) return checkCondition(option?.if ?? 'true', placeOf(site, `${at}.if`));
  const condition = conditionOf(subject, valuesOf(option.is));
  if (condition.length <= MAX_SOURCE_LENGTH) return condition;
  site.context.report({
    path: `${site.path}.${at}.is`,
    code: 'too-large',
    message: `The values and the expression of \`on\` have more than ${String(MAX_SOURCE_LENGTH)} characters together.`,
    hint: 'Make several cases of it.',
  });
  return 'false';
}

/** It has no activity of its own; the longest way counts. */
function group(node: BranchNode, { before, groupList }: Grouping): number {
  const lists = [...node.cases.map(({ steps }) => steps), node.else];
  return Math.max(...lists.map((steps) => groupList(steps, before)));
}

export const compiler: StepCompiler<BranchStep, BranchNode> = { compile, outputShape: () => ANY, group };
