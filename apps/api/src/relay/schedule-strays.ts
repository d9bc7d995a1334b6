import { Inject, Injectable } from '@nestjs/common';
import { requestScheduleSync, type Database } from '@jarvis/database';
import { SEARCH_ATTRIBUTES, WORKFLOW_TYPE } from '@jarvis/plan';
import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { DATABASE } from '../infrastructure/tokens.js';
import { isNotFound } from '../infrastructure/temporal-errors.js';
import { TemporalGateway } from '../infrastructure/temporal-gateway.js';
import type { Drift } from './drift.js';
import { ruleOfSchedule } from './schedule-options.js';

const PAGE = 500;
const AT_ONCE = 5;
const LIST_DEADLINE_MS = 20_000;

const Rules = z.array(z.object({ id: z.uuid(), observatory_id: z.uuid(), wanted: z.boolean(), pending: z.boolean() }));
/** A search attribute is sent as JSON. */
const ObservatoryAttribute = z
  .string()
  .transform((text) => text.replaceAll('"', ''))
  .pipe(z.uuid());
type Rule = z.infer<typeof Rules>[number];

/**
 * Schedules in Temporal that no rule wants. One whose rule is here and says otherwise is told again; one whose rule is
 * gone is listed, since a database that was restored may be restored once more. Those that are missing are the
 * {@link ScheduleWatch}'s.
 */
@Injectable()
export class ScheduleStrays {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly temporal: TemporalGateway,
  ) {}

  async find(client: Client): Promise<Drift[]> {
    const schedules = await this.temporal.within(() => listSchedules(client), LIST_DEADLINE_MS);
    const drift: Drift[] = [];
    for (let index = 0; index < schedules.length; index += PAGE) {
      drift.push(...(await this.compare(client, schedules.slice(index, index + PAGE))));
    }
    return drift;
  }

  private async compare(client: Client, schedules: readonly Schedule[]): Promise<Drift[]> {
    const rules = await this.findRules(schedules.map(({ ruleId }) => ruleId));
    const unwanted = schedules.filter(({ ruleId }) => rules.get(ruleId)?.wanted !== true);
    const drift: Drift[] = [];
    for (let index = 0; index < unwanted.length; index += AT_ONCE) {
      const found = await Promise.all(
        unwanted
          .slice(index, index + AT_ONCE)
          .map(({ scheduleId, ruleId }) => this.judge(client, scheduleId, rules.get(ruleId))),
      );
      drift.push(...found.filter((entry) => entry !== undefined));
    }
    return drift;
  }

  private async findRules(ids: readonly string[]): Promise<Map<string, Rule>> {
    const rows = await this.database.systemQuery(
      `select id, observatory_id,
              enabled and deleted_at is null and trigger_type = 'schedule' and published_version_id is not null as wanted,
              exists (select from outbox where topic = 'schedule-sync' and delivered_at is null
                and payload->>'ruleId' = r.id::text) as pending
       from automation_rules r where id = any($1::uuid[])`,
      [ids],
    );
    return new Map(Rules.parse(rows).map((rule) => [rule.id, rule]));
  }

  private async judge(client: Client, scheduleId: string, rule: Rule | undefined): Promise<Drift | undefined> {
    if (rule?.pending === true) return undefined;
    const action = await this.temporal.within(() => describeAction(client, scheduleId));
    // The list lags behind: one that was just removed is still in it.
    if (action === undefined) return undefined;
    if (rule) return this.tellAgain(scheduleId, rule);
    return {
      temporalId: scheduleId,
      runId: null,
      observatoryId: observatoryIn(action),
      kind: 'rule-missing',
      mended: false,
      message: 'Temporal has a schedule of a rule that is not here. What it starts is refused.',
    };
  }

  private async tellAgain(temporalId: string, { id: ruleId, observatory_id: observatoryId }: Rule): Promise<Drift> {
    await this.database.tenant(observatoryId, (manager) => requestScheduleSync(manager, { observatoryId, ruleId }));
    const message = 'A rule that is off, deleted or started by something else still had its schedule; it is removed.';
    return { temporalId, runId: null, observatoryId, kind: 'schedule-left', mended: true, message };
  }
}

interface Schedule {
  scheduleId: string;
  ruleId: string;
}

async function listSchedules(client: Client): Promise<Schedule[]> {
  const schedules: Schedule[] = [];
  for await (const { scheduleId, action } of client.schedule.list()) {
    const ruleId = action?.workflowType === WORKFLOW_TYPE ? ruleOfSchedule(scheduleId) : undefined;
    if (ruleId !== undefined) schedules.push({ scheduleId, ruleId });
  }
  return schedules;
}

type Attributes = Record<string, { data?: Uint8Array | null }>;

/**
 * Search attributes of what the schedule starts; undefined when there is no such schedule. Read as they are sent: the
 * SDK's description opens the arguments as well, which fails for whatever another installation sealed.
 */
async function describeAction(client: Client, scheduleId: string): Promise<Attributes | undefined> {
  try {
    const { namespace } = client.options;
    const { schedule } = await client.workflowService.describeSchedule({ namespace, scheduleId });
    return schedule?.action?.startWorkflow?.searchAttributes?.indexedFields ?? {};
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function observatoryIn(attributes: Attributes): string | null {
  const data = attributes[SEARCH_ATTRIBUTES.observatory]?.data ?? undefined;
  return data === undefined ? null : (ObservatoryAttribute.safeParse(Buffer.from(data).toString()).data ?? null);
}
