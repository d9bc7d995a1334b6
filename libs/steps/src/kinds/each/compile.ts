import {
  baseOf,
  checkSource,
  closed,
  placeOf,
  stateAfter,
  type Compiled,
  type Grouping,
  type StepCompiler,
  type StepSite,
} from '@jarvis/compiler/kit';
import { ANY, shapeOfType, typeOfShape, withArticle, type Shape } from '@jarvis/expressions';
import type { EachStep } from '../../language.js';
import type { EachNode } from '../../nodes.js';

/** A list of steps that runs for each item of a list. */
function compile(site: StepSite<EachStep>): Compiled {
  const { step, path, context, state } = site;
  const base = baseOf(site);
  const place = placeOf(site, 'items');
  const { source, shape } = checkSource(step.items, place);
  const type = typeOfShape(shape);
  if (!['any', 'list'].includes(type)) {
    context.report({
      path: place.path,
      code: 'expression-type',
      message: `It goes through a list, but the expression gives ${withArticle(type)}.`,
      hint: 'For example event.commits; of a map, its keys: event.labels.map(key, key).',
    });
  }
  if (step.steps.length === 0) {
    context.report({
      path: `${path}.steps`,
      code: 'empty-steps',
      message: 'There is nothing to do for an item.',
      hint: 'Add at least one step.',
    });
  }
  const { item, index, parent } = state.names;
  const outer = item && index ? { item, index, ...(parent ? { parent } : {}) } : undefined;
  const names = {
    item: shape.kind === 'list' ? shape.items : ANY,
    index: shapeOfType('number'),
    ...(outer ? { parent: closed('“parent”, the item of the loop around,', outer) } : {}),
  };
  const inner = site.compileList({
    steps: step.steps,
    path: `${path}.steps`,
    state: { ran: state.ran, loops: [...state.loops, step.id], items: [...state.items, source], names },
  });
  const node: EachNode = {
    kind: 'each',
    ...base,
    items: source,
    concurrency: step.concurrency ?? 1,
    onItemError: step.onItemError ?? 'stop',
    steps: inner.nodes,
  };
  return { nodes: [node], state: stateAfter(site), terminates: false };
}

/** What has become of the items. */
function outputShape(_step: EachStep, label: string): Shape {
  const number = shapeOfType('number');
  return closed(label, {
    count: number,
    succeeded: number,
    failed: number,
    results: {
      kind: 'list',
      items: closed('the result of an item', { status: shapeOfType('string'), output: ANY, error: ANY }),
    },
    truncated: shapeOfType('bool'),
  });
}

/** How often it runs is not known, so its steps are a group of their own, and so are those after it. */
function group(node: EachNode, { groupList }: Grouping): number {
  groupList(node.steps, 0);
  return 0;
}

export const compiler: StepCompiler<EachStep, EachNode> = { compile, outputShape, group };
