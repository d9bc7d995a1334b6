import {
  baseOf,
  checkCondition,
  isSure,
  placeOf,
  stateAfterOne,
  type Compiled,
  type Grouping,
  type StepCompiler,
  type StepSite,
} from '@jarvis/compiler/kit';
import { ANY } from '@jarvis/expressions';
import type { BranchStep } from '../../language.js';
import type { BranchNode } from '../../nodes.js';

/** A choice between lists of steps. */
function compile(site: StepSite<BranchStep>): Compiled {
  const { step, path, context, state } = site;
  const base = baseOf(site);
  const cases = step.cases.map((option, index) => {
    const at = `cases[${String(index)}]`;
    const condition = checkCondition(option.if, placeOf(site, `${at}.if`));
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

/** It has no activity of its own; the longest way counts. */
function group(node: BranchNode, { before, groupList }: Grouping): number {
  const lists = [...node.cases.map(({ steps }) => steps), node.else];
  return Math.max(...lists.map((steps) => groupList(steps, before)));
}

export const compiler: StepCompiler<BranchStep, BranchNode> = { compile, outputShape: () => ANY, group };
