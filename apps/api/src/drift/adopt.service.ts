import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import { notify, RunPayloads, toJsonb, toText, type Database } from '@jarvis/database';
import { RunInput, SIGNAL_LOOK_AGAIN, TriggerDetails, UNSEALED, WORKFLOW_TYPE } from '@jarvis/plan';
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { DoorPlans } from '../doors/door-plans.js';
import { refuse, type ApiError } from '../http/api-error.js';
import { TemporalGateway } from '../infrastructure/temporal-gateway.js';
import { CONFIG, DATABASE } from '../infrastructure/tokens.js';
import { isWorkflowGone } from '../relay/delivery-outcome.js';

const Versions = z.array(z.object({ id: z.uuid() }));

interface Started {
  input: RunInput;
  /** Of the workflow's first execution. */
  temporalRunId: string;
  /** When the run began: what it waits for may have come since. */
  startedAt: Date;
}

/**
 * Makes the row of a workflow again that the database has lost in a restore. What the workflow was started with says
 * what the run is; it is believed only as far as the database bears it out: it was sealed with our key for this very
 * workflow, it is of the caller's observatory, and its plan is one that was published there. A run of a door has a plan of
 * its own, which is lost with its row: that must be what a call with the same input would run today.
 */
@Injectable()
export class AdoptService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    private readonly temporal: TemporalGateway,
    private readonly doors: DoorPlans,
  ) {}

  /** @returns the run's id. @throws ApiError 409 for a workflow that does not belong here */
  async adopt(principal: Principal, workflowId: string): Promise<string> {
    const started = await this.temporal.within((client) => this.readStart(client, workflowId));
    const { observatoryId, rule } = started.input;
    if (observatoryId !== principal.observatoryId) throw foreign();
    if (!rule && !(await this.doors.isOurs(observatoryId, started.input))) throw foreign();
    await this.makeRow(principal, { ...started, workflowId });
    await this.temporal.within((client) => client.workflow.getHandle(workflowId).signal(SIGNAL_LOOK_AGAIN));
    return started.input.runId;
  }

  private async makeRow(
    { observatoryId }: Principal,
    { input, temporalRunId, startedAt, workflowId }: Started & { workflowId: string },
  ): Promise<void> {
    const { runId, rule, plan, trigger, event } = input;
    await this.database.tenant(observatoryId, async (manager) => {
      const versionId = rule && (await findVersion(manager, rule, plan.hash));
      await manager.query(
        `insert into runs (id, observatory_id, rule_id, rule_version_id, plan, plan_hash, kind, trigger_type, trigger_summary,
                           trigger_details, event, status, created_at, started_at, workflow_id, temporal_run_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'running', $12, $12, $13, $14) on conflict (id) do nothing`,
        [
          runId,
          observatoryId,
          rule?.id ?? null,
          versionId ?? null,
          rule ? null : toJsonb(plan),
          plan.hash,
          plan.kind,
          trigger.type,
          toText(trigger.summary),
          toJsonb(trigger.details ?? {}),
          toJsonb(event) ?? 'null',
          startedAt,
          workflowId,
          temporalRunId,
        ],
      );
      await notify(manager, { type: 'run_updated', observatoryId, runId, id: runId });
    });
  }

  /** What the workflow's first event says, opened as a worker opens it. */
  private async readStart(client: Client, workflowId: string): Promise<Started> {
    const [{ createDataConverter, MissingPayloadError }, { decodeArrayFromPayloads }] = await Promise.all([
      import('@jarvis/payload-codec'),
      import('@temporalio/common/lib/internal-non-workflow/index.js'),
    ]);
    const { namespace } = client.options;
    const description = await client.workflow.getHandle(workflowId).describe();
    const reply = await client.workflowService.getWorkflowExecutionHistory({
      namespace,
      execution: { workflowId, runId: description.runId },
      maximumPageSize: 1,
    });
    const start = reply.history?.events?.[0]?.workflowExecutionStartedEventAttributes;
    const temporalRunId = start?.firstExecutionRunId;
    if (start?.workflowType?.name !== WORKFLOW_TYPE || !temporalRunId) throw foreign();
    const { payloadCodecs = [] } = createDataConverter(this.config.keys.encryption, {
      unsealedAs: UNSEALED,
      large: { store: new RunPayloads(this.database) },
    });
    const context = { type: 'workflow', namespace, workflowId } as const;
    let payloads = start.input?.payloads ?? [];
    try {
      for (const codec of payloadCodecs) payloads = await codec.decode(payloads, context);
    } catch (error) {
      throw error instanceof MissingPayloadError ? startIsLost() : error;
    }
    const [argument] = await decodeArrayFromPayloads(
      { ...client.options.loadedDataConverter, payloadCodecs: [] },
      payloads,
    );
    const input = RunInput.safeParse(argument);
    if (!input.success || input.data.rehearsal) throw foreign();
    const startedAt = await findStart(client, { description, temporalRunId });
    return { input: withOwnId(input.data, temporalRunId, description), temporalRunId, startedAt };
  }
}

/** A long run goes on in further executions; Temporal may have removed the first one. */
async function findStart(
  client: Client,
  { description, temporalRunId }: { description: WorkflowExecutionDescription; temporalRunId: string },
): Promise<Date> {
  const { workflowId, runId, startTime } = description;
  if (runId === temporalRunId) return startTime;
  try {
    return (await client.workflow.getHandle(workflowId, temporalRunId).describe()).startTime;
  } catch (error) {
    if (isWorkflowGone(error)) return startTime;
    throw error;
  }
}

/** @throws ApiError 409 for a version that was never published with this plan */
async function findVersion(
  manager: EntityManager,
  { id, version }: NonNullable<RunInput['rule']>,
  planHash: string,
): Promise<string> {
  const [found] = Versions.parse(
    await manager.query('select id from rule_versions where rule_id = $1 and version = $2 and plan_hash = $3', [
      id,
      version,
      planHash,
    ]),
  );
  if (!found) throw foreign();
  return found.id;
}

/** Every start of a schedule has the same arguments; the workflow takes an id and an event of its own, as here. */
function withOwnId(
  input: RunInput,
  runId: string,
  { typedSearchAttributes, startTime }: WorkflowExecutionDescription,
): RunInput {
  if (input.trigger.type !== 'schedule') return input;
  const due = typedSearchAttributes.get({ name: 'TemporalScheduledStartTime', type: 'DATETIME' }) ?? startTime;
  const scheduledAt = due.toISOString();
  const details = TriggerDetails.parse({ receivedAt: scheduledAt });
  return { ...input, runId, trigger: { ...input.trigger, details }, event: { scheduledAt } };
}

/** A large event is kept in the database, beside its run, so the restore that took the run has taken it, too. */
function startIsLost(): ApiError {
  return refuse.conflict({
    code: 'start-lost',
    message:
      'What this workflow was started with was too large for its history and is no longer stored here, so the run cannot be made again.',
    hint: 'End the workflow, and have the event sent once more. Look first, in Temporal UI, which of its steps are done.',
  });
}

function foreign(): ApiError {
  return refuse.conflict({
    code: 'not-ours',
    message:
      'This workflow runs neither a version that was ever published here nor what a call of a platform’s route would run, so no run is made for it.',
    hint: 'Look at it in Temporal UI; if nobody knows it, end it.',
  });
}
