import {
  baseOf,
  closed,
  isSure,
  stateAfterAll,
  stateAfterOne,
  type Compiled,
  type Grouping,
  type StepCompiler,
  type StepSite,
} from '@jarvis/compiler/kit';
import { ANY, shapeOfType, type Shape } from '@jarvis/expressions';
import type { ParallelStep } from '../../language.js';
import type { ParallelNode } from '../../nodes.js';

/** Lists of steps that run at the same time. */
function compile(site: StepSite<ParallelStep>): Compiled {
  const { step, path, context, state } = site;
  const base = baseOf(site);
  const mode = step.mode ?? 'all';
  const ways = step.branches.map(({ steps }, index) => {
    const at = `${path}.branches[${String(index)}].steps`;
    if (steps.length === 0) {
      context.report({
        path: at,
        code: 'empty-steps',
        message: 'A branch that runs beside others has no steps.',
        hint: 'Add steps, or remove the branch.',
      });
    }
    return site.compileList({ steps, path: at, state });
  });
  const node: ParallelNode = {
    kind: 'parallel',
    ...base,
    mode,
    limit: step.limit ?? step.branches.length,
    branches: step.branches.map(({ name }, index) => ({
      name: name ?? `Branch ${String(index + 1)}`,
      steps: ways[index]?.nodes ?? [],
    })),
  };
  const sure = isSure(site);
  const ends = ({ terminates }: Compiled): boolean => terminates;
  return mode === 'all'
    ? { nodes: [node], state: stateAfterAll(site, ways), terminates: sure && ways.some(ends) }
    : { nodes: [node], state: stateAfterOne(site, ways), terminates: sure && ways.every(ends) };
}

/** What has become of the branches. */
function outputShape(_step: ParallelStep, label: string): Shape {
  const text = shapeOfType('string');
  return closed(label, {
    branches: {
      kind: 'list',
      items: closed('the result of a branch', { name: text, status: text, output: ANY, error: ANY }),
    },
    truncated: shapeOfType('bool'),
  });
}

/** The branches share workflow tasks, so all of them count. */
function group(node: ParallelNode, { before, groupList }: Grouping): number {
  return node.branches.reduce((duration, { steps }) => groupList(steps, duration), before);
}

export const compiler: StepCompiler<ParallelStep, ParallelNode> = { compile, outputShape, group };
