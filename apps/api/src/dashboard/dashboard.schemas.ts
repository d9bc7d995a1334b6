import { z } from 'zod';
import { ApprovalSummary } from '../approvals/approvals.schemas.js';
import { Timestamp } from '../http/shapes.js';
import { RunSummary } from '../runs/runs.schemas.js';

export const DashboardQuery = z.object({
  hours: z.coerce.number().int().min(1).max(168).default(24).meta({ description: 'window of the figures' }),
});

export const Dashboard = z
  .object({
    needsMe: z.object({
      pendingApprovals: z.int(),
      approvals: z.array(ApprovalSummary).meta({ description: 'the most urgent five' }),
      failedRuns: z.array(RunSummary).meta({ description: 'of rules; the latest five of the window' }),
      unknownEffects: z.array(
        z.object({ id: z.uuid(), runId: z.uuid(), action: z.string(), sentAt: Timestamp.nullable() }),
      ),
      brokenConnections: z.array(
        z.object({ id: z.uuid(), platform: z.string(), accountName: z.string(), errorMessage: z.string().nullable() }),
      ),
      brokenSchedules: z
        .array(z.object({ ruleId: z.uuid(), ruleName: z.string(), problem: z.string() }))
        .meta({ description: 'rules that are on and do not run at their times' }),
      drift: z.int().meta({ description: 'where PostgreSQL and Temporal disagree and a person must look' }),
      backlog: z
        .object({ waiting: z.int(), oldestAt: Timestamp })
        .nullable()
        .meta({ description: 'accepted events that have waited too long to begin; null when none has' }),
      silentConnections: z
        .array(z.object({ id: z.uuid(), platform: z.string(), accountName: z.string(), message: z.string() }))
        .meta({ description: 'connections whose vendor has stopped answering, or works with trouble' }),
    }),
    stats: z.object({
      runs: z.int().meta({ description: 'of rules, as all that follows; a called action has told its caller' }),
      succeeded: z.int(),
      failed: z.int(),
      waiting: z.int(),
      successRate: z.number().nullable(),
      completionP50Ms: z.number().nullable(),
      completionP95Ms: z.number().nullable(),
      answerP50Ms: z.number().nullable().meta({ description: 'from asking for an approval to its answer' }),
      modelTokens: z.int(),
      modelCostUsd: z.number(),
    }),
    perHour: z.array(z.object({ hour: Timestamp, succeeded: z.int(), failed: z.int(), other: z.int() })),
    next: z.array(z.object({ ruleId: z.uuid(), ruleName: z.string(), at: Timestamp, summary: z.string() })),
    asking: z.object({ count: z.int(), rules: z.array(z.object({ ruleId: z.uuid(), ruleName: z.string() })) }).meta({
      description: 'rules with a schedule of which Temporal has not said yet when they run; the first of them',
    }),
    rules: z.object({ total: z.int(), enabled: z.int() }),
    connections: z.object({ total: z.int(), healthy: z.int() }),
    firstSteps: z
      .object({
        exampleRuleId: z.uuid().nullable().meta({ description: 'the rule that came with the installation' }),
        newestRuleId: z.uuid().nullable(),
        ran: z.boolean(),
        connected: z.boolean(),
        made: z.boolean().meta({ description: 'a rule beside the example' }),
        rehearsed: z.boolean(),
      })
      .nullable()
      .meta({ description: 'what a new observatory has done so far; null when all is done or it is not new any more' }),
  })
  .meta({ id: 'Dashboard' });
export type Dashboard = z.input<typeof Dashboard>;
