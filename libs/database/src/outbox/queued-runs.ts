import { Json, Plan, RunInput } from '@jarvis/plan';
import { z } from 'zod';
import type { Database } from '../database.js';

const MAX_PLANS = 100;

const Row = z.object({
  id: z.uuid(),
  ended: z.boolean(),
  rule_id: z.uuid().nullable(),
  rule_name: z.string().nullable(),
  version_id: z.uuid().nullable(),
  version: z.int().nullable(),
  plan: z.unknown(),
  kind: z.string(),
  trigger_type: z.string(),
  trigger_summary: z.string(),
  trigger_details: z.unknown(),
  created_at: z.date(),
  event: Json,
});

/** `ended`: somebody cancelled it before it began. */
export type RunStart =
  { type: 'ready'; input: RunInput; kind: string } | { type: 'ended' } | { type: 'broken'; message: string };

/** Reads what queued runs are started with. */
export class QueuedRuns {
  /** By version id; versions never change. */
  private readonly plans = new Map<string, Plan>();

  constructor(private readonly database: Pick<Database, 'statements'>) {}

  /** For each run. One that is missing has no entry. */
  async load(observatoryId: string, runIds: readonly string[]): Promise<Map<string, RunStart>> {
    return this.database.statements(observatoryId, async (manager) => {
      const rows: unknown = await manager.query(
        `select r.id, r.finished_at is not null as ended, r.rule_id, a.name as rule_name, v.id as version_id, v.version,
                r.plan, r.kind, r.trigger_type, r.trigger_summary,
                r.trigger_details, r.created_at, r.event
         from runs r
         left join automation_rules a on a.id = r.rule_id
         left join rule_versions v on v.id = r.rule_version_id
         where r.id = any($1::uuid[])`,
        [runIds],
      );
      const parsed = z.array(Row).parse(rows);
      const missing = [
        ...new Set(parsed.flatMap(({ version_id: id }) => (id !== null && !this.plans.has(id) ? [id] : []))),
      ];
      if (missing.length > 0) {
        this.remember(await manager.query('select id, plan from rule_versions where id = any($1::uuid[])', [missing]));
      }
      return new Map(parsed.map((row) => [row.id, this.toStart(row, observatoryId)]));
    });
  }

  private remember(rows: unknown): void {
    if (this.plans.size > MAX_PLANS) this.plans.clear();
    for (const { id, plan } of z.array(z.object({ id: z.uuid(), plan: z.unknown() })).parse(rows)) {
      const parsed = Plan.safeParse(plan);
      if (parsed.success) this.plans.set(id, parsed.data);
    }
  }

  private toStart(row: z.infer<typeof Row>, observatoryId: string): RunStart {
    if (row.ended) return { type: 'ended' };
    const plan = row.version_id === null ? Plan.safeParse(row.plan).data : this.plans.get(row.version_id);
    if (!plan)
      return {
        type: 'broken',
        message:
          row.version_id === null
            ? 'What this run was asked to do cannot be read by this version of Jarvis, so it was not begun. Ask for it again.'
            : 'The published version of its rule cannot be read. Publish the rule again and start a new run.',
      };
    const trigger = RunInput.shape.trigger.safeParse({
      type: row.trigger_type,
      summary: row.trigger_summary,
      details: { receivedAt: row.created_at.toISOString(), ...z.looseObject({}).parse(row.trigger_details) },
    });
    if (!trigger.success)
      return { type: 'broken', message: `A run triggered by "${row.trigger_type}" cannot be started.` };
    const { rule_id: id, rule_name: name, version } = row;
    const rule = id !== null && name !== null && version !== null ? { rule: { id, name, version } } : {};
    // Every part has been parsed, so the whole is not parsed again.
    return {
      type: 'ready',
      input: {
        runId: row.id,
        observatoryId,
        ...rule,
        plan,
        trigger: trigger.data,
        event: row.event,
        groups: true,
        whole: true,
      },
      kind: row.kind,
    };
  }
}
