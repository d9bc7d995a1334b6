import { APPROVAL_REQUEST_TYPES } from '@jarvis/database';
import { APPROVAL_STATUSES, DECISIONS, RESPONSE_CHANNELS } from '@jarvis/vocabulary';
import { Preview } from '@jarvis/connector-kit';
import { z } from 'zod';
import { pageQuery } from '../http/page.js';
import { AnyJson, IterationPath, JsonObjectInput, Person, RiskShape, Timestamp } from '../http/shapes.js';
import { RunSummary } from '../runs/runs.schemas.js';

const ApprovalStatusShape = z.enum(APPROVAL_STATUSES).meta({ id: 'ApprovalStatus' });

export const ApprovalsQuery = z.object({
  ...pageQuery,
  status: ApprovalStatusShape.optional(),
  ruleId: z.uuid().optional(),
  runId: z.uuid().optional(),
});
export type ApprovalsQuery = z.infer<typeof ApprovalsQuery>;

export const ApprovalSummary = z
  .object({
    id: z.uuid(),
    requestType: z.enum(APPROVAL_REQUEST_TYPES),
    status: ApprovalStatusShape,
    title: z.string(),
    message: z.string().nullable(),
    platform: z.string(),
    action: z.string(),
    actionTitle: z.string(),
    riskLevel: RiskShape,
    riskReasons: z.array(z.string()),
    confidence: z.number().min(0).max(1).nullable(),
    ruleId: z.uuid().nullable(),
    ruleName: z.string().nullable(),
    runId: z.uuid(),
    runTitle: z.string().nullable().meta({ description: 'what its rule calls the run' }),
    stepPath: z.string(),
    iteration: IterationPath,
    requestedAt: Timestamp,
    expiresAt: Timestamp,
    respondedAt: Timestamp.nullable(),
    respondedBy: Person.nullable(),
    respondedVia: z.enum(RESPONSE_CHANNELS).nullable(),
    responseNote: z.string().nullable(),
  })
  .meta({ id: 'ApprovalSummary' });
export type ApprovalSummary = z.input<typeof ApprovalSummary>;

/** What the action will do, in the form a person recognises. */
export const PreviewShape = Preview.meta({ id: 'Preview' });

export const PendingCount = z.object({ pending: z.int() }).meta({ id: 'PendingApprovals' });

export const ApprovalDetail = ApprovalSummary.extend({
  reasoning: z.string().nullable(),
  account: z
    .object({ id: z.uuid(), name: z.string() })
    .nullable()
    .meta({ description: 'the connection it acts through, with the account that was connected when it was asked' }),
  accountWarning: z
    .object({ code: z.enum(['removed', 'disconnected', 'other-account']), message: z.string(), hint: z.string() })
    .nullable()
    .meta({ description: 'why it cannot be approved as things are: the account is not there any more' }),
  input: AnyJson.meta({ description: 'the exact input of the action as proposed' }),
  inputHash: z.string(),
  inputSchema: z.record(z.string(), AnyJson).nullable().meta({ description: 'JSON Schema for editing the input' }),
  preview: PreviewShape,
  seen: z.boolean().nullable().meta({
    description: 'whether the answer named the inputHash it was given on; null while there is none from a person',
  }),
  refusedToYou: z
    .object({ message: z.string(), hint: z.string() })
    .nullable()
    .meta({ description: 'why you may not approve it, though others may' }),
  approvedInput: AnyJson,
  approvedHash: z.string().nullable(),
  approvedPreview: PreviewShape.nullable().meta({ description: 'present when it was edited' }),
  run: RunSummary,
  event: AnyJson.meta({ description: 'what triggered the run' }),
  nextPendingId: z.uuid().nullable(),
}).meta({ id: 'ApprovalDetail' });
export type ApprovalDetail = z.input<typeof ApprovalDetail>;

export const PreviewRequest = z.strictObject({ edited: JsonObjectInput }).meta({ id: 'ApprovalPreviewRequest' });
export const PreviewAnswer = z
  .object({ preview: PreviewShape, riskLevel: RiskShape, riskReasons: z.array(z.string()), inputHash: z.string() })
  .meta({ id: 'ApprovalPreview' });

export const DecisionRequest = z
  .strictObject({
    decision: z.enum(DECISIONS),
    note: z.string().max(2000).optional(),
    edited: JsonObjectInput.optional().meta({ description: 'the whole input as it shall be sent; only with approved' }),
    inputHash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional()
      .meta({
        description:
          'inputHash as you read it; refused when something else is pending by now. An answer without it is recorded as one',
      }),
  })
  .refine((value) => value.decision === 'approved' || value.edited === undefined, {
    path: ['edited'],
    message: 'a rejection carries no edited input',
  })
  .meta({ id: 'DecisionRequest' });
export type DecisionRequest = z.infer<typeof DecisionRequest>;
