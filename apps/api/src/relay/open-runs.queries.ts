import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@jarvis/database';
import { RUN_STATUSES } from '@jarvis/vocabulary';
import { z } from 'zod';
import { DATABASE } from '../infrastructure/tokens.js';

const OpenRun = z.object({
  id: z.uuid(),
  observatory_id: z.uuid(),
  status: z.enum(RUN_STATUSES),
  workflow_id: z.string().nullable(),
  /** Its start is still in the outbox, or held back by the limits of its rule. */
  start_pending: z.boolean(),
  /** Its start was in the outbox at some time. */
  start_asked: z.boolean(),
  /** Temporal was told, some time ago, that it shall stop. */
  cancel_told: z.boolean(),
  updated_at: z.coerce.date(),
  /** Which effects and approvals of it are known, and how they stand. A restore changes them without its row. */
  effects: z.string(),
  approvals: z.string(),
  waits: z.string(),
});
export type OpenRun = z.infer<typeof OpenRun>;

const KnownRun = z.object({ id: z.uuid(), observatory_id: z.uuid(), finished: z.boolean() });

/** What the reconciler reads across observatories. */
@Injectable()
export class OpenRunsQueries {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** Runs that have not ended and have been quiet for `quietSeconds`, in the order of their ids, after `afterId`. */
  async list({
    afterId,
    quietSeconds,
    limit,
  }: {
    afterId: string;
    quietSeconds: number;
    limit: number;
  }): Promise<OpenRun[]> {
    const rows = await this.database.systemQuery(
      `select r.id, r.observatory_id, r.status, r.workflow_id, r.updated_at,
              exists (select from outbox c where c.key = 'cancel-run/' || r.id
                and c.delivered_at < now() - make_interval(secs => $2)) as cancel_told,
              (o.id is not null and o.delivered_at is null) or exists (select from run_holds h
                where h.run_id = r.id and h.phase in ('new', 'gathering', 'queued')) as start_pending, o.id is not null as start_asked,
              (select md5(coalesce(string_agg(e.id || e.state, ',' order by e.id), '')) from effects e
                where e.run_id = r.id) as effects,
              (select md5(coalesce(string_agg(a.id || a.status, ',' order by a.id), '')) from approval_requests a
                where a.run_id = r.id) as approvals,
              (select md5(coalesce(string_agg(w.id || w.status, ',' order by w.id), '')) from (
                select id, status from event_waits where run_id = r.id
                union all select id, status from runs where awaited_by = r.id) w) as waits
       from runs r left join outbox o on o.key = 'start-run/' || r.id
       where r.finished_at is null and r.updated_at < now() - make_interval(secs => $2) and r.id > $1
       order by r.id limit $3`,
      [afterId, quietSeconds, limit],
    );
    return z.array(OpenRun).parse(rows);
  }

  /** Of the workflows with these ids, the rows; `finished` only when they ended `quietSeconds` ago. */
  async findByWorkflows({
    runIds,
    workflowIds,
    quietSeconds,
  }: {
    runIds: readonly string[];
    workflowIds: readonly string[];
    quietSeconds: number;
  }) {
    const rows = await this.database.systemQuery(
      `select id, observatory_id, workflow_id, coalesce(finished_at < now() - make_interval(secs => $3), false) as finished
       from runs where id = any($1::uuid[]) or workflow_id = any($2)`,
      [runIds, workflowIds, quietSeconds],
    );
    return z.array(KnownRun.extend({ workflow_id: z.string().nullable() })).parse(rows);
  }
}
