import { RISK_LEVELS } from '@jarvis/vocabulary';
import { z } from 'zod';
import { nodeBase, Template } from '../../node-base.js';

/** The fields of the action that the approval is for, as in the action's own node. */
const Gated = z.object({
  id: z.string().min(1),
  path: z.string().min(1),
  name: z.string().min(1),
  uses: z.string().min(1),
  connectionId: z.uuid().optional(),
  with: Template,
});

export const node = <Node>(nodes: z.ZodType<Node[]>) =>
  z.object({
    kind: z.literal('approval'),
    ...nodeBase,
    /** The action step that waits for this approval. Its rendered input is shown, hashed and bound. */
    gates: Gated,
    title: Template,
    message: Template.optional(),
    reasoning: Template.optional(),
    /** Number 0..1, or a template that gives one. */
    confidence: Template.optional(),
    riskLevel: z.enum(RISK_LEVELS),
    /** From request to expiry, milliseconds. 24 h by default. */
    expiresAfterMs: z.int().min(1000),
    /** False: not by whoever started the run or published the rule. */
    selfApproval: z.literal(false).optional(),
    onRejected: nodes,
    onExpired: nodes,
  });

export interface ApprovalNode<Node> extends Omit<z.infer<ReturnType<typeof node>>, 'onRejected' | 'onExpired'> {
  onRejected: Node[];
  onExpired: Node[];
}
