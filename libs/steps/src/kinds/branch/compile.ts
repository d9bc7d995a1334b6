import {
  baseOf,
  checkCondition,
  placeOf,
  stateAfter,
  type Availability,
  type Compiled,
  type Grouping,
  type StepCompiler,
  type ScopeState,
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
  const terminates = step.if === undefined && ways.every((way) => way.terminates);
  return { nodes: [node], state: merge(site, ways), terminates };
}

/**
 * What has run after the branch: what ran on every way that goes on. A step on one of several ways may not have run.
 */
function merge(site: StepSite<BranchStep>, ways: Compiled[]): ScopeState {
  const open = ways.filter(({ terminates }) => !terminates).map(({ state }) => state);
  // A condition on the branch itself adds the way past it.
  if (site.step.if !== undefined) open.push(site.state);
  const merged = new Map<string, Availability>(stateAfter(site));
  for (const id of new Set(open.flatMap((state) => [...state.keys()]))) {
    if (merged.has(id)) continue;
    const [first, ...others] = open.map((state) => state.get(id));
    merged.set(id, first !== undefined && others.length === 0 ? first : 'maybe');
  }
  return merged;
}

/** It has no activity of its own; the longest way counts. */
function group(node: BranchNode, { before, groupList }: Grouping): number {
  const lists = [...node.cases.map(({ steps }) => steps), node.else];
  return Math.max(...lists.map((steps) => groupList(steps, before)));
}

export const compiler: StepCompiler<BranchStep, BranchNode> = { compile, outputShape: () => ANY, group };
