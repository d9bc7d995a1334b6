import {
  APPROVAL_EXPIRES_MS,
  baseOf,
  checkText,
  closed,
  durationMs,
  placeOf,
  stateAfter,
  visitSteps,
  type Compiled,
  type Grouping,
  type StepCompiler,
  type StepSite,
} from '@jarvis/compiler/kit';
import {
  ANY,
  fitsStatically,
  shapeOfType,
  typeOfShape,
  unwrapExpression,
  withArticle,
  type Shape,
} from '@jarvis/expressions';
import { suggest } from '@jarvis/rules';
import type { ActionStep, ApprovalStep } from '../../language.js';
import type { ApprovalNode } from '../../nodes.js';

/** A question to a person about an action that comes later. */
function compile(site: StepSite<ApprovalStep>): Compiled {
  const { step, path, context, state } = site;
  const base = baseOf(site);
  for (const field of ['title', 'message', 'reasoning'] as const) {
    const text = step[field];
    if (text !== undefined) checkText(text, placeOf(site, field));
  }
  checkConfidence(site);

  // Rejected and expired lists can read the answer; what runs there never reaches the steps after.
  const answered = stateAfter(site);
  const onRejected = site.compileList({ steps: step.onRejected ?? [], path: `${path}.onRejected`, state: answered });
  const onExpired = site.compileList({ steps: step.onExpired ?? [], path: `${path}.onExpired`, state: answered });

  const target = findTarget(site);
  if (!target) return { nodes: [], state: answered, terminates: false };
  context.actions.gate(target.path, { approvalId: step.id, scope: state });
  checkSameCondition(site, target.step);
  const core = context.actions.coreOf(target.step, target.path, context, state);
  const node: ApprovalNode = {
    kind: 'approval',
    ...base,
    gates: core.gates,
    title: step.title ?? core.gates.name,
    ...(step.message === undefined ? {} : { message: step.message }),
    ...(step.reasoning === undefined ? {} : { reasoning: step.reasoning }),
    ...(step.confidence === undefined ? {} : { confidence: step.confidence }),
    riskLevel: core.risk,
    expiresAfterMs: Math.max(1000, durationMs(step.expiresAfter, APPROVAL_EXPIRES_MS)),
    ...(step.selfApproval === false ? { selfApproval: false as const } : {}),
    onRejected: onRejected.nodes,
    onExpired: onExpired.nodes,
  };
  return { nodes: [node], state: answered, terminates: false };
}

/** What was answered, and by whom. */
function outputShape(_step: ApprovalStep, label: string): Shape {
  const text = shapeOfType('string');
  return closed(label, {
    status: text,
    by: text,
    note: text,
    edited: shapeOfType('bool'),
    approvedInput: ANY,
    respondedAt: text,
  });
}

function checkConfidence(site: StepSite<ApprovalStep>): void {
  const { confidence } = site.step;
  if (typeof confidence !== 'string') return;
  const place = placeOf(site, 'confidence');
  const shape = confidence.includes('${{') ? checkText(confidence, place) : undefined;
  if (shape && fitsStatically(shape, 'number')) return;
  site.context.report({
    path: place.path,
    code: 'expression-type',
    message: `It takes a number from 0 to 1, but this gives ${shape ? withArticle(typeOfShape(shape)) : 'text'}.`,
    hint: 'For example ${{ steps.draft.output.confidence }}.',
  });
}

/** The action an approval is for: one that can only run after it. */
function findTarget({
  step,
  path,
  context,
  later,
}: StepSite<ApprovalStep>): { step: ActionStep; path: string } | undefined {
  const at = `${path}.for`;
  const entry = context.outline.get(step.for);
  const after = new Set<string>();
  visitSteps(later, '', (inner) => after.add(inner.step.id));
  if (!entry) {
    const actions = [...context.outline.values()].filter(
      (other) => other.step.kind === 'action' && after.has(other.step.id),
    );
    context.report({
      path: at,
      code: 'approval-target-missing',
      message: `The approval is for “${step.for}”, but there is no such step.`,
      hint:
        suggest(
          step.for,
          actions.map((other) => other.step.id),
        ) ?? 'Name an action step that comes after the approval.',
    });
    return undefined;
  }
  const target = entry.step;
  if (entry.isDamaged && target.kind !== 'action') return undefined;
  if (target.kind !== 'action') {
    context.report({
      path: at,
      code: 'approval-target-not-action',
      message: `The approval is for “${step.for}”, which is a step of kind ${target.kind}; only actions can be approved.`,
      hint: 'Name an action step that comes after the approval.',
    });
    return undefined;
  }
  if (entry.loop !== undefined && entry.loop !== context.outline.get(step.id)?.loop) {
    context.report({
      path: at,
      code: 'approval-target-in-loop',
      message: `The approval is for “${step.for}”, which runs once for each item of “${entry.loop ?? ''}”; one answer is for one action.`,
      hint: `Put the approval into “${entry.loop ?? ''}”, before the action.`,
    });
    return undefined;
  }
  if (!after.has(target.id)) {
    context.report({
      path: at,
      code: 'approval-target-earlier',
      message: `The approval is for “${step.for}” (\`${entry.path}\`), which does not run after it.`,
      hint: 'Put the approval before the action, in the same list or in one around it.',
    });
    return undefined;
  }
  const other = context.actions.gateOf(entry.path);
  if (other) {
    context.report({
      path: at,
      code: 'approval-target-taken',
      message: `“${step.for}” already waits for the approval “${other.approvalId}”.`,
      hint: 'Remove one of the two approvals.',
    });
    return undefined;
  }
  return { step: target, path: entry.path };
}

/** An approval that may be skipped while its action runs would be none. */
function checkSameCondition({ step, path, context }: StepSite<ApprovalStep>, target: ActionStep): void {
  if (step.if === undefined || (target.if !== undefined && sameSource(step.if, target.if))) return;
  context.report({
    path: `${path}.if`,
    code: 'approval-conditional',
    message: `The approval can be skipped under a condition that “${target.id}” does not have.`,
    hint: `Give “${target.id}” the same \`if\`, or put both into a branch.`,
  });
}

function sameSource(a: string, b: string): boolean {
  try {
    return unwrapExpression(a) === unwrapExpression(b);
  } catch {
    return false; // the broken one has been reported
  }
}

/** Waiting ends the task, so each list starts a group. */
function group(node: ApprovalNode, { groupList }: Grouping): number {
  for (const steps of [node.onRejected, node.onExpired]) groupList(steps, 0);
  return 0;
}

export const compiler: StepCompiler<ApprovalStep, ApprovalNode> = { compile, outputShape, group };
