import { createHash } from 'node:crypto';
import { canonicalJson, Plan, type Json } from '@jarvis/plan';
import type { ActionNode, ApprovalNode, CodeNode, PlanNode, RetryPolicy, WaitForEventNode } from '@jarvis/steps/nodes';

export const retry: RetryPolicy = {
  maximumAttempts: 4,
  initialIntervalMs: 100,
  backoffCoefficient: 2,
  maximumIntervalMs: 1000,
};

export function planOf(nodes: PlanNode[], name = 'A test'): Plan {
  return named({ format: 1, hash: '0'.repeat(64), name, kind: 'rule', nodes });
}

/** With the hash that belongs to it. */
export function named(plan: unknown): Plan {
  const body: Partial<Plan> = Plan.parse(plan);
  delete body.hash;
  return Plan.parse({ ...body, hash: createHash('sha256').update(canonicalJson(body)).digest('hex') });
}

export function action(id: string, uses: string, input: Json, more: Partial<ActionNode> = {}): ActionNode {
  return {
    kind: 'action',
    id,
    path: `steps.${id}`,
    name: `Step ${id}`,
    onError: 'fail',
    lane: 'local',
    timeoutMs: 5000,
    retry,
    effect: 'write',
    uses,
    with: input,
    ...more,
  };
}

export const log = (id: string, title: string, more: Partial<ActionNode> = {}): ActionNode =>
  action(id, 'core.log', { title }, more);

/** Publishes on X, gated by the approval `ok`. */
export function post(connectionId: string, text: string, more: Partial<ActionNode> = {}): ActionNode {
  return action(
    'post',
    'twitter.create-post',
    { text },
    {
      connectionId,
      lane: 'remote',
      timeoutMs: 3000,
      ...more,
    },
  );
}

export function approvalOf(gated: ActionNode, more: Partial<ApprovalNode> = {}): ApprovalNode {
  const { id, path, name, uses, connectionId, with: input } = gated;
  return {
    kind: 'approval',
    id: 'ok',
    path: 'steps.ok',
    name: 'Review the post',
    onError: 'fail',
    gates: { id, path, name, uses, connectionId, with: input },
    title: 'Publish this post?',
    riskLevel: 'high',
    expiresAfterMs: 24 * 60 * 60 * 1000,
    onRejected: [log('rejected', 'The post was rejected')],
    onExpired: [log('expired', 'Nobody answered')],
    ...more,
  };
}

export const code = (id: string, source: string, more: Partial<CodeNode> = {}): CodeNode => ({
  kind: 'code',
  id,
  path: id,
  name: id,
  onError: 'fail',
  lane: 'local',
  timeoutMs: 1_000,
  retry,
  with: {},
  code: source,
  ...more,
});

export const waitForEvent = (event: string, more: Partial<WaitForEventNode> = {}): WaitForEventNode => ({
  kind: 'wait-for-event',
  id: 'paid',
  path: 'steps.paid',
  name: 'Paid',
  onError: 'fail',
  event,
  where: {},
  expiresAfterMs: 24 * 60 * 60 * 1000,
  onNoEvent: 'fail',
  ...more,
});

/** Review, post, log. */
export function reviewedPost(connectionId: string, text: string, more: Partial<ActionNode> = {}): Plan {
  const gated = post(connectionId, text, { gatedBy: 'ok', ...more });
  return planOf([approvalOf(gated), gated, log('done', 'Posted ${{ steps.post.output.url }}')]);
}
